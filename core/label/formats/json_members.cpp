#include "core/label/formats/json_members.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::label {

const Json* member(const Json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(std::string(key));
    return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> textOf(const Json* value) {
    if (!value) return std::nullopt;
    if (value->is_string()) return value->get<std::string>();
    if (value->is_number_unsigned()) return std::to_string(value->get<std::uint64_t>());
    if (value->is_number_integer()) return std::to_string(value->get<std::int64_t>());
    if (value->is_number_float()) return toText(value->get<double>());
    return std::nullopt;
}

std::optional<double> numberOf(const Json* value) {
    if (!value) return std::nullopt;
    double number = NAN;
    if (value->is_number()) {
        number = value->get<double>();
    } else if (value->is_string()) {
        const auto& text = value->get_ref<const std::string&>();
        const auto* end = text.data() + text.size();
        if (const auto read = std::from_chars(text.data(), end, number); read.ec != std::errc() || read.ptr != end)
            return std::nullopt;
    }
    if (!std::isfinite(number)) return std::nullopt;
    return number;
}

std::optional<std::int64_t> wholeOf(const Json* value) {
    constexpr double most = 9007199254740992;
    const auto number = numberOf(value);
    if (!number || std::abs(*number) > most || *number != std::floor(*number)) return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

Json numberJson(double value) {
    constexpr double most = 9007199254740992;
    if (value == std::floor(value) && std::abs(value) < most) return static_cast<std::int64_t>(value);
    return value;
}

Json idJson(const std::string& id) {
    std::int64_t number = 0;
    const auto* end = id.data() + id.size();
    const auto read = std::from_chars(id.data(), end, number);
    if (read.ec == std::errc() && read.ptr == end && std::to_string(number) == id) return number;
    return id;
}

Json withoutMembers(const Json& object, std::initializer_list<std::string_view> known) {
    auto rest = Json::object();
    if (!object.is_object()) return rest;
    for (const auto& [key, value] : object.items())
        if (std::ranges::find(known, key) == known.end()) rest[key] = value;
    return rest;
}

void addMembers(Json& object, const Json* extra) {
    if (!extra || !extra->is_object()) return;
    for (const auto& [key, value] : extra->items())
        if (!object.contains(key)) object[key] = value;
}

void keepExtra(Extra& extra, std::string_view format, Json value) {
    if (!value.empty()) extra.set(format, std::move(value));
}

const Json* keptMember(const Extra& extra, std::string_view format, std::string_view key) {
    const auto* kept = extra.find(format);
    return kept ? member(*kept, key) : nullptr;
}

} // namespace slipway::label
