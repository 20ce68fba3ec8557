#include "core/event/rule.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/event/event_log.h"

namespace slipway::event {

namespace {

std::string asText(const Json& value) {
    return value.is_string() ? value.get<std::string>() : dump(value);
}

/// "drift.share" is the member of that name, or else "share" inside "drift".
std::optional<std::string> member(const Json& payload, std::string_view key) {
    const Json* at = &payload;
    while (at->is_object()) {
        if (const auto found = at->find(key); found != at->end()) return asText(*found);
        const auto dot = key.find('.');
        if (dot == std::string_view::npos) return {};
        const auto inner = at->find(key.substr(0, dot));
        if (inner == at->end()) return {};
        at = &*inner;
        key.remove_prefix(dot + 1);
    }
    return {};
}

Json payloadOf(const Event& event) {
    auto payload = parseJson(event.payload, "event");
    return payload && payload->is_object() ? std::move(*payload) : Json::object();
}

std::optional<std::string> valueOf(const Event& event, const Json& payload, std::string_view name) {
    if (name == "subject") return event.subject;
    if (name == "actor") return event.actor;
    if (name == "type") return event.type;
    if (name == "event") return std::to_string(event.id);
    constexpr std::string_view prefix = "payload.";
    return name.starts_with(prefix) ? member(payload, name.substr(prefix.size())) : std::nullopt;
}

Result<std::string> filledIn(const std::string& text, const Event& event, const Json& payload) {
    std::string filled;
    std::size_t from = 0;
    for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", from)) {
        const auto end = text.find('}', at);
        if (end == std::string::npos)
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' lacks a closing brace", forMessage(text)),
                "Write ${subject}, ${actor} or ${payload.KEY}");
        const auto name = std::string_view(text).substr(at + 2, end - at - 2);
        const auto value = valueOf(event, payload, name);
        if (!value)
            return fail(ErrorCode::FailedPrecondition,
                fmt::format("the event {} has no '{}'", event.type, forMessage(name)),
                "Correct the rule in slipway.yaml; `slipway event list` shows what events hold");
        filled.append(text, from, at - from);
        filled += *value;
        from = end + 1;
    }
    return filled.append(text, from);
}

} // namespace

bool matches(const Rule& rule, const Event& event) {
    if (!rule.enabled || rule.when != event.type) return false;
    if (rule.where.empty()) return true;
    const auto payload = payloadOf(event);
    return std::ranges::all_of(
        rule.where, [&](const auto& wanted) { return member(payload, wanted.first) == wanted.second; });
}

Result<std::map<std::string, std::string>> argumentsFor(const Rule& rule, const Event& event) {
    const auto payload = payloadOf(event);
    std::map<std::string, std::string> arguments;
    for (const auto& [key, text] : rule.with) {
        SLIPWAY_ASSIGN(arguments[key], filledIn(text, event, payload));
    }
    return arguments;
}

} // namespace slipway::event
