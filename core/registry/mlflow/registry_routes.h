#pragma once

#include <utility>

#include "core/access/actor.h"
#include "core/base/serving.h"
#include "core/net/router.h"
#include "core/registry/registry_service.h"

namespace slipway::registry::mlflow {

/// What the routes work on. Copied into the handlers; thread-safe.
struct Registry {
    Serving<RegistryService> serving;
    access::Actor actor;         ///< in whose name clients write
    bool privateWebhooks = true; ///< webhooks may be on this machine and in private networks
};

/// The registry's part of MLflow's REST protocol (3.x and 2.x) and its webhooks, as its own server answers it:
/// mlflow/server/handlers.py, mlflow/store/model_registry/sqlalchemy_store.py. To be added before the tracking routes,
/// which answer what is left.
void addRegistryRoutes(net::Router& router, const Registry& registry);

// Its parts.
void addModelRoutes(net::Router& router, const Registry& registry);
void addVersionRoutes(net::Router& router, const Registry& registry);
void addWebhookRoutes(net::Router& router, const Registry& registry);

/// Reads or writes with a service, and hands a value out of the job.
template <class T, class Job> Result<T> reading(const Registry& registry, Job&& job) {
    Result<T> result = T();
    SLIPWAY_TRY(registry.serving.read([&](RegistryService& service) -> Status {
        result = job(service);
        return result ? Status() : Status(std::unexpected(result.error()));
    }));
    return result;
}
template <class T, class Job> Result<T> writing(const Registry& registry, Job&& job) {
    Result<T> result = T();
    SLIPWAY_TRY(registry.serving.write([&](RegistryService& service) -> Status {
        result = job(service);
        return result ? Status() : Status(std::unexpected(result.error()));
    }));
    return result;
}

} // namespace slipway::registry::mlflow
