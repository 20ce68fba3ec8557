#include "ui/monitor/drift_charts.h"

#include <QObject>
#include <algorithm>

#include "ui/monitor/drift_state.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kHighestDrawn = 10; // a p-value near 0 would flatten every other curve

} // namespace

std::vector<Curve> worstCurves(
    const std::vector<monitor::MonitorRun>& runs, const monitor::MonitorRun& shown, std::size_t count) {
    std::vector<Curve> curves;
    for (const auto index : mostDriftedFirst(shown.report)) {
        const auto& column = shown.report.columns[index];
        if (curves.size() == count || driftState(column) == DriftState::NoData) break;
        Curve curve;
        curve.name = format::text(column.name);
        for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
            const auto same = std::ranges::find(run->report.columns, column.name, &monitor::ColumnDrift::name);
            if (same == run->report.columns.end() || !same->score) continue;
            curve.points.append(QPointF(static_cast<double>(run->at), std::min(driftRatio(*same), kHighestDrawn)));
        }
        curves.push_back(std::move(curve));
    }
    return curves;
}

Distributions distributionsOf(const monitor::ColumnDrift& column) {
    Distributions data;
    for (const auto& category : column.categories) data.categories << format::text(category);
    data.edges = column.binEdges;
    data.reference = column.reference.shares;
    data.current = column.current.shares;
    data.referenceName = QObject::tr("Reference");
    data.currentName = QObject::tr("Current");
    data.unit = format::text(column.name);
    return data;
}

} // namespace slipway::ui
