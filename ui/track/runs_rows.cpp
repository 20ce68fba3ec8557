#include "ui/track/runs_rows.h"

#include <algorithm>

#include <QObject>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

/// Held-out results before validation, validation before training.
int rankOf(const QString& metric) {
    if (metric.startsWith("test_"))
        return metric == "test_roc_auc" ? 0 : metric == "test_accuracy" ? 1 : metric == "test_log_loss" ? 2 : 4;
    return metric.startsWith("validation") ? 3 : 5;
}

std::int64_t durationOf(const track::Run& run) {
    return run.endedAt > 0 ? run.endedAt - run.startedAt : 0;
}

QString tagOf(const track::Run& run, const char* key) {
    const auto it = run.tags.find(key);
    return it == run.tags.end() ? QString() : format::text(it->second);
}

} // namespace

std::vector<TableColumn> runColumns(const QStringList& metrics) {
    std::vector<TableColumn> columns{{QObject::tr("Run"), Align::Left, 160, true, {}},
        {QObject::tr("Status"), Align::Left, 110, false, {}}, {QObject::tr("Experiment"), Align::Left, 150, false, {}},
        {QObject::tr("Data"), Align::Left, 130, false, {}}};
    for (const auto& metric : metrics)
        columns.push_back({metric, Align::Right, 130, false, QObject::tr("Latest value of %1").arg(metric)});
    columns.push_back({QObject::tr("Started"), Align::Left, 130, false, {}});
    columns.push_back({QObject::tr("Took"), Align::Right, 90, false, {}});
    columns.push_back({QObject::tr("By"), Align::Left, 80, false, {}});
    return columns;
}

TableRow runRow(const track::Run& run, const QStringList& metrics, int slot) {
    TableRow row;
    row.id = format::text(run.id);
    row.link = format::text(run.lineageId());
    Cell name(format::text(run.name));
    name.strong = true;
    name.swatch = slot;
    name.detail = format::shortId(run.id);
    row.cells.push_back(name);
    row.cells.push_back(Cell::state(track::name(run.status)));
    row.cells.push_back(Cell(format::text(run.experimentName)));
    row.cells.push_back(Cell(tagOf(run, "slipway.dataset")));
    for (const auto& metric : metrics) {
        const auto it = run.metrics.find(metric.toStdString());
        row.cells.push_back(Cell::metric(it == run.metrics.end() ? std::nullopt : std::optional(it->second.latest)));
    }
    row.cells.push_back(Cell::time(run.startedAt));
    Cell took(run.endedAt > 0 ? format::duration(durationOf(run)) : format::missing());
    took.sort = QVariant::fromValue<qlonglong>(durationOf(run));
    row.cells.push_back(took);
    row.cells.push_back(Cell(format::text(run.actor)));
    return row;
}

QStringList curveMetrics(const std::vector<track::Run>& runs) {
    QStringList names;
    for (const auto& run : runs)
        for (const auto& [metric, summary] : run.metrics)
            if (summary.points > 1 && !names.contains(format::text(metric))) names << format::text(metric);
    std::ranges::sort(names);
    return names;
}

QStringList columnMetrics(const std::vector<track::Run>& runs, int limit) {
    QStringList names;
    for (const auto& run : runs)
        for (const auto& entry : run.metrics)
            if (!names.contains(format::text(entry.first))) names << format::text(entry.first);
    std::ranges::sort(
        names, [](const auto& a, const auto& b) { return std::pair(rankOf(a), a) < std::pair(rankOf(b), b); });
    return names.mid(0, limit);
}

} // namespace slipway::ui
