#include "core/deploy/canary.h"

#include <fmt/format.h>

namespace slipway::deploy {

Verdict judge(const StepFacts& facts) {
    const auto errors = static_cast<double>(facts.errors), requests = static_cast<double>(facts.invocations);
    if (facts.invocations >= kAlarmRequests && errors > facts.maxErrorShare * requests) return Verdict::RollBack;
    if (facts.elapsedMs < facts.intervalMs || facts.invocations < facts.minimumRequests) return Verdict::Stay;
    return facts.step + 1 < facts.steps ? Verdict::Advance : Verdict::Finish;
}

std::string errorShareText(const StepFacts& facts) {
    const auto share = facts.invocations == 0
                           ? 0.0
                           : 100.0 * static_cast<double>(facts.errors) / static_cast<double>(facts.invocations);
    return fmt::format("{} of {} requests failed ({:.1f} %, limit {:.1f} %)", facts.errors, facts.invocations, share,
        100 * facts.maxErrorShare);
}

} // namespace slipway::deploy
