#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/table/value.h"
#include "core/train/algorithm.h"
#include "core/train/booster.h"
#include "core/train/bundle_format.h"
#include "core/train/parameters.h"
#include "core/train/row_encoder.h"

namespace slipway::train {

/// Task, labels and input columns of a job, found in its training rows: the description of the model to be. A text
/// column becomes categories, numbers and booleans become numbers; times and other types are refused by name.
Result<BundleDescription> describeTraining(const TrainingJob& job, const Parameters& parameters);

/// Rows in XGBoost's form; those without a target are left out and counted.
struct EncodedRows {
    TrainingMatrix::Rows rows;
    std::size_t skipped = 0;
};
/// `what` names the table in errors ("training data").
Result<EncodedRows> encodeRows(
    const table::Table& table, const BundleDescription& description, const RowEncoder& encoder, std::string_view what);

} // namespace slipway::train
