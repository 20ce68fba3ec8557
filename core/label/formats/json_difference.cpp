#include "core/label/formats/json_difference.h"

#include <string>

#include "core/base/json.h"

namespace slipway::label {

// {"added": {key: raw}, "gone": {key: ours}, "other": {key: [ours, raw]}, "in": {key: difference}}; keys of an array
// are its indexes.

namespace {

bool alike(const Json& a, const Json& b) {
    return (a.is_object() && b.is_object()) || (a.is_array() && b.is_array() && a.size() == b.size() && !a.empty());
}

void compare(const std::string& key, const Json& ours, const Json& raw, Json& difference) {
    if (ours == raw) return;
    if (!alike(ours, raw))
        difference["other"][key] = Json::array({ours, raw});
    else if (auto inner = differenceOf(ours, raw); !inner.is_null()) // null: only the order of keys differs
        difference["in"][key] = std::move(inner);
}

const Json& part(const Json& difference, const char* name) {
    static const auto none = Json::object();
    const auto found = difference.find(name);
    return found == difference.end() || !found->is_object() ? none : *found;
}

Json* at(Json& ours, const std::string& key) {
    if (ours.is_object()) {
        const auto found = ours.find(key);
        return found == ours.end() ? nullptr : &*found;
    }
    std::size_t index = 0;
    for (const char c : key) {
        if (c < '0' || c > '9' || index > ours.size()) return nullptr;
        index = index * 10 + static_cast<std::size_t>(c - '0');
    }
    return ours.is_array() && index < ours.size() ? &ours[index] : nullptr;
}

} // namespace

Json differenceOf(const Json& ours, const Json& raw) {
    Json difference;
    if (ours == raw) return difference;
    if (!alike(ours, raw)) return Json{{"whole", Json::array({ours, raw})}};
    if (ours.is_array()) {
        for (std::size_t i = 0; i < ours.size(); i++) compare(std::to_string(i), ours[i], raw[i], difference);
        if (!difference.is_null()) difference["size"] = ours.size();
        return difference;
    }
    for (const auto& [key, value] : raw.items()) {
        if (const auto mine = ours.find(key); mine != ours.end())
            compare(key, *mine, value, difference);
        else
            difference["added"][key] = value;
    }
    for (const auto& [key, value] : ours.items())
        if (!raw.contains(key)) difference["gone"][key] = value;
    return difference;
}

void putBack(const Json* difference, Json& ours) {
    if (!difference || !difference->is_object()) return;
    const auto isPair = [](const Json& value) { return value.is_array() && value.size() == 2; };
    if (const auto whole = difference->find("whole"); whole != difference->end()) {
        if (isPair(*whole) && ours == (*whole)[0]) ours = (*whole)[1];
        return;
    }
    if (ours.is_array() && difference->value("size", Json()) != Json(ours.size())) return;
    if (!ours.is_array() && !ours.is_object()) return;
    for (const auto& [key, inner] : part(*difference, "in").items())
        if (auto* value = at(ours, key)) putBack(&inner, *value);
    for (const auto& [key, pair] : part(*difference, "other").items())
        if (auto* value = at(ours, key); value && isPair(pair) && *value == pair[0]) *value = pair[1];
    if (!ours.is_object()) return;
    for (const auto& [key, value] : part(*difference, "gone").items())
        if (const auto* mine = at(ours, key); mine && *mine == value) ours.erase(key);
    for (const auto& [key, value] : part(*difference, "added").items())
        if (!ours.contains(key)) ours[key] = value;
}

} // namespace slipway::label
