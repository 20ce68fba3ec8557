#include "ui/monitor/features_model.h"

#include <algorithm>

#include "ui/monitor/drift_state.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kShortestScale = 2, kLongestScale = 10; // a full bar, in limits

TableRow featureRow(const monitor::ColumnDrift& column, double full) {
    const auto state = driftState(column);
    const double ratio = driftRatio(column);
    Cell name(format::text(column.name));
    name.strong = state == DriftState::Alert;
    name.detail = format::text(column.type);
    if (!column.note.empty()) name.tip = format::text(column.note);
    Cell times(state == DriftState::NoData
                   ? format::missing()
                   : QStringLiteral("%1 ×").arg(QString::number(ratio, 'f', ratio < 100 ? 1 : 0)));
    times.sort = ratio;
    if (state != DriftState::NoData) {
        times.bar = std::min(1.0, ratio / full);
        times.tip = column.pValue ? QObject::tr("the limit is %1 times the p-value").arg(format::number(ratio))
                                  : QObject::tr("%1 times the limit").arg(format::number(ratio));
    }
    Cell method(methodTitle(column.method));
    method.muted = true;
    Cell limit = column.method.empty() ? Cell::number(std::optional<double>()) : Cell::number(column.threshold);
    Cell pill = Cell::withPill(driftLook(state));
    pill.sort = static_cast<int>(state);
    return {format::text(column.name), {name, pill, times, Cell::metric(column.score), limit, method}, {}};
}

Cell shareOf(std::int64_t missing, std::int64_t rows) {
    Cell cell(rows > 0 ? QStringLiteral("%1 (%2)").arg(format::count(missing),
                             format::percent(static_cast<double>(missing) / static_cast<double>(rows)))
                       : format::count(missing));
    cell.sort = static_cast<qlonglong>(missing);
    return cell;
}

} // namespace

FeaturesModel::FeaturesModel(QObject* parent)
    : ListTableModel(
          {{QObject::tr("Feature"), Align::Left, 140, true, {}}, {QObject::tr("State"), Align::Left, 92, false, {}},
              {QObject::tr("Score ÷ limit"), Align::Right, 118, false,
                  QObject::tr("How far beyond its limit; p-values are turned round")},
              {QObject::tr("Score"), Align::Right, 72, false, {}}, {QObject::tr("Limit"), Align::Right, 56, false, {}},
              {QObject::tr("Method"), Align::Left, 126, false, {}}},
          parent) {}

void FeaturesModel::setReport(const monitor::DriftReport& report) {
    double largest = 0;
    for (const auto& column : report.columns) largest = std::max(largest, driftRatio(column));
    const double full = std::clamp(largest, kShortestScale, kLongestScale);
    std::vector<TableRow> rows;
    for (const auto index : mostDriftedFirst(report)) rows.push_back(featureRow(report.columns[index], full));
    setRows(std::move(rows));
}

FeatureStatsModel::FeatureStatsModel(QObject* parent)
    : ListTableModel({{QObject::tr("Statistic"), Align::Left, 120, true, {}},
                         {QObject::tr("Reference"), Align::Right, 110, false, {}},
                         {QObject::tr("Current"), Align::Right, 110, false, {}}},
          parent) {}

void FeatureStatsModel::setColumn(const monitor::ColumnDrift& column) {
    const auto& left = column.reference;
    const auto& right = column.current;
    std::vector<TableRow> rows;
    const auto add = [&](const QString& name, Cell a, Cell b) {
        rows.push_back({name, {Cell(name), std::move(a), std::move(b)}, {}});
    };
    add(QObject::tr("Rows"), Cell::count(left.rows), Cell::count(right.rows));
    add(QObject::tr("Missing"), shareOf(left.missing, left.rows), shareOf(right.missing, right.rows));
    add(QObject::tr("Distinct values"), Cell::count(left.distinct), Cell::count(right.distinct));
    if (left.mean || right.mean) {
        add(QObject::tr("Mean"), Cell::number(left.mean), Cell::number(right.mean));
        add(QObject::tr("Standard deviation"), Cell::number(left.stddev), Cell::number(right.stddev));
        add(QObject::tr("Smallest"), Cell::number(left.minimum), Cell::number(right.minimum));
        add(QObject::tr("Largest"), Cell::number(left.maximum), Cell::number(right.maximum));
    }
    setRows(std::move(rows));
}

} // namespace slipway::ui
