#include "core/registry/catalog_names.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/registry/registered_model.h"
#include "core/track/limits.h"

namespace slipway::registry {

namespace {

constexpr std::size_t kMostName = 256, kMostAlias = 255;

bool isControl(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool isAliasByte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || c == '_' || c == '-';
}

/// "v1", "V22": the client reads it as a version.
bool isVersionLike(std::string_view alias) {
    return alias.size() > 1 && (alias[0] == 'v' || alias[0] == 'V') &&
           std::ranges::all_of(alias.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Status checkModelName(std::string_view name) {
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Invalid value \"{}\" for parameter 'name' supplied: {}", forMessage(name), why),
            "Use another name for the model");
    };
    if (trimmed(name).empty())
        return fail(ErrorCode::InvalidArgument, "Registered model name cannot be empty", "Give it a name");
    if (name.find_first_of("/:") != std::string_view::npos) return refuse("Names cannot contain '/' or ':'");
    if (name == "." || name == "..") return refuse("Names must not resolve to other names when treated as files");
    if (std::ranges::any_of(name, isControl) || firstInvalidUtf8(name) != std::string_view::npos)
        return refuse("Names are text on one line");
    if (track::fittingBytes(name, kMostName) < name.size())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("'name' exceeds the maximum length of {} characters", kMostName), "Shorten it");
    return {};
}

Status checkAlias(std::string_view alias) {
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::InvalidArgument, fmt::format("Invalid alias name: '{}'. {}", forMessage(alias), why),
            "Use another alias");
    };
    if (alias.empty())
        return fail(ErrorCode::InvalidArgument, "Registered model alias name cannot be empty", "Name it");
    if (track::fittingBytes(alias, kMostAlias) < alias.size())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("'alias' exceeds the maximum length of {} characters", kMostAlias), "Shorten it");
    if (!std::ranges::all_of(alias, isAliasByte) || firstInvalidUtf8(alias) != std::string_view::npos)
        return refuse("Names may only contain alphanumerics, underscores (_), and dashes (-)");
    if (toLower(alias) == "latest") return refuse("'latest' is reserved for the newest version");
    if (isVersionLike(alias)) return refuse("'v' with digits is reserved for version numbers");
    if (alias == kApprovedAlias) return refuse("It is on the version that was approved here, and moves with approvals");
    return {};
}

Status checkTagIsFree(std::string_view key) {
    if (!key.starts_with(kOwnTags)) return {};
    return fail(ErrorCode::InvalidArgument,
        fmt::format("The tag '{}' says what was decided in Slipway and cannot be written", forMessage(key)),
        "Approve or reject the version in Slipway");
}

Result<std::string_view> stageLabel(std::string_view text) {
    const auto lower = toLower(text);
    for (const std::string_view label : {"None", "Staging", "Production", "Archived"})
        if (lower == toLower(label)) return label;
    return fail(ErrorCode::InvalidArgument, fmt::format("Invalid Model Version stage: {}", forMessage(text)),
        "Value must be one of None, Staging, Production, Archived");
}

} // namespace slipway::registry
