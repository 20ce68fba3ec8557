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

/// As a path it would be another name: "/a", "a//b", "a/./b", "a/", "..".
bool isNoPlainPath(std::string_view key) {
    if (key.starts_with("..")) return true;
    return std::ranges::any_of(
        split(key, '/'), [](const auto& part) { return part.empty() || part == "." || part == ".."; });
}

Status checkValue(std::string_view key, std::string_view value, std::size_t limit, std::string_view what) {
    if (fittingBytes(value, limit) < value.size())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the {} '{}' has more than {} characters", what, forMessage(key), limit),
            "Log long texts as an artifact");
    if (firstInvalidUtf8(value) != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, fmt::format("the {} '{}' is not valid UTF-8", what, forMessage(key)),
            "Log bytes as an artifact");
    return {};
}

} // namespace

std::size_t fittingBytes(std::string_view text, std::size_t characters) {
    if (text.size() <= characters) return text.size();
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
        if (begins && characters-- == 0) return at;
    }
    return text.size();
}

KeyFault keyFault(std::string_view key) {
    if (key.empty()) return KeyFault::Empty;
    if (fittingBytes(key, kMaxKey) < key.size()) return KeyFault::TooLong;
    if (!std::ranges::all_of(key, isKeyByte) || firstInvalidUtf8(key) != std::string_view::npos)
        return KeyFault::Characters;
    return isNoPlainPath(key) ? KeyFault::NotAPath : KeyFault::None;
}

Status checkKey(std::string_view key, std::string_view what) {
    const auto fault = keyFault(key);
    if (fault == KeyFault::None) return {};
    if (fault == KeyFault::Empty || fault == KeyFault::TooLong)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the {} name '{}' has not 1 to {} characters", what, forMessage(key), kMaxKey), "Shorten it");
    return fail(ErrorCode::InvalidArgument, fmt::format("'{}' cannot name a {}", forMessage(key), what),
        "Use letters, digits, blanks and _ - . : /, without '..' and not starting with '/'");
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
    if (!trimmed(name).empty() && fittingBytes(name, kMaxName) == name.size() && plain &&
        firstInvalidUtf8(name) == std::string_view::npos)
        return {};
    return fail(ErrorCode::InvalidArgument, fmt::format("'{}' cannot name a {}", forMessage(name), what),
        fmt::format("Use one line of text, 1 to {} characters", kMaxName));
}

} // namespace slipway::track
