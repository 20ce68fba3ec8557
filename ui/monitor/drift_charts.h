#pragma once

#include <vector>

#include "core/monitor/monitor_service.h"
#include "ui/widgets/bar_compare_chart.h"
#include "ui/widgets/line_chart.h"

/// Chart data out of monitor runs.
namespace slipway::ui {

/// Score ÷ limit over the runs (newest first, as core gives them) for the worst `count` columns of `shown`.
std::vector<Curve> worstCurves(
    const std::vector<monitor::MonitorRun>& runs, const monitor::MonitorRun& shown, std::size_t count = 4);
Distributions distributionsOf(const monitor::ColumnDrift& column);

} // namespace slipway::ui
