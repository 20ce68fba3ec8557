#pragma once

#include <vector>

#include "core/track/tracker.h"
#include "ui/widgets/table_cell.h"

namespace slipway::ui {

struct ComparisonTable {
    std::vector<TableColumn> columns;
    std::vector<TableRow> rows;
};

/// Parameters and metrics of the runs side by side. `onlyDifferences` leaves out what all have alike. The best value of
/// a metric is strong: the highest, or the lowest for losses and errors.
ComparisonTable compareRuns(const std::vector<track::Run>& runs, bool onlyDifferences);

/// Is a lower value of this metric the better one? By its name: loss, error, rmse, mae …
bool lowerIsBetter(const QString& metric);

} // namespace slipway::ui
