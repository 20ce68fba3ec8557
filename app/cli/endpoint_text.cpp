#include "app/cli/endpoint_text.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/base/time.h"

namespace slipway::cli {

namespace {

Json timeOrNull(Timestamp at) {
    return at == 0 ? Json() : Json(toIso8601(at));
}

Json variantJson(const deploy::Variant& variant) {
    Json json;
    json["model"] = variant.model;
    json["version"] = variant.version;
    json["weight"] = variant.weight;
    json["instances"] = variant.instances;
    json["invocations"] = variant.invocations;
    json["errors"] = variant.errors;
    json["p50_ms"] = jsonNumber(variant.p50Ms);
    json["p99_ms"] = jsonNumber(variant.p99Ms);
    json["state"] = variant.state;
    return json;
}

Json canaryJson(const deploy::Canary& canary) {
    if (canary.state.empty()) return Json();
    Json json;
    json["state"] = canary.state;
    json["from"] = canary.fromVersion;
    json["to"] = canary.toVersion;
    json["plan"] = canary.plan;
    json["step"] = canary.step;
    json["interval_ms"] = canary.intervalMs;
    json["minimum_requests"] = canary.minimumRequests;
    json["max_error_share"] = canary.maxErrorShare;
    json["reason"] = canary.reason;
    json["steps"] = Json::array();
    for (const auto& step : canary.steps) {
        Json one;
        one["percent"] = step.percent;
        one["started"] = timeOrNull(step.startedAt);
        one["ended"] = timeOrNull(step.endedAt);
        one["invocations"] = step.invocations;
        one["errors"] = step.errors;
        one["p50_ms"] = jsonNumber(step.p50Ms);
        one["p99_ms"] = jsonNumber(step.p99Ms);
        json["steps"].push_back(one);
    }
    return json;
}

std::string canaryText(const deploy::Canary& canary) {
    auto text = fmt::format("\ncanary {} -> {}: {}{}\n", canary.fromVersion, canary.toVersion, canary.state,
        canary.reason.empty() ? "" : ", " + canary.reason);
    std::vector<std::vector<std::string>> rows;
    for (const auto& step : canary.steps)
        rows.push_back(
            {fmt::format("{:g} %", step.percent), withThousands(step.invocations), withThousands(step.errors),
                fmt::format("{:.2f}", step.p50Ms), fmt::format("{:.2f}", step.p99Ms), toIso8601(step.startedAt)});
    return text + textTable({"share", "requests", "errors", "p50 ms", "p99 ms", "began (UTC)"}, rows);
}

} // namespace

Json endpointJson(const deploy::Endpoint& endpoint) {
    Json json;
    json["name"] = endpoint.name;
    json["stage"] = endpoint.stage;
    json["url"] = endpoint.url;
    json["state"] = endpoint.state;
    json["message"] = endpoint.message;
    json["variants"] = Json::array();
    for (const auto& variant : endpoint.variants) json["variants"].push_back(variantJson(variant));
    json["canary"] = canaryJson(endpoint.canary);
    json["alarms"] = Json::array();
    for (const auto& alarm : endpoint.alarms)
        json["alarms"].push_back({{"name", alarm.name}, {"state", alarm.state}, {"message", alarm.message}});
    json["created"] = timeOrNull(endpoint.createdAt);
    json["updated"] = timeOrNull(endpoint.updatedAt);
    return json;
}

std::string servedText(const deploy::Endpoint& endpoint) {
    std::vector<std::string> parts;
    for (const auto& variant : endpoint.variants)
        parts.push_back(fmt::format("{} at {:g} %", variant.name(), variant.weight));
    return join(parts, ", ");
}

std::string endpointText(const deploy::Endpoint& endpoint) {
    auto text = fmt::format("{} ({}) is {}{}\n", endpoint.name, endpoint.stage, endpoint.state,
        endpoint.message.empty() ? "" : ": " + endpoint.message);
    if (!endpoint.url.empty()) text += endpoint.url + "/invocations\n";
    std::vector<std::vector<std::string>> rows;
    for (const auto& variant : endpoint.variants)
        rows.push_back({variant.name(), variant.state, fmt::format("{:g} %", variant.weight),
            withThousands(variant.invocations), withThousands(variant.errors), fmt::format("{:.2f}", variant.p50Ms),
            fmt::format("{:.2f}", variant.p99Ms)});
    text += "\n" + textTable({"version", "state", "share", "requests", "errors", "p50 ms", "p99 ms"}, rows);
    if (!endpoint.canary.state.empty()) text += canaryText(endpoint.canary);
    for (const auto& alarm : endpoint.alarms)
        if (alarm.state == "firing") text += fmt::format("\nALARM {}: {}", alarm.name, alarm.message);
    return text;
}

} // namespace slipway::cli
