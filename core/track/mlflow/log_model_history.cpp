#include "core/track/mlflow/log_model_history.h"

#include "core/base/json.h"
#include "core/track/mlflow/checks.h"
#include "core/track/runs.h"

namespace slipway::track::mlflow {

Status logModelHistory(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    SLIPWAY_ASSIGN(const auto text, call.required("model_json"));
    const auto model = parseJson(text, "model_json");
    if (!model || !model->is_object())
        return fail(
            ErrorCode::InvalidArgument, "Malformed model info. It is no JSON object", "Send the MLmodel as JSON");
    for (const auto* field : {"artifact_path", "flavors", "utc_time_created", "run_id"})
        if (!model->contains(field))
            return fail(ErrorCode::InvalidArgument,
                std::string("Model json is missing mandatory fields: '") + field + "'", "Send the whole MLmodel");
    return to.serving.write(
        [&](Tracker& tracker) { return Runs(tracker.ledger()).appendModelHistory(id, dump(*model)); });
}

} // namespace slipway::track::mlflow
