#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/track/artifact_path.h"
#include "core/track/artifact_store.h"
#include "core/track/limits.h"
#include "core/track/mlflow/checks.h"
#include "core/track/mlflow/reply.h"
#include "core/track/mlflow/search_request.h"
#include "core/track/mlflow/tracking_routes.h"
#include "core/track/traces.h"

namespace slipway::track::mlflow {

namespace {

constexpr std::size_t kMaxInfo = std::size_t{4} << 20, kMaxId = 250, kMostLinked = 100, kMostDeleted = 1000;
constexpr std::int64_t kUsualResults = 100, kMostResults = 500;
constexpr auto kSourceRun = "mlflow.sourceRun", kArtifactLocation = "mlflow.artifactLocation";

/// What the client describes, with the tags that are kept beside.
Json toJson(const Trace& trace) {
    auto parsed = parseJson(trace.info, "the trace");
    auto info = parsed && parsed->is_object() ? std::move(*parsed) : Json::object();
    auto& tags = info["tags"] = Json::object();
    for (const auto& [key, value] : trace.tags) tags[key] = value;
    tags[kArtifactLocation] = trace.artifactUri;
    return info;
}

Result<std::map<std::string, std::string>> textsIn(const Json& info, const Fields& fields, std::string_view name) {
    std::map<std::string, std::string> all;
    const auto found = info.find(name);
    if (found == info.end() || found->is_null()) return all;
    if (!found->is_object()) return fields.invalid(name);
    for (const auto& [key, value] : found->items()) {
        if (!value.is_string()) return fields.invalid(name, "Its values are texts");
        auto text = value.get<std::string>();
        text.resize(fittingBytes(text, kMaxTag));
        all.emplace(key, std::move(text));
    }
    return all;
}

Result<std::int64_t> experimentOf(const Fields& fields) {
    SLIPWAY_ASSIGN(const auto location, fields.object("trace_location"));
    if (!location) return fields.missing("trace_location");
    SLIPWAY_ASSIGN(const auto experiment, location->object("mlflow_experiment"));
    if (!experiment) return location->missing("mlflow_experiment");
    return experimentId(*experiment, "experiment_id");
}

Result<Trace> traceIn(const Fields& fields, const Json& info) {
    Trace trace;
    SLIPWAY_ASSIGN(trace.id, shortText(fields, "trace_id", kMaxId));
    const bool plain = std::ranges::none_of(
        trace.id, [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) <= 0x20; });
    if (!plain || !artifactPath(trace.id) || trace.id == ".") return fields.invalid("trace_id");
    SLIPWAY_ASSIGN(trace.experiment, experimentOf(fields));
    SLIPWAY_ASSIGN(const auto at, fields.required("request_time"));
    const auto time = parseIso8601(at);
    if (!time) return fields.invalid("request_time", "It is no RFC 3339 time");
    trace.requestAt = *time;
    SLIPWAY_ASSIGN(trace.tags, textsIn(info, fields, "tags"));
    SLIPWAY_ASSIGN(const auto metadata, textsIn(info, fields, "trace_metadata"));
    if (const auto run = metadata.find(kSourceRun); run != metadata.end()) trace.runs.push_back(run->second);
    auto kept = info;
    kept.erase("tags");
    trace.info = dump(kept);
    if (trace.info.size() > kMaxInfo)
        return fields.invalid("trace_id", fmt::format("a trace's description has at most {} bytes", kMaxInfo));
    return trace;
}

Status put(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto given, call.object("trace"));
    if (!given) return call.missing("trace");
    SLIPWAY_ASSIGN(const auto info, given->object("trace_info"));
    if (!info) return given->missing("trace_info");
    SLIPWAY_ASSIGN(const auto wanted, traceIn(*info, info->json()));
    SLIPWAY_ASSIGN(
        const auto stored, writing<Trace>(to, [&](Tracker& tracker) { return Traces(tracker.ledger()).put(wanted); }));
    answer["trace"]["trace_info"] = toJson(stored);
    return {};
}

std::string traceId(const Call& call) {
    return call.request().parameters.at("trace_id");
}

Status get(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto found,
        reading<Trace>(to, [&](Tracker& tracker) { return Traces(tracker.ledger()).find(traceId(call)); }));
    answer["trace"]["trace_info"] = toJson(found);
    return {};
}

Result<std::vector<std::int64_t>> experimentsIn(const Call& call) {
    constexpr std::size_t kMost = 1000;
    SLIPWAY_ASSIGN(const auto locations, call.objects("locations"));
    if (locations.empty()) return call.missing("locations");
    if (locations.size() > kMost) return call.invalid("locations", fmt::format("at most {}", kMost));
    std::vector<std::int64_t> ids;
    for (const auto& location : locations) {
        SLIPWAY_ASSIGN(const auto experiment, location.object("mlflow_experiment"));
        if (!experiment) return location.missing("mlflow_experiment");
        SLIPWAY_ASSIGN(const auto id, experimentId(*experiment, "experiment_id"));
        ids.push_back(id);
    }
    return ids;
}

Status search(const Tracking& to, const Call& call, Json& answer) {
    Traces::Search wanted;
    SLIPWAY_ASSIGN(wanted.experiments, experimentsIn(call));
    SLIPWAY_ASSIGN(const auto request, searchRequest(call, FilterTable::traces(), "", kUsualResults, kMostResults));
    wanted.filter = request.filter;
    wanted.order = request.order;
    wanted.offset = request.offset;
    wanted.limit = request.limit;
    SLIPWAY_ASSIGN(const auto page,
        reading<Traces::Page>(to, [&](Tracker& tracker) { return Traces(tracker.ledger()).search(wanted); }));
    for (const auto& trace : page.traces) answer["traces"].push_back(toJson(trace));
    if (page.more) answer["next_page_token"] = pageToken(wanted.offset + wanted.limit);
    return {};
}

Status setTag(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto key, shortText(call, "key", kMaxKey));
    SLIPWAY_ASSIGN(auto value, call.textOr("value", ""));
    value.resize(fittingBytes(value, kMaxTag));
    return to.serving.write(
        [&](Tracker& tracker) { return Traces(tracker.ledger()).setTag(traceId(call), key, value); });
}

Status deleteTag(const Tracking& to, const Call& call) {
    auto key = std::string(call.request().queryValue("key"));
    if (key.empty()) {
        SLIPWAY_ASSIGN(key, call.required("key"));
    }
    return to.serving.write([&](Tracker& tracker) { return Traces(tracker.ledger()).deleteTag(traceId(call), key); });
}

Result<Traces::Doomed> doomedIn(const Call& call) {
    Traces::Doomed doomed;
    SLIPWAY_ASSIGN(doomed.until, call.integer("max_timestamp_millis"));
    SLIPWAY_ASSIGN(doomed.most, call.integer("max_traces"));
    SLIPWAY_ASSIGN(doomed.ids, call.texts("request_ids"));
    if (doomed.ids.empty() == !doomed.until)
        return fail(ErrorCode::InvalidArgument, "Either `max_timestamp_millis` or `request_ids` must be specified",
            "Send one of both");
    if (!doomed.ids.empty() && doomed.most)
        return fail(ErrorCode::InvalidArgument, "`max_traces` can't be specified if `request_ids` is specified",
            "Leave it out");
    if (doomed.most && *doomed.most <= 0) return call.invalid("max_traces", "It must be positive");
    if (doomed.ids.size() > kMostDeleted) return call.invalid("request_ids", fmt::format("at most {}", kMostDeleted));
    return doomed;
}

/// The traces are gone already: a folder that stays is said, not answered.
void removeArtifacts(const std::filesystem::path& workspace, const Trace& trace) {
    const auto place = ArtifactRoot(workspace).placeOf(trace.artifactUri);
    if (!place || place->path.empty()) return;
    const auto folder = place->path.substr(0, place->path.rfind('/')); // of the trace, with its artifacts/
    if (const auto removed = ArtifactStore::remove(place->folder, folder); !removed)
        log::warning("artifacts of a deleted trace: " + toLine(removed.error()));
}

Status removeTraces(const Tracking& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto experiment, experimentId(call, "experiment_id"));
    SLIPWAY_ASSIGN(const auto doomed, doomedIn(call));
    struct Gone {
        std::filesystem::path workspace;
        std::vector<Trace> traces;
    };
    SLIPWAY_ASSIGN(const auto gone, writing<Gone>(to, [&](Tracker& tracker) -> Result<Gone> {
        SLIPWAY_ASSIGN(auto traces, Traces(tracker.ledger()).remove(experiment, doomed));
        return Gone{tracker.root(), std::move(traces)};
    }));
    for (const auto& trace : gone.traces) removeArtifacts(gone.workspace, trace);
    answer["traces_deleted"] = gone.traces.size();
    return {};
}

Status link(const Tracking& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto run, runId(call));
    SLIPWAY_ASSIGN(const auto ids, call.texts("trace_ids"));
    if (ids.size() > kMostLinked)
        return call.invalid("trace_ids", fmt::format("at most {} traces are linked at once", kMostLinked));
    return to.serving.write([&](Tracker& tracker) { return Traces(tracker.ledger()).link(ids, run); });
}

} // namespace

void addTraceRoutes(net::Router& router, const Tracking& to) {
    addApi(router, "POST", "traces", [to](const Call& call, Json& answer) { return put(to, call, answer); }, "3.0");
    addApi(
        router, "GET", "traces/{trace_id}", [to](const Call& call, Json& answer) { return get(to, call, answer); },
        "3.0");
    addApi(
        router, "POST", "traces/search", [to](const Call& call, Json& answer) { return search(to, call, answer); },
        "3.0");
    for (const auto* version : {"2.0", "3.0"}) {
        addApi(
            router, "PATCH", "traces/{trace_id}/tags", [to](const Call& call, Json&) { return setTag(to, call); },
            version);
        addApi(
            router, "DELETE", "traces/{trace_id}/tags", [to](const Call& call, Json&) { return deleteTag(to, call); },
            version);
        addApi(
            router, "POST", "traces/delete-traces",
            [to](const Call& call, Json& answer) { return removeTraces(to, call, answer); }, version);
        addApi(router, "POST", "traces/link-to-run", [to](const Call& call, Json&) { return link(to, call); }, version);
    }
}

} // namespace slipway::track::mlflow
