#include "ui/registry/versions_model.h"

#include <algorithm>
#include <map>
#include <set>

#include "ui/registry/metric_change.h"
#include "ui/registry/registry_controller.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kMetricColumns = 3;

std::vector<TableColumn> columnsFor(const std::vector<std::string>& metrics) {
    std::vector<TableColumn> columns{{QObject::tr("Model"), Align::Left, 130, true, {}},
        {QObject::tr("Version"), Align::Left, 70, false, {}}, {QObject::tr("Status"), Align::Left, 164, false, {}}};
    for (const auto& metric : metrics)
        columns.push_back({metricTitle(metric), Align::Right, 142, false, format::text(metric)});
    columns.push_back({QObject::tr("Stages"), Align::Left, 144, false, {}});
    columns.push_back({QObject::tr("Run"), Align::Left, 90, false, {}});
    columns.push_back({QObject::tr("Registered"), Align::Left, 150, false, QObject::tr("When, and by whom")});
    return columns;
}

QString stagesOf(const registry::ModelVersion& version) {
    QStringList stages;
    for (const auto& stage : version.stages) stages << format::text(stage);
    return stages.isEmpty() ? format::missing() : stages.join(QStringLiteral(", "));
}

bool contains(const registry::ModelVersion& version, const QString& filter) {
    if (filter.isEmpty()) return true;
    const auto haystack = QStringList{format::text(version.model), QStringLiteral("v%1").arg(version.version),
        lookOf(registry::name(version.status)).word, stagesOf(version), format::text(version.runId),
        format::text(version.registeredBy)}
                              .join(QChar('\n'));
    for (const auto& word : filter.split(QChar(' '), Qt::SkipEmptyParts))
        if (!haystack.contains(word, Qt::CaseInsensitive)) return false;
    return true;
}

Cell metricCell(
    const registry::ModelVersion& version, const std::string& metric, const registry::ModelVersion* production) {
    const auto mine = version.metrics.find(metric);
    if (mine == version.metrics.end()) return Cell::number(std::optional<double>());
    Cell cell = Cell::metric(mine->second);
    if (!production || production->version == version.version) return cell;
    for (const auto& change : metricChanges({{metric, mine->second}}, &production->metrics))
        if (change.metric == metric && change.base) {
            cell.detail = change.text();
            cell.tip = QObject::tr("%1; production has %2 (%3)")
                           .arg(format::fullNumber(mine->second), format::fullNumber(*change.base),
                               change.look().word.toLower());
        }
    return cell;
}

} // namespace

VersionsModel::VersionsModel(const registry::GatePolicy& policy, QObject* parent)
    : ListTableModel(columnsFor({}), parent) {
    for (const auto& [metric, minimum] : policy.atLeast) m_wanted.push_back(metric);
    for (const auto* metric : {"test_roc_auc", "test_accuracy", "test_log_loss", "test_f1", "test_rmse", "test_r2"})
        if (std::ranges::find(m_wanted, metric) == m_wanted.end()) m_wanted.emplace_back(metric);
}

void VersionsModel::chooseMetrics(const std::vector<registry::ModelVersion>& versions) {
    std::set<std::string> there;
    for (const auto& version : versions)
        for (const auto& [metric, value] : version.metrics) there.insert(metric);
    std::vector<std::string> metrics;
    for (const auto& metric : m_wanted)
        if (there.contains(metric) && metrics.size() < kMetricColumns) metrics.push_back(metric);
    if (metrics == m_metrics) return;
    m_metrics = metrics;
    setColumns(columnsFor(m_metrics));
}

void VersionsModel::setVersions(const std::vector<registry::ModelVersion>& versions, const QString& filter) {
    chooseMetrics(versions);
    std::map<std::string, const registry::ModelVersion*> production;
    for (const auto& version : versions)
        if (std::ranges::count(version.stages, "production") > 0) production[version.model] = &version;
    std::vector<TableRow> rows;
    for (const auto& version : versions) {
        if (!contains(version, filter)) continue;
        const auto found = production.find(version.model);
        rows.push_back(rowOf(version, found == production.end() ? nullptr : found->second));
    }
    setRows(std::move(rows));
}

TableRow VersionsModel::rowOf(const registry::ModelVersion& version, const registry::ModelVersion* production) const {
    const VersionKey key{version.model, version.version};
    Cell model(format::text(version.model));
    model.strong = true;
    Cell number(QStringLiteral("v%1").arg(version.version));
    number.sort = version.version;
    TableRow row{key.link(), {model, number, Cell::state(registry::name(version.status))}, key.link()};
    for (const auto& metric : m_metrics) row.cells.push_back(metricCell(version, metric, production));
    row.cells.emplace_back(stagesOf(version));
    Cell run = Cell::id(format::shortId(version.runId));
    run.tip = format::text(version.runId);
    row.cells.push_back(run);
    Cell registered = Cell::time(version.createdAt);
    registered.detail = QObject::tr("by %1").arg(format::text(version.registeredBy));
    registered.tip = QStringLiteral("%1, %2").arg(format::absolute(version.createdAt), registered.detail);
    row.cells.push_back(registered);
    return row;
}

} // namespace slipway::ui
