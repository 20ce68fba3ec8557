#pragma once

#include "core/base/result.h"
#include "core/track/mlflow/tracking_routes.h"

namespace slipway::track::mlflow {

class Call;

/// runs/log-model of 2.x clients: appends the model's description to the JSON list in the tag
/// "mlflow.log-model.history", which is never cut.
Status logModelHistory(const Tracking& to, const Call& call);

} // namespace slipway::track::mlflow
