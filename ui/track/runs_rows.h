#pragma once

#include <vector>

#include "core/track/tracker.h"
#include "ui/widgets/table_cell.h"

namespace slipway::ui {

/// Columns of the runs table: what every run has, then these metrics.
std::vector<TableColumn> runColumns(const QStringList& metrics);

/// One row; `slot` is the run's colour in every chart. Ids are run ids.
TableRow runRow(const track::Run& run, const QStringList& metrics, int slot);

/// The metrics worth a column: test and validation results first, at most `limit`.
QStringList columnMetrics(const std::vector<track::Run>& runs, int limit);

/// Every metric that one of the runs has a history of, by name.
QStringList curveMetrics(const std::vector<track::Run>& runs);

} // namespace slipway::ui
