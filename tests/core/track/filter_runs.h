#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/track/filter.h"

namespace slipway::track {

/// A run as a test writes it down, and what a filter says about it without any database.
struct PlainRun {
    struct Input {
        std::string name, digest;
        std::optional<std::string> context;
    };
    std::string id, name, status, user, experiment;
    std::int64_t startedAt = 0, endedAt = 0;
    std::map<std::string, std::string> parameters, tags;
    std::map<std::string, double> metrics;
    std::vector<Input> inputs;
};

bool matches(const PlainRun& run, const Filter& filter);

} // namespace slipway::track
