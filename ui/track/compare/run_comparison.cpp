#include "ui/track/compare/run_comparison.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <QObject>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

template <class Map> std::set<std::string> keysOf(const std::vector<track::Run>& runs, const Map track::Run::* member) {
    std::set<std::string> keys;
    for (const auto& run : runs)
        for (const auto& entry : run.*member) keys.insert(entry.first);
    return keys;
}

TableRow parameterRow(const std::vector<track::Run>& runs, const std::string& key) {
    TableRow row;
    row.id = "param." + format::text(key);
    row.cells.push_back(Cell(format::text(key)));
    row.cells.back().detail = QObject::tr("parameter");
    for (const auto& run : runs) {
        const auto it = run.parameters.find(key);
        row.cells.push_back(Cell(it == run.parameters.end() ? format::missing() : format::text(it->second)));
    }
    return row;
}

TableRow metricRow(const std::vector<track::Run>& runs, const std::string& key) {
    TableRow row;
    row.id = "metric." + format::text(key);
    row.cells.push_back(Cell(format::text(key)));
    row.cells.back().detail = QObject::tr("metric");
    int best = -1;
    double bestValue = 0;
    const bool lower = lowerIsBetter(format::text(key));
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto it = runs[i].metrics.find(key);
        row.cells.push_back(
            Cell::metric(it == runs[i].metrics.end() ? std::nullopt : std::optional(it->second.latest)));
        if (it == runs[i].metrics.end() || std::isnan(it->second.latest)) continue;
        if (best < 0 || (lower ? it->second.latest < bestValue : it->second.latest > bestValue)) {
            best = static_cast<int>(i);
            bestValue = it->second.latest;
        }
    }
    if (best >= 0) row.cells[static_cast<std::size_t>(best) + 1].strong = true;
    return row;
}

bool allAlike(const TableRow& row) {
    return std::all_of(row.cells.begin() + 2, row.cells.end(),
        [&](const Cell& cell) { return cell.text == row.cells[1].text && cell.sort == row.cells[1].sort; });
}

} // namespace

bool lowerIsBetter(const QString& metric) {
    for (const char* part : {"loss", "error", "rmse", "mae", "mse", "mape", "brier", "latency"})
        if (metric.contains(QLatin1String(part), Qt::CaseInsensitive)) return true;
    return false;
}

ComparisonTable compareRuns(const std::vector<track::Run>& runs, bool onlyDifferences) {
    ComparisonTable table;
    table.columns.push_back({QObject::tr("Name"), Align::Left, 200, true, {}});
    for (const auto& run : runs)
        table.columns.push_back({format::text(run.name), Align::Right, 120, false, format::text(run.id)});
    for (const auto& key : keysOf(runs, &track::Run::parameters)) table.rows.push_back(parameterRow(runs, key));
    for (const auto& key : keysOf(runs, &track::Run::metrics)) table.rows.push_back(metricRow(runs, key));
    if (onlyDifferences) std::erase_if(table.rows, allAlike);
    return table;
}

} // namespace slipway::ui
