#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/track/run.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

/// Whole runs by number, in that order, with everything that was logged to them; those that are gone are left out. One
/// walk over each table for all of them.
Result<std::vector<Run>> loadRuns(store::Database& db, std::span<const std::int64_t> numbers);

} // namespace slipway::track
