#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::deploy {

/// Where a running deployment stands in its current step.
struct StepFacts {
    std::int64_t elapsedMs = 0, intervalMs = 0;
    std::int64_t invocations = 0, errors = 0; ///< of the new version in this step
    std::int64_t minimumRequests = 0;
    double maxErrorShare = 0;
    int step = 0, steps = 0;
};

enum class Verdict { Stay, Advance, Finish, RollBack };

/// The alarm counts from 20 requests on, so that one early error does not end a canary.
inline constexpr std::int64_t kAlarmRequests = 20;

/// Fires when a deployment was rolled back by itself, until the next one.
inline constexpr std::string_view kCanaryAlarm = "canary";

/// Too large a share of errors rolls back at once; else a step is over when both its time and its least number of
/// requests are.
Verdict judge(const StepFacts& facts);

/// "12 of 40 requests failed (30.0 %, limit 1.0 %)"
std::string errorShareText(const StepFacts& facts);

} // namespace slipway::deploy
