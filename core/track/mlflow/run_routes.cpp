#include "core/base/json.h"
#include "core/base/text.h"
#include "core/track/artifact_uri.h"
#include "core/track/limits.h"
#include "core/track/mlflow/checks.h"
#include "core/track/mlflow/encode.h"
#include "core/track/mlflow/json_writer.h"
#include "core/track/mlflow/log_model_history.h"
#include "core/track/mlflow/reply.h"
#include "core/track/mlflow/run_inputs.h"
#include "core/track/mlflow/run_writer.h"
#include "core/track/mlflow/search_request.h"
#include "core/track/mlflow/tracking_routes.h"
#include "core/track/runs.h"

namespace slipway::track::mlflow {

namespace {

constexpr PairRules kParameters{kMaxParameter, true, true}, kTags{kMaxTag, true};

struct Shown {
    Run run;
    std::string artifactUri;
};

Result<std::string> uriOf(Tracker& tracker, const Run& run) {
    SLIPWAY_ASSIGN(const auto experiment, Experiments(tracker.ledger()).find(run.experiment));
    return runArtifactUri(experimentUri(experiment), run.id);
}

Result<Shown> shown(Tracker& tracker, Result<Run> run) {
    if (!run) return std::unexpected(std::move(run.error()));
    SLIPWAY_ASSIGN(auto uri, uriOf(tracker, *run));
    return Shown{std::move(*run), std::move(uri)};
}

/// The fluent interface, which is the run itself, says where it was called from; a plain client, which may make runs
/// for others, does not.
std::string ownerIn(const Tracking& to, const Call& call, const std::map<std::string, std::string>& tags) {
    const auto type = tags.find("mlflow.source.type"), name = tags.find("mlflow.source.name");
    if (type == tags.end() || type->second != "LOCAL") return {};
    return to.clients->clientOf(call.request().peer, name == tags.end() ? std::string() : name->second);
}

Status create(const Tracking& to, const Call& call, Json& answer) {
    Runs::New wanted;
    if (call.has("experiment_id")) {
        SLIPWAY_ASSIGN(wanted.experiment, experimentId(call, "experiment_id"));
    }
    SLIPWAY_ASSIGN(wanted.name, call.textOr("run_name", ""));
    SLIPWAY_ASSIGN(wanted.userId, call.textOr("user_id", ""));
    SLIPWAY_ASSIGN(const auto startedAt, call.integer("start_time"));
    wanted.startedAt = startedAt.value_or(0);
    SLIPWAY_ASSIGN(wanted.tags, pairsIn(call, "tags", kTags));
    wanted.owner = ownerIn(to, call, wanted.tags);
    SLIPWAY_ASSIGN(const auto made, writing<Shown>(to, [&](Tracker& tracker) {
        return shown(tracker, Runs(tracker.ledger()).create(to.actor, wanted));
    }));
    if (!wanted.owner.empty()) {
        to.clients->watch(made.run.id);
        to.clients->wrote(made.run.id, call.request().peer);
    }
    answer["run"] = toJson(made.run, made.artifactUri);
    return {};
}

Status get(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    SLIPWAY_ASSIGN(const auto found,
        reading<Shown>(to, [&](Tracker& tracker) { return shown(tracker, Runs(tracker.ledger()).find(id)); }));
    answer["run"] = toJson(found.run, found.artifactUri);
    return {};
}

Result<std::optional<RunStatus>> statusIn(const Fields& fields) {
    if (!fields.has("status")) return std::nullopt;
    if (const auto number = fields.integer("status"); number && *number) {
        constexpr RunStatus all[] = {
            RunStatus::Running, RunStatus::Scheduled, RunStatus::Finished, RunStatus::Failed, RunStatus::Killed};
        if (**number < 1 || **number > std::ssize(all)) return fields.invalid("status");
        return all[**number - 1];
    }
    SLIPWAY_ASSIGN(const auto text, fields.textOr("status", ""));
    const auto status = runStatus(text);
    if (!status) return fields.invalid("status", status.error().hint);
    return *status;
}

Status update(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    Runs::Update wanted;
    SLIPWAY_ASSIGN(wanted.status, statusIn(call));
    SLIPWAY_ASSIGN(wanted.endedAt, call.integer("end_time"));
    SLIPWAY_ASSIGN(wanted.name, call.text("run_name"));
    if (wanted.name && wanted.name->empty()) wanted.name.reset();
    const auto& peer = call.request().peer;
    if (wanted.status == RunStatus::Running) {
        wanted.owner = to.clients->clientOf(peer, {});
        if (!wanted.owner.empty()) to.clients->watch(id);
        to.clients->wrote(id, peer);
        if (!wanted.endedAt) to.clients->setGoing(id, peer);
    }
    SLIPWAY_ASSIGN(const auto changed, writing<Shown>(to, [&](Tracker& tracker) {
        return shown(tracker, Runs(tracker.ledger()).update(to.actor, id, wanted));
    }));
    if (wanted.status && hasEnded(*wanted.status)) to.clients->ended(id);
    answer["run_info"] = infoToJson(changed.run, changed.artifactUri);
    return {};
}

Status setDeleted(const Tracking& to, const Call& call, bool deleted) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    return to.serving.write([&](Tracker& tracker) { return Runs(tracker.ledger()).setDeleted(to.actor, id, deleted); });
}

Status logParameter(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    Runs::Batch batch;
    SLIPWAY_TRY(addPair(call, kParameters, batch.parameters));
    return logTo(to, call, id, batch);
}

Status setTag(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    Runs::Batch batch;
    SLIPWAY_TRY(addPair(call, kTags, batch.tags));
    return logTo(to, call, id, batch);
}

Status deleteTag(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    SLIPWAY_ASSIGN(const auto key, call.required("key"));
    return to.serving.write([&](Tracker& tracker) { return Runs(tracker.ledger()).deleteTag(id, key); });
}

Result<std::string> search(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto request, searchRequest(call, FilterTable::runs(), "run_view_type", 1000));
    SLIPWAY_ASSIGN(const auto ids, experimentIds(call));
    struct Found {
        Runs::Page page;
        std::map<std::int64_t, std::string> uris; ///< by experiment
    };
    SLIPWAY_ASSIGN(const auto found, reading<Found>(to, [&](Tracker& tracker) -> Result<Found> {
        Found all;
        SLIPWAY_ASSIGN(
            all.page, Runs(tracker.ledger())
                          .search({ids, request.filter, request.order, request.view, request.offset, request.limit}));
        for (const auto& run : all.page.runs) {
            if (all.uris.contains(run.experiment)) continue;
            SLIPWAY_ASSIGN(const auto experiment, Experiments(tracker.ledger()).find(run.experiment));
            all.uris[run.experiment] = experimentUri(experiment);
        }
        return all;
    }));
    std::string text;
    JsonWriter writer(text);
    writer.open('{');
    if (!found.page.runs.empty()) {
        writer.key("runs");
        writer.open('[');
        for (const auto& run : found.page.runs)
            append(writer, run, runArtifactUri(found.uris.at(run.experiment), run.id));
        writer.close(']');
    }
    if (found.page.more) writer.member("next_page_token", pageToken(request.offset + request.limit));
    writer.close('}');
    return text;
}

Status logInputs(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    SLIPWAY_ASSIGN(const auto datasets, datasetsIn(call));
    SLIPWAY_ASSIGN(const auto models, modelsIn(call));
    return to.serving.write([&](Tracker& tracker) { return Runs(tracker.ledger()).logInputs(id, datasets, models); });
}

Status logOutputs(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    SLIPWAY_ASSIGN(const auto models, modelsIn(call));
    return to.serving.write([&](Tracker& tracker) { return Runs(tracker.ledger()).logOutputs(id, models); });
}

} // namespace

Status logTo(const Tracking& to, const Call& call, const std::string& run, const Runs::Batch& batch) {
    const auto& peer = call.request().peer;
    if (!batch.metrics.empty() || !batch.parameters.empty()) to.clients->wrote(run, peer); // a note may be a visitor's
    const auto owner = batch.metrics.empty() ? std::string() : to.clients->claimed(run, peer);
    return to.serving.write([&](Tracker& tracker) -> Status {
        if (!owner.empty()) SLIPWAY_TRY(Runs(tracker.ledger()).claim(run, owner));
        return Runs(tracker.ledger()).log(run, batch, [&] {
            to.clients->watch(run);
            return to.clients->processOf(peer);
        });
    });
}

void addRunRoutes(net::Router& router, const Tracking& to) {
    addApi(router, "POST", "runs/create", [to](const Call& call, Json& answer) { return create(to, call, answer); });
    addApi(router, "GET", "runs/get", [to](const Call& call, Json& answer) { return get(to, call, answer); });
    addApi(router, "POST", "runs/update", [to](const Call& call, Json& answer) { return update(to, call, answer); });
    addApi(router, "POST", "runs/delete", [to](const Call& call, Json&) { return setDeleted(to, call, true); });
    addApi(router, "POST", "runs/restore", [to](const Call& call, Json&) { return setDeleted(to, call, false); });
    addApi(router, "POST", "runs/log-parameter", [to](const Call& call, Json&) { return logParameter(to, call); });
    addApi(router, "POST", "runs/set-tag", [to](const Call& call, Json&) { return setTag(to, call); });
    addApi(router, "POST", "runs/delete-tag", [to](const Call& call, Json&) { return deleteTag(to, call); });
    addApiText(router, "POST", "runs/search", [to](const Call& call) { return search(to, call); });
    addApi(router, "POST", "runs/log-inputs", [to](const Call& call, Json&) { return logInputs(to, call); });
    addApi(router, "POST", "runs/outputs", [to](const Call& call, Json&) { return logOutputs(to, call); });
    addApi(router, "POST", "runs/log-model", [to](const Call& call, Json&) { return logModelHistory(to, call); });
}

} // namespace slipway::track::mlflow
