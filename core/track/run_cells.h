#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/track/run.h"
#include "core/track/run_list.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

/// Nothing where a run lacks the field. Times are milliseconds since 1970, durations milliseconds: both integers.
using RunCell = std::variant<std::monostate, double, std::int64_t, std::string>;

/// One row of a table: what every run has, and the cells that were asked for.
struct RunCells {
    std::int64_t number = 0;
    std::string id, name, experimentName, userId;
    std::int64_t experiment = 0;
    RunStatus status = RunStatus::Running;
    Timestamp startedAt = 0, endedAt = 0; ///< endedAt: 0 while it runs
    bool deleted = false;
    std::vector<RunCell> cells;
};

/// One row a number, in their order; runs that are gone are left out. Costs some microseconds a cell, however many
/// metrics the runs have.
Result<std::vector<RunCells>> readCells(
    store::Database& db, std::span<const std::int64_t> numbers, std::span<const RunField> fields);

/// How a metric spreads over the runs of a group; NaN and runs without it are left out.
struct MetricSpread {
    std::int64_t runs = 0;
    double mean = 0, minimum = 0, maximum = 0, deviation = 0; ///< deviation: of the sample, 0 for one run
};
Result<MetricSpread> metricSpread(store::Database& db, std::span<const std::int64_t> numbers, const RunField& metric);

/// Values of two or more fields for each of many runs at once: what scatter, parallel coordinates and importance draw.
/// Same as readCells() without names: one vector a field, one cell a run.
Result<std::vector<std::vector<RunCell>>> readColumns(
    store::Database& db, std::span<const std::int64_t> numbers, std::span<const RunField> fields);

} // namespace slipway::track
