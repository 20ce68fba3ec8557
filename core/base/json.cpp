#include "core/base/json.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/base/file.h"

namespace slipway {

namespace {

/// Of brackets outside strings. The parser recurses when it destroys what it built, so deep nesting is refused before.
int deepestNesting(std::string_view text) {
    int depth = 0, deepest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"')
            inString = true;
        else if (c == '[' || c == '{')
            deepest = std::max(deepest, ++depth);
        else if (c == ']' || c == '}')
            --depth;
    }
    return deepest;
}

} // namespace

Result<Json> parseJson(std::string_view text, std::string_view what) {
    constexpr int maxDepth = 200;
    bool tooDeep = false;
    const auto guard = [&](int depth, Json::parse_event_t, Json&) {
        if (depth > maxDepth) tooDeep = true;
        return !tooDeep;
    };
    tooDeep = deepestNesting(text) > maxDepth;
    if (!tooDeep) {
        try {
            auto value = Json::parse(text, guard);
            if (!tooDeep) return value;
        } catch (const nlohmann::json::exception& e) {
            std::string_view reason = e.what();
            if (const auto at = reason.find("] "); at != std::string_view::npos) reason.remove_prefix(at + 2);
            return fail(ErrorCode::BadData, fmt::format("{} is not valid JSON: {}", what, reason),
                "Correct the text at that place");
        }
    }
    return fail(ErrorCode::BadData, fmt::format("{} is nested more than {} levels deep", what, maxDepth),
        "Flatten the document");
}

Result<Json> readJsonFile(const std::filesystem::path& path) {
    SLIPWAY_ASSIGN(const auto text, readFile(path));
    return parseJson(text, path.string());
}

Json jsonNumber(double value) {
    if (std::isfinite(value)) return value;
    return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

double numberFromJson(const Json& value) {
    if (value.is_number()) return value.get<double>();
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text == "Infinity") return std::numeric_limits<double>::infinity();
        if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    }
    return std::numeric_limits<double>::quiet_NaN();
}

std::string dump(const Json& value, int indent) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

namespace {

const Json* member(const Json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto it = object.find(std::string(key));
    return it == object.end() ? nullptr : &*it;
}

} // namespace

std::string textOr(const Json& object, std::string_view key, std::string_view fallback) {
    const auto* value = member(object, key);
    return value && value->is_string() ? value->get<std::string>() : std::string(fallback);
}

double numberOr(const Json& object, std::string_view key, double fallback) {
    const auto* value = member(object, key);
    return value && value->is_number() ? value->get<double>() : fallback;
}

long long integerOr(const Json& object, std::string_view key, long long fallback) {
    const auto* value = member(object, key);
    return value && value->is_number_integer() ? value->get<long long>() : fallback;
}

bool boolOr(const Json& object, std::string_view key, bool fallback) {
    const auto* value = member(object, key);
    return value && value->is_boolean() ? value->get<bool>() : fallback;
}

} // namespace slipway
