#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/track/limits.h"
#include "core/track/logged_models.h"
#include "core/track/mlflow/checks.h"
#include "core/track/mlflow/encode.h"
#include "core/track/mlflow/reply.h"
#include "core/track/mlflow/search_request.h"
#include "core/track/mlflow/tracking_routes.h"

namespace slipway::track::mlflow {

namespace {

constexpr std::size_t kMostParameters = 100, kMostOrderItems = 20, kMostDatasets = 100;
constexpr std::int64_t kUsualResults = 50, kMostResults = 1000;

/// The id in the path; bodies repeat it.
std::string modelId(const Call& call) {
    const auto& parameters = call.request().parameters;
    const auto id = parameters.find("model_id");
    return id == parameters.end() ? std::string() : id->second;
}

/// Keys of models are not restricted to those of runs.
Result<std::map<std::string, std::string>> pairs(const Fields& fields, std::string_view list, std::size_t limit) {
    std::map<std::string, std::string> all;
    SLIPWAY_ASSIGN(const auto given, fields.objects(list));
    for (const auto& pair : given) {
        SLIPWAY_ASSIGN(const auto key, shortText(pair, "key", kMaxKey));
        SLIPWAY_ASSIGN(auto value, pair.textOr("value", ""));
        value.resize(fittingBytes(value, limit));
        all[key] = std::move(value);
    }
    return all;
}

Result<std::map<std::string, std::string>> parameters(const Fields& fields) {
    SLIPWAY_ASSIGN(auto all, pairs(fields, "params", kMaxParameter));
    if (all.size() > kMostParameters)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("At most {} params can be logged with one request. Got {} params", kMostParameters, all.size()),
            "Send them in parts");
    return all;
}

Result<LoggedModelStatus> statusIn(const Fields& fields) {
    constexpr LoggedModelStatus all[] = {
        LoggedModelStatus::Pending, LoggedModelStatus::Ready, LoggedModelStatus::UploadFailed};
    if (!fields.has("status")) return fields.missing("status");
    if (const auto number = fields.integer("status"); number && *number) {
        if (**number < 1 || **number > std::ssize(all)) return fields.invalid("status");
        return all[**number - 1];
    }
    SLIPWAY_ASSIGN(const auto text, fields.required("status"));
    for (const auto status : all)
        if (text == name(status)) return status;
    return fields.invalid("status");
}

Status create(const Tracking& to, const Call& call, Json& answer) {
    LoggedModels::New wanted;
    SLIPWAY_ASSIGN(wanted.experiment, experimentId(call, "experiment_id"));
    SLIPWAY_ASSIGN(wanted.name, call.textOr("name", ""));
    SLIPWAY_ASSIGN(wanted.modelType, call.textOr("model_type", ""));
    SLIPWAY_ASSIGN(wanted.sourceRun, call.textOr("source_run_id", ""));
    SLIPWAY_ASSIGN(wanted.parameters, parameters(call));
    SLIPWAY_ASSIGN(wanted.tags, pairs(call, "tags", kMaxTag));
    SLIPWAY_ASSIGN(const auto made, writing<LoggedModel>(to, [&](Tracker& tracker) {
        return LoggedModels(tracker.ledger()).create(to.actor, wanted);
    }));
    answer["model"] = toJson(made);
    return {};
}

Status get(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const bool allowDeleted, call.flag("allow_deleted", false));
    const auto shown = allowDeleted ? LoggedModels::Deleted::Shown : LoggedModels::Deleted::Hidden;
    SLIPWAY_ASSIGN(const auto found, reading<LoggedModel>(to, [&](Tracker& tracker) {
        return LoggedModels(tracker.ledger()).find(modelId(call), shown);
    }));
    answer["model"] = toJson(found);
    return {};
}

Status finish(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto status, statusIn(call));
    SLIPWAY_ASSIGN(const auto changed, writing<LoggedModel>(to, [&](Tracker& tracker) {
        return LoggedModels(tracker.ledger()).finish(to.actor, modelId(call), status);
    }));
    answer["model"] = toJson(changed);
    return {};
}

Status remove(const Tracking& to, const Call& call) {
    return to.serving.write(
        [&](Tracker& tracker) { return LoggedModels(tracker.ledger()).remove(to.actor, modelId(call)); });
}

Status setTags(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto tags, pairs(call, "tags", kMaxTag));
    SLIPWAY_ASSIGN(const auto changed, writing<LoggedModel>(to, [&](Tracker& tracker) -> Result<LoggedModel> {
        LoggedModels models(tracker.ledger());
        SLIPWAY_TRY(models.setTags(modelId(call), tags));
        return models.find(modelId(call));
    }));
    answer["model"] = toJson(changed);
    return {};
}

Status deleteTag(const Tracking& to, const Call& call) {
    const auto key = call.request().parameters.at("tag_key");
    return to.serving.write(
        [&](Tracker& tracker) { return LoggedModels(tracker.ledger()).deleteTag(modelId(call), key); });
}

Status logParameters(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto wanted, parameters(call));
    return to.serving.write(
        [&](Tracker& tracker) { return LoggedModels(tracker.ledger()).addParameters(modelId(call), wanted); });
}

Result<LoggedModels::Dataset> datasetIn(const Fields& fields) {
    LoggedModels::Dataset dataset;
    SLIPWAY_ASSIGN(dataset.name, fields.required("dataset_name"));
    SLIPWAY_ASSIGN(dataset.digest, fields.textOr("dataset_digest", ""));
    return dataset;
}

Result<LoggedModels::OrderItem> orderIn(const Fields& fields) {
    SLIPWAY_ASSIGN(const auto field, fields.required("field_name"));
    SLIPWAY_ASSIGN(const bool ascending, fields.flag("ascending", true));
    LoggedModels::OrderItem item;
    SLIPWAY_ASSIGN(item.order, loggedModelOrder(field, ascending));
    if (fields.has("dataset_name") || fields.has("dataset_digest")) {
        SLIPWAY_ASSIGN(item.dataset, datasetIn(fields));
    }
    return item;
}

Result<LoggedModels::Search> searchIn(const Call& call) {
    LoggedModels::Search wanted;
    SLIPWAY_ASSIGN(wanted.experiments, experimentIds(call));
    if (wanted.experiments.empty()) return call.missing("experiment_ids");
    SLIPWAY_ASSIGN(const auto filter, call.textOr("filter", ""));
    SLIPWAY_ASSIGN(wanted.filter, parseFilter(filter, FilterTable::loggedModels(), Dialect::Mlflow));
    SLIPWAY_ASSIGN(const auto datasets, call.objects("datasets"));
    if (datasets.size() > kMostDatasets) return call.invalid("datasets", fmt::format("at most {}", kMostDatasets));
    for (const auto& given : datasets) {
        SLIPWAY_ASSIGN(auto dataset, datasetIn(given));
        wanted.datasets.push_back(std::move(dataset));
    }
    SLIPWAY_ASSIGN(const auto order, call.objects("order_by"));
    if (order.size() > kMostOrderItems) return call.invalid("order_by", fmt::format("at most {}", kMostOrderItems));
    for (const auto& given : order) {
        SLIPWAY_ASSIGN(auto item, orderIn(given));
        wanted.order.push_back(std::move(item));
    }
    SLIPWAY_ASSIGN(wanted.limit, maxResults(call, kUsualResults, kMostResults));
    SLIPWAY_ASSIGN(const auto token, call.text("page_token"));
    SLIPWAY_ASSIGN(wanted.offset, offsetOf(token));
    return wanted;
}

Status search(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto wanted, searchIn(call));
    SLIPWAY_ASSIGN(const auto page, reading<LoggedModels::Page>(to, [&](Tracker& tracker) {
        return LoggedModels(tracker.ledger()).search(wanted);
    }));
    for (const auto& model : page.models) answer["models"].push_back(toJson(model));
    if (page.more) answer["next_page_token"] = pageToken(wanted.offset + wanted.limit);
    return {};
}

} // namespace

void addLoggedModelRoutes(net::Router& router, const Tracking& to) {
    const std::string one = "logged-models/{model_id}";
    addApi(router, "POST", "logged-models", [to](const Call& call, Json& answer) { return create(to, call, answer); });
    addApi(router, "POST", "logged-models/search",
        [to](const Call& call, Json& answer) { return search(to, call, answer); });
    addApi(router, "GET", one, [to](const Call& call, Json& answer) { return get(to, call, answer); });
    addApi(router, "PATCH", one, [to](const Call& call, Json& answer) { return finish(to, call, answer); });
    addApi(router, "DELETE", one, [to](const Call& call, Json&) { return remove(to, call); });
    addApi(router, "PATCH", one + "/tags", [to](const Call& call, Json& answer) { return setTags(to, call, answer); });
    addApi(router, "DELETE", one + "/tags/{tag_key...}", [to](const Call& call, Json&) { return deleteTag(to, call); });
    addApi(router, "POST", one + "/params", [to](const Call& call, Json&) { return logParameters(to, call); });
}

} // namespace slipway::track::mlflow
