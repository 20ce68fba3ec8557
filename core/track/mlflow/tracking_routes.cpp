#include "core/track/mlflow/tracking_routes.h"

#include "core/base/json.h"
#include "core/track/mlflow/reply.h"

namespace slipway::track::mlflow {

void addTrackingRoutes(net::Router& router, const Tracking& tracking) {
    addExperimentRoutes(router, tracking);
    addRunRoutes(router, tracking);
    addLifeRoutes(router, tracking);
    addMetricRoutes(router, tracking);
    addArtifactRoutes(router, tracking);
    addMultipartRoutes(router, tracking);
    addLoggedModelRoutes(router, tracking);
    addTraceRoutes(router, tracking);
    addApi(
        router, "GET", "server-info",
        [](const Call&, Json& answer) -> Status {
            answer = Json{{"store_type", "SqlStore"}, {"workspaces_enabled", false}};
            return {};
        },
        "3.0");
    const auto unknown = [](const net::Request&) {
        return errorReply(404, "ENDPOINT_NOT_FOUND", "This server has no such endpoint");
    };
    for (const auto* method : {"GET", "POST", "PUT", "PATCH", "DELETE"})
        for (const auto* prefix : {"/api/{rest...}", "/ajax-api/{rest...}", "/v1/{rest...}"})
            router.add(method, prefix, unknown);
}

} // namespace slipway::track::mlflow
