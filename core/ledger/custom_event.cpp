#include "core/ledger/custom_event.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"

namespace slipway {

namespace {

constexpr std::size_t kLongestType = 64;
constexpr std::size_t kLongestSubject = 500;
constexpr std::array<std::string_view, 14> kOwnNouns{"baseline", "capture", "dataset", "deployment", "drift",
    "endpoint", "experiment", "feature", "label", "model", "monitor", "pipeline", "run", "workspace"};

bool isType(std::string_view type) {
    if (type.size() > kLongestType || type.find('.') == std::string_view::npos) return false;
    for (const auto& part : split(type, '.')) {
        const auto fits = [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '_' || c == '-'; };
        if (part.empty() || !std::ranges::all_of(part, fits)) return false;
    }
    return true;
}

} // namespace

Result<std::int64_t> emitCustomEvent(Ledger& ledger, const access::Actor& actor, std::string_view type,
    std::string_view subject, std::string_view payload) {
    if (!isType(type))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no type of an event", forMessage(type)),
            "Write noun.verb in small letters, like tag.pushed");
    if (subject.size() > kLongestSubject || firstInvalidUtf8(subject) != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, "the subject is too long or not UTF-8", "Shorten it");
    SLIPWAY_ASSIGN(const auto json, parseJson(payload.empty() ? "{}" : payload, "payload"));
    if (!json.is_object())
        return fail(
            ErrorCode::InvalidArgument, "the payload is not a JSON object", R"(Write --payload '{"key":"value"}')");
    const bool own = std::ranges::find(kOwnNouns, type.substr(0, type.find('.'))) != kOwnNouns.end();
    SLIPWAY_ASSIGN(
        auto change, ledger.begin(actor, own ? access::Permission::ManageWorkspace : access::Permission::RunPipeline,
                         "event.emit", subject));
    change.note("type", std::string(type));
    SLIPWAY_ASSIGN(const auto id, change.emit(type, subject, json));
    SLIPWAY_TRY(change.commit());
    return id;
}

} // namespace slipway
