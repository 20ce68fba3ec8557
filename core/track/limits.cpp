#include "core/track/limits.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::track {

namespace {

bool isKeyByte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || std::string_view("_-. :/").find(c) != std::string_view::npos;
}

bool leavesItsPlace(std::string_view key) {
    return key.starts_with('/') || std::ranges::any_of(split(key, '/'), [](const auto& part) { return part == ".."; });
}

Status checkValue(std::string_view key, std::string_view value, std::size_t limit, std::string_view what) {
    if (value.size() > limit)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the {} '{}' has {} bytes; at most {} are kept", what, forMessage(key), value.size(), limit),
            "Log long texts as an artifact");
    if (firstInvalidUtf8(value) != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, fmt::format("the {} '{}' is not valid UTF-8", what, forMessage(key)),
            "Log bytes as an artifact");
    return {};
}

} // namespace

Status checkKey(std::string_view key, std::string_view what) {
    if (key.empty() || key.size() > kMaxKey)
        return fail(ErrorCode::InvalidArgument,
            fmt::format(
                "the {} name '{}' has {} bytes; 1 to {} are allowed", what, forMessage(key), key.size(), kMaxKey),
            "Shorten it");
    if (!std::ranges::all_of(key, isKeyByte) || firstInvalidUtf8(key) != std::string_view::npos || leavesItsPlace(key))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' cannot name a {}", forMessage(key), what),
            "Use letters, digits, blanks and _ - . : /, without '..' and not starting with '/'");
    return {};
}

Status checkParameters(const std::map<std::string, std::string>& parameters) {
    for (const auto& [key, value] : parameters) {
        SLIPWAY_TRY(checkKey(key, "parameter"));
        SLIPWAY_TRY(checkValue(key, value, kMaxParameter, "parameter"));
    }
    return {};
}

Status checkTags(const std::map<std::string, std::string>& tags) {
    for (const auto& [key, value] : tags) {
        SLIPWAY_TRY(checkKey(key, "tag"));
        SLIPWAY_TRY(checkValue(key, value, kMaxTag, "tag"));
    }
    return {};
}

Status checkName(std::string_view name, std::string_view what) {
    const bool plain =
        std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (!trimmed(name).empty() && name.size() <= kMaxName && plain && firstInvalidUtf8(name) == std::string_view::npos)
        return {};
    return fail(ErrorCode::InvalidArgument, fmt::format("'{}' cannot name a {}", forMessage(name), what),
        fmt::format("Use one line of text, 1 to {} bytes", kMaxName));
}

} // namespace slipway::track
