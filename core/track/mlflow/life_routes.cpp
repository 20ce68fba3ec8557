#include "core/base/json.h"
#include "core/base/text.h"
#include "core/track/artifact_uri.h"
#include "core/track/limits.h"
#include "core/track/mlflow/checks.h"
#include "core/track/mlflow/encode.h"
#include "core/track/mlflow/reply.h"
#include "core/track/mlflow/tracking_routes.h"
#include "core/track/runs.h"

#include <algorithm>

namespace slipway::track::mlflow {

namespace {

Result<std::string> chosenId(const Call& call) {
    SLIPWAY_ASSIGN(auto id, call.required("run_id"));
    const bool hex = std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (id.size() != 32 || !hex) return call.invalid("run_id", "It must be 32 lower-case hexadecimal digits");
    return id;
}

/// Makes the run with the id that the client chose, or answers the one that is there: a lost answer costs nothing.
Status ensure(const Tracking& to, const Call& call, Json& answer) {
    Runs::New wanted;
    SLIPWAY_ASSIGN(wanted.id, chosenId(call));
    if (call.has("experiment_id")) {
        SLIPWAY_ASSIGN(wanted.experiment, experimentId(call, "experiment_id"));
    }
    SLIPWAY_ASSIGN(wanted.name, call.textOr("run_name", ""));
    SLIPWAY_ASSIGN(wanted.userId, call.textOr("user_id", ""));
    SLIPWAY_ASSIGN(const auto startedAt, call.integer("start_time"));
    wanted.startedAt = startedAt.value_or(0);
    SLIPWAY_ASSIGN(wanted.tags, pairsIn(call, "tags", {kMaxTag, true}));
    SLIPWAY_ASSIGN(const bool live, call.flag("live", false)); // by the process that is the run, not later for it
    const auto& peer = call.request().peer;
    if (live) wanted.owner = to.clients->processOf(peer);
    struct Made {
        Run run;
        std::string uri;
    };
    SLIPWAY_ASSIGN(const auto made, writing<Made>(to, [&](Tracker& tracker) -> Result<Made> {
        Runs runs(tracker.ledger());
        Made made;
        if (runs.exists(wanted.id)) {
            SLIPWAY_ASSIGN(made.run, runs.find(wanted.id));
        } else {
            SLIPWAY_ASSIGN(made.run, runs.create(to.actor, wanted));
            if (live) SLIPWAY_TRY(beat(tracker.ledger(), wanted.id));
        }
        SLIPWAY_ASSIGN(const auto experiment, Experiments(tracker.ledger()).find(made.run.experiment));
        made.uri = runArtifactUri(experimentUri(experiment), made.run.id);
        return made;
    }));
    if (live) {
        to.clients->watch(made.run.id);
        to.clients->wrote(made.run.id, peer);
    }
    answer["run"] = toJson(made.run, made.uri);
    return {};
}

Status heartbeat(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    const auto& peer = call.request().peer;
    to.clients->wrote(id, peer);
    to.clients->processOf(peer); // now, while it lives: the last sign of a process must not be taken for another's
    SLIPWAY_ASSIGN(const auto status, writing<RunStatus>(to, [&](Tracker& tracker) {
        return beat(tracker.ledger(), id, [&] { return to.clients->processOf(peer); });
    }));
    answer["status"] = name(status);
    return {};
}

} // namespace

void addLifeRoutes(net::Router& router, const Tracking& to) {
    addApiHandler(router, "POST", "slipway/runs/ensure",
        answering([to](const Call& call, Json& answer) { return ensure(to, call, answer); }));
    addApiHandler(router, "POST", "slipway/runs/heartbeat",
        answering([to](const Call& call, Json& answer) { return heartbeat(to, call, answer); }));
}

} // namespace slipway::track::mlflow
