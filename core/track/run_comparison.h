#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/track/run_cells.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

/// One parameter, metric, tag or attribute over several runs.
struct ComparedField {
    RunField field;
    std::vector<RunCell> cells; ///< one a run
    std::size_t present = 0;    ///< runs that have it
    bool differs = false;       ///< not all runs have it, or not all alike; NaN is like NaN
};

struct RunComparison {
    std::vector<RunCells> runs;        ///< without cells; in the order given, those that are there
    std::vector<ComparedField> fields; ///< parameters, metrics, tags, attributes; each by name
};

/// Everything that the runs have, side by side: one walk over what each of them has, so some 0.5 µs a cell.
Result<RunComparison> compareRuns(store::Database& db, std::span<const std::int64_t> numbers, const Progress& progress);

struct CurveKey {
    std::string name;
    std::size_t runs = 0; ///< that have it
    bool isCurve = false; ///< one of them has more than one point
};
/// Metrics of the runs: curves before single values, those that most runs have first, then by name.
Result<std::vector<CurveKey>> curveKeys(
    store::Database& db, std::span<const std::int64_t> numbers, const Progress& progress);

/// Parameters that make groups of the runs: not all have one value, and some share one. By name.
Result<std::vector<std::string>> groupingParameters(
    store::Database& db, std::span<const std::int64_t> numbers, const Progress& progress);

} // namespace slipway::track
