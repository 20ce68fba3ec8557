#include "core/registry/mlflow/registry_routes.h"

namespace slipway::registry::mlflow {

void addRegistryRoutes(net::Router& router, const Registry& registry) {
    addModelRoutes(router, registry);
    addVersionRoutes(router, registry);
    addWebhookRoutes(router, registry);
}

} // namespace slipway::registry::mlflow
