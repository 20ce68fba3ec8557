#include "core/track/transfer/wandb_value.h"

#include <algorithm>
#include <limits>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/track/transfer/wire_reader.h"

namespace slipway::track::transfer {

namespace {

constexpr std::size_t kMostKeys = 1'000'000;
constexpr int kDeepestConfig = 20;

void flattenAt(const std::string& key, const Json& value, int depth, std::map<std::string, std::string>& to) {
    if (value.is_object() && !value.empty() && depth < kDeepestConfig) {
        for (const auto& [name, inside] : value.items()) flattenAt(key + "." + name, inside, depth + 1, to);
    } else if (to.size() < kMostKeys) {
        to[key] = value.is_string() ? value.get<std::string>() : dump(value);
    }
}

void expand(const std::string& key, const Json& value, int depth, std::vector<WandbItem>& to) {
    if (value.is_object() && !value.contains("_type") && depth < kDeepestConfig) {
        for (const auto& [name, inside] : value.items()) expand(key + "." + name, inside, depth + 1, to);
    } else if (to.size() < kMostKeys) {
        to.push_back({key, dump(value)});
    }
}

} // namespace

Timestamp timeOf(std::string_view message) {
    constexpr std::int64_t most = std::int64_t{1} << 40;
    std::int64_t seconds = 0, nanoseconds = 0;
    WireReader field(message);
    while (field.next()) {
        if (field.field() == 1) seconds = std::clamp(field.integer(), -most, most);
        if (field.field() == 2) nanoseconds = std::clamp<std::int64_t>(field.integer(), 0, 999'999'999);
    }
    return seconds * 1000 + nanoseconds / 1'000'000;
}

std::optional<double> numberOf(std::string_view json) {
    auto word = trimmed(json);
    if (word.size() > 2 && word.front() == '"' && word.back() == '"') word = word.substr(1, word.size() - 2);
    const double infinity = std::numeric_limits<double>::infinity();
    if (word == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (word == "Infinity") return infinity;
    if (word == "-Infinity") return -infinity;
    if (json.size() > 64) return std::nullopt;
    const auto value = parseJson(json, "a value");
    if (value && value->is_boolean()) return value->get<bool>() ? 1 : 0;
    if (value && value->is_number()) return value->get<double>();
    return std::nullopt;
}

std::string plainText(const std::string& json) {
    const auto value = parseJson(json, "a value");
    return value && value->is_string() ? value->get<std::string>() : json;
}

bool isOwn(std::string_view key) {
    return key == "_wandb" || key.starts_with("_wandb.") || key == "_step" || key == "_runtime" || key == "_timestamp";
}

void flatten(const std::string& key, const Json& value, std::map<std::string, std::string>& to) {
    flattenAt(key, value, 0, to);
}

std::vector<WandbItem> expanded(std::vector<WandbItem> items) {
    std::vector<WandbItem> all;
    for (auto& item : items) {
        const auto value = item.json.starts_with('{') ? parseJson(item.json, "a value") : Result<Json>(Json());
        if (value && value->is_object())
            expand(item.key, *value, 0, all);
        else
            all.push_back(std::move(item));
    }
    return all;
}

std::map<std::string, Json> mediaOf(const std::vector<WandbItem>& items) {
    constexpr std::string_view type = "._type";
    std::map<std::string, Json> objects;
    for (const auto& item : items)
        if (item.key.ends_with(type))
            objects.emplace(item.key.substr(0, item.key.size() - type.size()), Json::object());
    for (const auto& item : items) {
        const auto dot = item.key.rfind('.');
        const auto member = dot == std::string::npos ? objects.end() : objects.find(item.key.substr(0, dot));
        const bool mayBeObject = item.json.starts_with('{') && item.json.find("\"_type\"") != std::string::npos;
        if (member == objects.end() && !mayBeObject) continue;
        auto value = parseJson(item.json, "a value");
        if (!value) continue;
        if (member != objects.end())
            member->second[item.key.substr(dot + 1)] = std::move(*value);
        else if (value->is_object() && value->contains("_type"))
            objects.insert_or_assign(item.key, std::move(*value));
    }
    return objects;
}

bool isPartOf(const std::string& key, const std::map<std::string, Json>& objects) {
    if (objects.empty()) return false;
    if (objects.contains(key)) return true;
    for (auto dot = key.find('.'); dot != std::string::npos; dot = key.find('.', dot + 1))
        if (objects.contains(key.substr(0, dot))) return true;
    return false;
}

} // namespace slipway::track::transfer
