#pragma once

#include <memory>
#include <string>

#include "core/access/actor.h"
#include "core/base/serving.h"
#include "core/net/router.h"
#include "core/track/mlflow/run_clients.h"
#include "core/track/runs.h"
#include "core/track/tracker.h"

namespace slipway::track::mlflow {

/// What the routes work on. Copied into the handlers; thread-safe.
struct Tracking {
    Serving<Tracker> serving;
    access::Actor actor; ///< in whose name clients write
    std::shared_ptr<RunClients> clients = std::make_shared<RunClients>();
};

/// MLflow's REST protocol (3.x and 2.x) for experiments, runs, metrics, artifacts, logged models and traces, as its own
/// server answers it: mlflow.org, "REST API"; sources of the rules are mlflow/server/handlers.py and
/// mlflow/store/tracking/sqlalchemy_store.py. Unknown paths below /api/ answer ENDPOINT_NOT_FOUND.
void addTrackingRoutes(net::Router& router, const Tracking& tracking);

// Its parts.
void addExperimentRoutes(net::Router& router, const Tracking& tracking);
void addRunRoutes(net::Router& router, const Tracking& tracking);
/// Slipway's own, for clients that know it: POST runs/ensure and runs/heartbeat.
void addLifeRoutes(net::Router& router, const Tracking& tracking);
void addMetricRoutes(net::Router& router, const Tracking& tracking);
void addArtifactRoutes(net::Router& router, const Tracking& tracking);
void addMultipartRoutes(net::Router& router, const Tracking& tracking);
void addLoggedModelRoutes(net::Router& router, const Tracking& tracking);
void addTraceRoutes(net::Router& router, const Tracking& tracking);

/// Reads or writes with a service, and hands a value out of the job.
template <class T, class Way, class Job> Result<T> valueOf(const Way& way, Job&& job) {
    Result<T> result = T();
    SLIPWAY_TRY(way([&](Tracker& tracker) -> Status {
        result = job(tracker);
        return result ? Status() : Status(std::unexpected(result.error()));
    }));
    return result;
}
template <class T, class Job> Result<T> reading(const Tracking& tracking, Job&& job) {
    return valueOf<T>(tracking.serving.read, job);
}
template <class T, class Job> Result<T> writing(const Tracking& tracking, Job&& job) {
    return valueOf<T>(tracking.serving.write, job);
}

/// Runs::log in the name of the process at the other end.
class Call;
Status logTo(const Tracking& to, const Call& call, const std::string& run, const Runs::Batch& batch);

} // namespace slipway::track::mlflow
