#include "core/track/transfer/merge_rule.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/track/transfer/portable_text.h"

namespace slipway::track::transfer {

namespace {

constexpr const char* kNameTag = "mlflow.runName";

int rank(RunStatus status) {
    switch (status) {
    case RunStatus::Scheduled:
        return 0;
    case RunStatus::Running:
        return 1;
    case RunStatus::Finished:
        return 2;
    case RunStatus::Killed:
        return 3;
    case RunStatus::Failed:
        return 4;
    }
    return 0;
}

int rank(LoggedModelStatus status) {
    return status == LoggedModelStatus::Ready ? 2 : status == LoggedModelStatus::UploadFailed ? 1 : 0;
}

std::string mergedName(const RunFacts& a, const RunFacts& b, const std::string& subject, Conflicts& conflicts) {
    const auto standIn = standInName(a.id);
    const auto none = [&](const std::string& name) { return name.empty() || name == standIn; };
    if (none(a.name) || none(b.name)) return none(a.name) ? b.name : a.name;
    const auto& kept = greaterText(a.name, b.name);
    if (a.name != b.name) conflicts.add({subject, "name", kept, &kept == &a.name ? b.name : a.name});
    return kept;
}

} // namespace

void Conflicts::add(Conflict conflict) {
    constexpr std::size_t most = 200;
    ++m_count;
    if (m_first.size() < most) m_first.push_back(std::move(conflict));
}

const std::string& greaterText(const std::string& a, const std::string& b) {
    return std::tuple(a.size(), std::string_view(a)) < std::tuple(b.size(), std::string_view(b)) ? b : a;
}

Pairs mergedPairs(
    const Pairs& a, const Pairs& b, std::string_view subject, std::string_view what, Conflicts& conflicts) {
    auto result = a;
    for (const auto& [key, value] : b) {
        const auto [known, isNew] = result.emplace(key, value);
        if (isNew || known->second == value) continue;
        const auto kept = greaterText(known->second, value);
        conflicts.add(
            {std::string(subject), fmt::format("{} {}", what, key), kept, kept == value ? known->second : value});
        known->second = kept;
    }
    return result;
}

RunFacts merged(const RunFacts& a, const RunFacts& b, Conflicts& conflicts) {
    const auto subject = "run " + a.id;
    const auto state = [](const RunFacts& facts) {
        return std::tuple(hasEnded(facts.status), facts.endedAt, rank(facts.status));
    };
    const auto& later = state(a) < state(b) ? b : a;
    RunFacts result;
    result.id = a.id;
    result.status = later.status;
    result.endedAt = later.endedAt;
    result.startedAt = earlier(a.startedAt, b.startedAt);
    result.name = mergedName(a, b, subject, conflicts);
    result.userId = greaterText(a.userId, b.userId);
    result.deleted = a.deleted || b.deleted;
    result.deletedAt = std::max(a.deletedAt, b.deletedAt);
    result.parameters = mergedPairs(a.parameters, b.parameters, subject, "parameter", conflicts);
    auto left = a.tags, right = b.tags; // the name has been told
    left.erase(kNameTag);
    right.erase(kNameTag);
    result.tags = mergedPairs(left, right, subject, "tag", conflicts);
    result.tags[kNameTag] = result.name;
    return result;
}

Timestamp earlier(Timestamp a, Timestamp b) {
    if (a == 0 || b == 0) return std::max(a, b);
    return std::min(a, b);
}

LoggedModelStatus merged(LoggedModelStatus a, LoggedModelStatus b) {
    return rank(a) < rank(b) ? b : a;
}

} // namespace slipway::track::transfer
