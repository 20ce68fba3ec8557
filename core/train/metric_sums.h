#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/train/evaluation.h"

// The sums behind evaluate(), on clean numbers: no nulls, nothing infinite, vectors of one length and not empty.
namespace slipway::train {

using MetricMap = std::map<std::string, std::optional<double>>;
using NoteMap = std::map<std::string, std::string>;
using Confusion = std::vector<std::vector<std::int64_t>>; ///< [truth][prediction]

/// accuracy, precision, recall, f1 (of the last label when there are two or fewer, else macro), their macro and
/// weighted forms, balanced_accuracy, mcc.
void addLabelMetrics(const Confusion& confusion, MetricMap& metrics);

/// roc_auc, average_precision, log_loss, brier, ece and the three curves. `positive[i]` says whether row i is of the
/// positive class.
void addScoreMetrics(const std::vector<bool>& positive, const std::vector<double>& scores, Evaluation& evaluation);

/// mae, mse, rmse, r2, mape, median_absolute_error.
void addRegressionMetrics(
    const std::vector<double>& truth, const std::vector<double>& predictions, MetricMap& metrics, NoteMap& notes);

} // namespace slipway::train
