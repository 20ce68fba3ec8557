#pragma once

#include "core/monitor/drift.h"
#include "core/monitor/drift_columns.h"

namespace slipway::monitor {

struct ColumnComparison {
    ColumnDrift drift;
    bool typeChanged = false; ///< the current side's values are of another kind
};

/// One column on both sides; numbers that are not given are read. `method` null: by the default rules.
Result<ColumnComparison> compareColumn(table::Connection& connection, const SideColumn& reference,
    const SideColumn& current, std::optional<NumberCells> referenceNumbers, std::optional<NumberCells> currentNumbers,
    const DriftMethod* method, Progress& progress);

// What a person sees beside the score: drift_summary.cpp.
/// Figures of both sides and the bins of the chart. Returns the reference's population deviation; 0 without values.
double summarise(const NumberCells& reference, const NumberCells& current, ColumnDrift& drift);
/// `names` and counts in the same order.
void addChartCategories(const std::vector<std::string>& names, const CategoryCounts& counts, ColumnDrift& drift);

} // namespace slipway::monitor
