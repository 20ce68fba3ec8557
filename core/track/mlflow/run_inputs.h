#pragma once

#include <vector>

#include "core/base/result.h"
#include "core/track/mlflow/call.h"
#include "core/track/run.h"

namespace slipway::track::mlflow {

/// "datasets": [{dataset: {name, digest, source_type, source, schema, profile}, tags}].
Result<std::vector<InputDataset>> datasetsIn(const Fields& fields);
/// "models": [{model_id, step}].
Result<std::vector<ModelUse>> modelsIn(const Fields& fields);

} // namespace slipway::track::mlflow
