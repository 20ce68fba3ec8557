#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/track/limits.h"
#include "core/track/mlflow/checks.h"
#include "core/track/mlflow/encode.h"
#include "core/track/mlflow/history_cache.h"
#include "core/track/mlflow/json_writer.h"
#include "core/track/mlflow/reply.h"
#include "core/track/mlflow/tracking_routes.h"
#include "core/track/runs.h"

namespace slipway::track::mlflow {

namespace {

constexpr std::size_t kMostMetrics = 1000, kMostParameters = 100, kMostTags = 100, kMostInBatch = 1000, kMostRuns = 100;
constexpr std::int64_t kMostBulk = 25000, kMostSteps = 2500;

Status addMetric(const Fields& fields, std::string_view keyShownAs, Runs::Batch& batch) {
    SLIPWAY_ASSIGN(auto point, metricIn(fields, keyShownAs));
    SLIPWAY_ASSIGN(auto model, fields.textOr("model_id", ""));
    if (!model.empty()) {
        SLIPWAY_ASSIGN(auto name, fields.textOr("dataset_name", ""));
        SLIPWAY_ASSIGN(auto digest, fields.textOr("dataset_digest", ""));
        batch.modelMetrics.push_back({point, std::move(model), std::move(name), std::move(digest)});
    }
    batch.metrics.push_back(std::move(point));
    return {};
}

Status logMetric(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    SLIPWAY_TRY(call.required("key")); // faults of its text are said of the "name"
    Runs::Batch batch;
    SLIPWAY_TRY(addMetric(call, "name", batch));
    return logTo(to, call, id, batch);
}

Status checkCount(std::string_view what, std::size_t count, std::size_t limit) {
    if (count <= limit) return {};
    return fail(ErrorCode::InvalidArgument,
        fmt::format("A batch logging request can contain at most {} {}. Got {} {}", limit, what, count, what),
        "Please split up them across multiple requests and try again");
}

Status logBatch(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto id, runId(call));
    SLIPWAY_ASSIGN(const auto metrics, call.objects("metrics"));
    SLIPWAY_ASSIGN(const auto parameters, call.objects("params"));
    SLIPWAY_ASSIGN(const auto tags, call.objects("tags"));
    SLIPWAY_TRY(checkCount("metrics", metrics.size(), kMostMetrics));
    SLIPWAY_TRY(checkCount("params", parameters.size(), kMostParameters));
    SLIPWAY_TRY(checkCount("tags", tags.size(), kMostTags));
    SLIPWAY_TRY(
        checkCount("metrics, params, and tags", metrics.size() + parameters.size() + tags.size(), kMostInBatch));
    Runs::Batch batch;
    batch.metrics.reserve(metrics.size());
    for (const auto& metric : metrics) SLIPWAY_TRY(addMetric(metric, "name", batch));
    for (const auto& parameter : parameters)
        SLIPWAY_TRY(addPair(parameter, {kMaxParameter, true, true}, batch.parameters));
    for (const auto& tag : tags) SLIPWAY_TRY(addPair(tag, {kMaxTag, true}, batch.tags));
    return logTo(to, call, id, batch);
}

void append(JsonWriter& writer, const MetricPoint& point, std::string_view key) {
    writer.open('{');
    writer.member("key", key);
    writer.member("value", point.value);
    writer.member("timestamp", point.at);
    writer.member("step", point.step);
    writer.close('}');
}

Result<std::string> history(const Tracking& to, HistoryCache& cache, const Call& call) {
    SLIPWAY_ASSIGN(const auto run, runId(call));
    SLIPWAY_ASSIGN(const auto key, call.required("metric_key"));
    SLIPWAY_ASSIGN(const auto token, call.text("page_token"));
    SLIPWAY_ASSIGN(const auto offset, offsetOf(token));
    SLIPWAY_ASSIGN(const auto limit, call.integer("max_results"));
    if (limit && *limit < 1) return call.invalid("max_results", "It must be at least 1");
    SLIPWAY_ASSIGN(const auto points,
        reading<HistoryCache::Points>(to, [&](Tracker& tracker) { return cache.history(tracker, run, key); }));
    const auto count = std::ssize(*points);
    const auto end = limit ? std::min(count, offset + std::min(*limit, count)) : count;
    std::string text;
    JsonWriter writer(text);
    writer.open('{');
    if (offset < end) {
        text.reserve(static_cast<std::size_t>(end - offset) * (key.size() + 80));
        writer.key("metrics");
        writer.open('[');
        for (auto i = offset; i < end; ++i) append(writer, (*points)[static_cast<std::size_t>(i)], key);
        writer.close(']');
    }
    if (end < count) writer.member("next_page_token", pageToken(end));
    writer.close('}');
    return text;
}

std::unexpected<Error> refuse(std::string_view request, std::string_view why) {
    return fail(
        ErrorCode::InvalidArgument, fmt::format("{} request {}", request, why), "Send other values in the request");
}

Json withRun(const MetricPoint& point, const std::string& run) {
    auto shown = toJson(point);
    shown["run_id"] = run;
    return shown;
}

Status historyBulk(const Tracking& to, HistoryCache& cache, const Call& call, Json& answer) {
    constexpr auto kRequest = "GetMetricHistoryBulk";
    SLIPWAY_ASSIGN(auto runs, call.texts("run_id"));
    SLIPWAY_ASSIGN(const auto key, call.textOr("metric_key", ""));
    if (runs.empty()) return refuse(kRequest, "must specify at least one run_id");
    if (runs.size() > kMostRuns)
        return refuse(
            kRequest, fmt::format("cannot specify more than {} run_ids. Received {} run_ids", kMostRuns, runs.size()));
    if (key.empty()) return refuse(kRequest, "must specify a metric_key");
    SLIPWAY_ASSIGN(const auto limit, maxResults(call, kMostBulk, kMostBulk));
    std::ranges::sort(runs);
    auto& list = answer["metrics"] = Json::array();
    return to.serving.read([&](Tracker& tracker) -> Status {
        for (const auto& run : runs) {
            SLIPWAY_ASSIGN(const auto points, cache.history(tracker, run, key));
            for (const auto& point : *points) {
                if (std::ssize(list) == limit) return {};
                list.push_back(withRun(point, run));
            }
        }
        return {};
    });
}

/// One point of each of `limit` equal shares, the last point always: as servers since 3.12 thin out a curve, whose size
/// does not depend on how many points share a step.
std::vector<MetricPoint> sampled(std::vector<MetricPoint> points, std::int64_t limit) {
    const auto count = std::ssize(points), share = count / limit, larger = count % limit;
    if (share == 0) return points;
    std::vector<MetricPoint> kept;
    kept.reserve(static_cast<std::size_t>(limit));
    for (std::int64_t i = 0; i + 1 < limit; ++i)
        kept.push_back(points[static_cast<std::size_t>(i * share + std::min(i, larger))]);
    kept.push_back(points.back());
    return kept;
}

Status historyInterval(const Tracking& to, HistoryCache& cache, const Call& call, Json& answer) {
    constexpr auto kRequest = "GetMetricHistoryBulkInterval";
    SLIPWAY_ASSIGN(const auto runs, call.texts("run_ids"));
    if (runs.empty()) return call.missing("run_ids");
    if (runs.size() > kMostRuns)
        return refuse(
            kRequest, fmt::format("must specify at most {} run_ids. Received {} run_ids", kMostRuns, runs.size()));
    SLIPWAY_ASSIGN(const auto key, call.required("metric_key"));
    SLIPWAY_ASSIGN(const auto wanted, call.integer("max_results"));
    const auto limit = wanted.value_or(kMostSteps);
    if (limit < 1 || limit > kMostSteps)
        return refuse(kRequest, fmt::format("max_results must be between 1 and {}", kMostSteps));
    SLIPWAY_ASSIGN(const auto start, call.integer("start_step"));
    SLIPWAY_ASSIGN(const auto end, call.integer("end_step"));
    if (start.has_value() != end.has_value())
        return call.invalid("start_step", "If either start_step or end_step are specified, both must be specified");
    if (start && *start > *end) return call.invalid("start_step", "end_step must be greater than start_step");
    const auto inside = [&](const MetricPoint& point) {
        return !start || (point.step >= *start && point.step <= *end);
    };
    auto& list = answer["metrics"] = Json::array();
    return to.serving.read([&](Tracker& tracker) -> Status {
        for (const auto& run : runs) {
            SLIPWAY_ASSIGN(const auto history, cache.history(tracker, run, key));
            std::vector<MetricPoint> points;
            std::ranges::copy_if(*history, std::back_inserter(points), inside);
            std::ranges::stable_sort(points, {}, &MetricPoint::step); // by time already
            for (const auto& point : sampled(std::move(points), limit)) list.push_back(withRun(point, run));
        }
        return {};
    });
}

} // namespace

void addMetricRoutes(net::Router& router, const Tracking& to) {
    const auto cache = std::make_shared<HistoryCache>();
    addApi(router, "POST", "runs/log-metric", [to](const Call& call, Json&) { return logMetric(to, call); });
    addApi(router, "POST", "runs/log-batch", [to](const Call& call, Json&) { return logBatch(to, call); });
    addApiText(
        router, "GET", "metrics/get-history", [to, cache](const Call& call) { return history(to, *cache, call); });
    addApi(router, "GET", "metrics/get-history-bulk",
        [to, cache](const Call& call, Json& answer) { return historyBulk(to, *cache, call, answer); });
    addApi(router, "GET", "metrics/get-history-bulk-interval",
        [to, cache](const Call& call, Json& answer) { return historyInterval(to, *cache, call, answer); });
}

} // namespace slipway::track::mlflow
