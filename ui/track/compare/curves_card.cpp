#include "ui/track/compare/curves_card.h"

#include <QComboBox>
#include <QVBoxLayout>
#include <set>

#include "core/workspace/workspace.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/line_chart.h"

namespace slipway::ui {

namespace {

struct Read {
    QStringList metrics;
    QString shown;
    std::vector<Curve> curves;
};

Result<Read> readCurves(
    workspace::Workspace& workspace, const std::vector<ChartedRun>& runs, const QString& wanted, Progress& progress) {
    Read read;
    std::set<QString> keys;
    std::vector<std::pair<ChartedRun, track::Run>> found;
    for (const auto& run : runs) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading curves was cancelled");
        auto one = workspace.tracker().find(run.id.toStdString());
        if (!one) continue; // deleted in the meantime
        for (const auto& [key, summary] : one->metrics)
            if (summary.points > 1) keys.insert(format::text(key));
        found.emplace_back(run, std::move(*one));
    }
    read.metrics = QStringList(keys.begin(), keys.end());
    read.shown = keys.contains(wanted) || keys.empty() ? wanted : read.metrics.first();
    for (const auto& [run, stored] : found) {
        if (!stored.metrics.contains(read.shown.toStdString())) continue;
        SLIPWAY_ASSIGN(const auto history, workspace.tracker().history(stored.id, read.shown.toStdString()));
        Curve curve;
        curve.name = run.name;
        curve.slot = run.slot;
        for (const auto& point : history) curve.points.append({static_cast<double>(point.step), point.value});
        read.curves.push_back(std::move(curve));
    }
    return read;
}

} // namespace

struct CurvesCard::Parts {
    AppContext& app;
    std::vector<ChartedRun> runs;
    QComboBox* metric = nullptr;
    LineChart* chart = nullptr;
};

CurvesCard::CurvesCard(AppContext& app, QWidget* parent)
    : Card(tr("Curves"), parent), m_parts(std::make_unique<Parts>(Parts{.app = app, .runs = {}})) {
    m_parts->metric = new QComboBox;
    m_parts->metric->setObjectName(QStringLiteral("curveMetric"));
    m_parts->metric->setAccessibleName(tr("Metric of the curves"));
    connect(m_parts->metric, &QComboBox::activated, this, &CurvesCard::refresh);
    addHeaderWidget(m_parts->metric);
    m_parts->chart = new LineChart(tr("Curves"));
    m_parts->chart->setObjectName(QStringLiteral("visibleCurves"));
    m_parts->chart->setAxisTitles(tr("step"), {});
    m_parts->chart->setEmptyText(tr("No visible run has logged a metric over steps"));
    body().addWidget(m_parts->chart, 1);
}

CurvesCard::~CurvesCard() = default;

void CurvesCard::setRuns(const std::vector<ChartedRun>& runs) {
    if (m_parts->runs == runs) return;
    m_parts->runs = runs;
    refresh();
}

void CurvesCard::refresh() {
    m_parts->app.jobs.start<Read>(
        this, {.title = tr("Load curves"), .key = QStringLiteral("curves"), .quiet = true, .result = {}},
        [runs = m_parts->runs, wanted = m_parts->metric->currentText()](workspace::Workspace& workspace,
            Progress& progress) { return readCurves(workspace, runs, wanted, progress); },
        [this](Result<Read> read) {
            if (!read) return;
            m_parts->metric->clear();
            m_parts->metric->addItems(read->metrics);
            m_parts->metric->setCurrentText(read->shown);
            m_parts->chart->setCurves(std::move(read->curves));
        });
}

} // namespace slipway::ui
