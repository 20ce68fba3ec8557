#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/tracker.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

struct RunNumbers {
    std::vector<std::int64_t> numbers;
    std::string next;
};

/// Finds the numbers of a page of runs by walking an index from where the last page ended, so that every page costs the
/// same however many runs there are. Ordered by a metric, runs that lack it (or whose latest value is NaN) come last,
/// newest first.
Result<RunNumbers> searchRuns(store::Database& db, const RunQuery& query, std::string_view pageToken, int limit);

Result<std::int64_t> countRuns(store::Database& db, const RunQuery& query);

} // namespace slipway::track
