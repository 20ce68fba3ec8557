#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.h"

namespace slipway::deploy {

/// One model version behind an endpoint, with its share of the traffic and what was counted since it was added.
struct Variant {
    std::string model;
    int version = 0;
    double weight = 0; ///< share = weight ÷ sum of weights
    int instances = 1;
    std::int64_t invocations = 0, errors = 0; ///< errors: answers ≥ 500, and no answer; 4xx is the caller's
    double p50Ms = 0, p99Ms = 0;              ///< gateway to answer
    std::string state;                        ///< "starting", "in_service", "failed", "stopped"
    std::string name() const { return model + ":" + std::to_string(version); }
};

/// One step of a canary as it went.
struct CanaryStep {
    double percent = 0;
    Timestamp startedAt = 0, endedAt = 0;
    std::int64_t invocations = 0, errors = 0; ///< of the new version during this step
    double p50Ms = 0, p99Ms = 0;
};

struct Canary {
    std::string state; ///< "", "running", "finished", "rolled_back"
    std::string fromVersion, toVersion;
    std::vector<double> plan;         ///< 10, 50, 100
    int step = 0;                     ///< index into plan
    std::int64_t intervalMs = 0;      ///< at least so long in each step …
    std::int64_t minimumRequests = 0; ///< … and at least so many requests to the new version
    double maxErrorShare = 0.01;      ///< alarm: above it the canary rolls back by itself
    std::string reason;
    std::vector<CanaryStep> steps;
};

struct Alarm {
    std::string name, state, message;
}; ///< "ok", "firing", "no_data"

struct Endpoint {
    std::string name;
    std::string stage; ///< "dev", "staging", "production"
    std::string url;   ///< gateway URL without /invocations; "" while no service runs
    std::string state; ///< "creating", "in_service", "updating", "failed", "stopped"
    std::string message;
    std::vector<Variant> variants;
    Canary canary;
    std::vector<Alarm> alarms;
    Timestamp createdAt = 0, updatedAt = 0;
    std::string lineageId() const { return "endpoint/" + name; }
};

/// Counts of one minute of one variant, for charts.
struct TrafficPoint {
    Timestamp at = 0;
    std::string variant;
    std::int64_t invocations = 0, errors = 0;
    double p50Ms = 0, p99Ms = 0;
};

} // namespace slipway::deploy
