#pragma once

#include "core/monitor/drift.h"
#include "core/monitor/drift_columns.h"

namespace slipway::monitor {

struct ColumnComparison {
    ColumnDrift drift;
    bool typeChanged = false; ///< the current side's values are of another kind
};

/// One column on both sides. `method` null: by the default rules.
Result<ColumnComparison> compareColumn(table::Connection& connection, const SideColumn& reference,
    const SideColumn& current, const DriftMethod* method, Progress& progress);

// What a person sees beside the score: drift_summary.cpp.
/// Returns the population deviation; 0 without values.
double summarise(const NumberCells& cells, DriftSide& side);
void addChartBins(const NumberCells& reference, const NumberCells& current, ColumnDrift& drift);
/// `names` and counts in the same order.
void addChartCategories(const std::vector<std::string>& names, const CategoryCounts& counts, ColumnDrift& drift);

} // namespace slipway::monitor
