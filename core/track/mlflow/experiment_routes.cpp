#include <fmt/format.h>

#include "core/base/json.h"
#include "core/track/experiments.h"
#include "core/track/limits.h"
#include "core/track/mlflow/artifact_location.h"
#include "core/track/mlflow/checks.h"
#include "core/track/mlflow/encode.h"
#include "core/track/mlflow/reply.h"
#include "core/track/mlflow/search_request.h"
#include "core/track/mlflow/tracking_routes.h"
#include "core/track/runs.h"

namespace slipway::track::mlflow {

namespace {

constexpr PairRules kExperimentTags{20000};

Status create(const Tracking& to, const Call& call, Json& answer) {
    Experiments::New wanted;
    SLIPWAY_ASSIGN(wanted.name, shortText(call, "name", kMaxName));
    SLIPWAY_ASSIGN(wanted.artifactLocation, call.textOr("artifact_location", ""));
    SLIPWAY_ASSIGN(wanted.artifactLocation, checkedLocation(wanted.artifactLocation));
    SLIPWAY_ASSIGN(wanted.tags, pairsIn(call, "tags", kExperimentTags));
    SLIPWAY_ASSIGN(const auto made, writing<Experiment>(to, [&](Tracker& tracker) {
        return Experiments(tracker.ledger()).create(to.actor, wanted);
    }));
    answer["experiment_id"] = std::to_string(made.id);
    return {};
}

Status get(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto id, experimentId(call, "experiment_id"));
    SLIPWAY_ASSIGN(const auto found,
        reading<Experiment>(to, [&](Tracker& tracker) { return Experiments(tracker.ledger()).find(id); }));
    answer["experiment"] = toJson(found);
    return {};
}

Status getByName(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto name, call.required("experiment_name"));
    SLIPWAY_ASSIGN(const auto found, reading<std::optional<Experiment>>(to,
                                         [&](Tracker& tracker) { return Experiments(tracker.ledger()).byName(name); }));
    if (!found)
        return fail(ErrorCode::NotFound, "Could not find experiment with name '" + name + "'", "Create it first");
    answer["experiment"] = toJson(*found);
    return {};
}

Status search(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto request, searchRequest(call, FilterTable::experiments(), "view_type", std::nullopt));
    SLIPWAY_ASSIGN(const auto page, reading<Experiments::Page>(to, [&](Tracker& tracker) {
        return Experiments(tracker.ledger())
            .search({request.filter, request.order, request.view, request.offset, request.limit});
    }));
    for (const auto& experiment : page.experiments) answer["experiments"].push_back(toJson(experiment));
    if (page.more) answer["next_page_token"] = pageToken(request.offset + request.limit);
    return {};
}

Status update(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, experimentId(call, "experiment_id"));
    SLIPWAY_ASSIGN(const auto name, shortText(call, "new_name", kMaxName));
    return to.serving.write([&](Tracker& tracker) { return Experiments(tracker.ledger()).rename(to.actor, id, name); });
}

Status setDeleted(const Tracking& to, const Call& call, bool deleted) {
    SLIPWAY_ASSIGN(const auto id, experimentId(call, "experiment_id"));
    return to.serving.write(
        [&](Tracker& tracker) { return Experiments(tracker.ledger()).setDeleted(to.actor, id, deleted); });
}

Status setTag(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, experimentId(call, "experiment_id"));
    std::map<std::string, std::string> tag;
    SLIPWAY_TRY(addPair(call, kExperimentTags, tag));
    return to.serving.write([&](Tracker& tracker) {
        return Experiments(tracker.ledger()).setTag(id, tag.begin()->first, tag.begin()->second);
    });
}

Status deleteTag(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, experimentId(call, "experiment_id"));
    SLIPWAY_ASSIGN(const auto key, call.required("key"));
    return to.serving.write([&](Tracker& tracker) { return Experiments(tracker.ledger()).deleteTag(id, key); });
}

Status searchDatasets(const Tracking& to, const Call& call, Json& answer) {
    constexpr std::size_t kMostExperiments = 20;
    constexpr int kMostDatasets = 1000;
    SLIPWAY_ASSIGN(const auto ids, experimentIds(call));
    if (ids.empty())
        return fail(ErrorCode::InvalidArgument, "SearchDatasets request must specify at least one experiment_id",
            "Send experiment_ids");
    if (ids.size() > kMostExperiments)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("SearchDatasets request cannot specify more than {} experiment_ids. Received {} experiment_ids",
                kMostExperiments, ids.size()),
            "Ask in parts");
    SLIPWAY_ASSIGN(const auto found, reading<std::vector<Runs::DatasetSummary>>(to, [&](Tracker& tracker) {
        return Runs(tracker.ledger()).datasets(ids, kMostDatasets);
    }));
    for (const auto& dataset : found) {
        Json shown{
            {"experiment_id", std::to_string(dataset.experiment)}, {"name", dataset.name}, {"digest", dataset.digest}};
        if (dataset.context) shown["context"] = *dataset.context;
        answer["dataset_summaries"].push_back(std::move(shown));
    }
    return {};
}

} // namespace

void addExperimentRoutes(net::Router& router, const Tracking& to) {
    addApi(router, "POST", "experiments/create",
        [to](const Call& call, Json& answer) { return create(to, call, answer); });
    addApi(router, "GET", "experiments/get", [to](const Call& call, Json& answer) { return get(to, call, answer); });
    addApi(router, "GET", "experiments/get-by-name",
        [to](const Call& call, Json& answer) { return getByName(to, call, answer); });
    for (const auto* method : {"GET", "POST"})
        addApi(router, method, "experiments/search",
            [to](const Call& call, Json& answer) { return search(to, call, answer); });
    addApi(router, "POST", "experiments/update", [to](const Call& call, Json&) { return update(to, call); });
    addApi(router, "POST", "experiments/delete", [to](const Call& call, Json&) { return setDeleted(to, call, true); });
    addApi(
        router, "POST", "experiments/restore", [to](const Call& call, Json&) { return setDeleted(to, call, false); });
    addApi(
        router, "POST", "experiments/set-experiment-tag", [to](const Call& call, Json&) { return setTag(to, call); });
    addApi(router, "POST", "experiments/delete-experiment-tag",
        [to](const Call& call, Json&) { return deleteTag(to, call); });
    for (const auto* method : {"GET", "POST"})
        addApi(router, method, "experiments/search-datasets",
            [to](const Call& call, Json& answer) { return searchDatasets(to, call, answer); });
}

} // namespace slipway::track::mlflow
