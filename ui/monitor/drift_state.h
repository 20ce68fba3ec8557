#pragma once

#include <QString>
#include <vector>

#include "core/monitor/drift.h"
#include "ui/widgets/pill.h"

/// How a column's drift is shown, from its score and its limit.
namespace slipway::ui {

enum class DriftState { NoData, Stable, Watch, Alert };

/// Score ÷ limit; for p-values limit ÷ p-value, so that more is worse for every method. 0 when it was not tested, at
/// most 100.
double driftRatio(const monitor::ColumnDrift& column);
/// Alert is core's verdict; Watch is half of the limit or more.
DriftState driftState(const monitor::ColumnDrift& column);
PillLook driftLook(DriftState state);
/// "Kolmogorov-Smirnov" for "ks".
QString methodTitle(const std::string& method);
/// Indices into the report's columns, most drifted first; what was not tested last.
std::vector<std::size_t> mostDriftedFirst(const monitor::DriftReport& report);

} // namespace slipway::ui
