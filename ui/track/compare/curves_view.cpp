#include "ui/track/compare/curves_view.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/track/compare/curve_controls.h"
#include "ui/track/compare/key_picker.h"
#include "ui/track/compare/metric_chart.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chart_crosshair.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_row.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

namespace {

constexpr int kChartWidth = 380, kChartHeight = 320, kMostHeight = 620;

/// Lower comes first: what tells how good a model is, then the rest, last what a machine logs about itself.
int interest(const std::string& metric) {
    if (metric.starts_with("system/") || metric.starts_with("host.")) return 2;
    const QString name = format::text(metric);
    for (const char* word : {"loss", "acc", "auc", "err", "rmse", "score", "f1"})
        if (name.contains(QLatin1String(word), Qt::CaseInsensitive)) return 0;
    return 1;
}

} // namespace

CurvesView::CurvesView(AppContext& app, Look look, QWidget* parent)
    : QWidget(parent), m_app(app), m_look(look), m_crosshair(new ChartCrosshair(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    m_controls = new CurveControls(look.framed ? CurveControls::Rows::All : CurveControls::Rows::First);
    m_picker = new KeyPicker(tr("Add a chart of a metric"), tr("Add a metric"), QStringLiteral("addMetric"));
    m_picker->setMomentary(true);
    head->addWidget(m_controls, 1);
    head->addWidget(m_picker, 0, Qt::AlignTop);
    column->addLayout(head);
    m_grid = new FlowRow(kChartWidth);
    auto* page = new QWidget;
    auto* pageColumn = new QVBoxLayout(page);
    pageColumn->setContentsMargins(0, 0, 0, 0);
    pageColumn->addWidget(m_grid);
    pageColumn->addStretch();
    m_stack = new QStackedWidget;
    m_stack->addWidget(scrollInCard(page, tr("Charts"), this));
    m_empty = new EmptyState(QStringLiteral("chart"), tr("No curves yet"),
        tr("Curves appear here once the shown runs have logged a metric more than once, with mlflow.log_metric(key, "
           "value, step=…)."));
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);
    connect(m_controls, &CurveControls::changed, this, [this](const CurveOptions& options) {
        for (MetricChart* chart : m_charts) chart->setOptions(options);
    });
    connect(m_picker, &KeyPicker::keyChosen, this, [this](const QString& metric) {
        m_chosen = true;
        addMetric(metric);
    });
    showState();
}

void CurvesView::setRuns(const std::vector<ChartedRun>& runs) {
    if (m_runs == runs) return;
    m_runs = runs;
    for (MetricChart* chart : m_charts) chart->setRuns(runs);
    readKeys();
}

void CurvesView::refresh() {
    for (MetricChart* chart : m_charts) chart->refresh();
    readKeys();
}

void CurvesView::readKeys() {
    std::vector<std::string> ids;
    for (const auto& run : m_runs) ids.push_back(run.id.toStdString());
    m_app.jobs.start<Keys>(
        this, {.title = tr("Load metrics"), .key = QStringLiteral("keys"), .quiet = true, .result = {}},
        [ids](workspace::Workspace& workspace, Progress& progress) -> Result<Keys> {
            Keys keys;
            SLIPWAY_ASSIGN(const auto numbers, track::numbersOf(workspace.db(), ids));
            SLIPWAY_ASSIGN(keys.metrics, track::curveKeys(workspace.db(), numbers, progress));
            SLIPWAY_ASSIGN(keys.parameters, track::groupingParameters(workspace.db(), numbers, progress));
            return keys;
        },
        [this](Result<Keys> keys) {
            if (keys)
                fill(*keys);
            else if (keys.error().code != ErrorCode::Cancelled)
                failed(keys.error());
        });
}

void CurvesView::fill(const Keys& keys) {
    QStringList metrics, parameters;
    for (const auto& key : keys.metrics) metrics.push_back(format::text(key.name));
    for (const auto& key : keys.parameters) parameters.push_back(format::text(key));
    m_picker->setKeys(metrics);
    m_controls->setMetrics(metrics);
    m_controls->setParameters(parameters);
    if (!m_chosen) {
        QStringList first;
        std::vector<const track::CurveKey*> curves;
        for (const auto& key : keys.metrics)
            if (key.isCurve) curves.push_back(&key);
        std::ranges::stable_sort(curves, {}, [](const track::CurveKey* key) { return interest(key->name); });
        for (const auto* key : curves)
            if (first.size() < m_look.firstCharts) first.push_back(format::text(key->name));
        if (first.isEmpty()) first = metrics.mid(0, m_look.firstCharts);
        if (first != this->metrics()) {
            while (!m_charts.empty()) remove(m_charts.back());
            for (const QString& metric : first) add(metric);
        }
    }
    showState();
}

QStringList CurvesView::metrics() const {
    QStringList names;
    for (const MetricChart* chart : m_charts) names.push_back(chart->metric());
    return names;
}

void CurvesView::addMetric(const QString& metric) {
    if (metrics().contains(metric)) return;
    add(metric);
    showState();
}

MetricChart* CurvesView::add(const QString& metric) {
    auto* chart = new MetricChart(m_app, metric, m_crosshair);
    chart->setOptions(m_controls->options());
    connect(chart, &MetricChart::openRun, this, &CurvesView::openRun);
    connect(chart, &MetricChart::failed, this, &CurvesView::failed);
    connect(chart, &MetricChart::closed, this, [this, chart] {
        m_chosen = true;
        remove(chart);
        showState();
    });
    chart->setFixedHeight(kChartHeight);
    if (m_look.framed) {
        auto* card = new Card;
        card->body().setContentsMargins(12, 8, 12, 8);
        card->body().addWidget(chart);
        m_grid->add(card);
    } else {
        m_grid->add(chart);
    }
    m_charts.push_back(chart);
    chart->setRuns(m_runs);
    return chart;
}

void CurvesView::remove(MetricChart* chart) {
    std::erase(m_charts, chart);
    m_grid->remove(m_look.framed ? chart->parentWidget() : chart);
}

void CurvesView::showState() {
    m_stack->setCurrentIndex(m_charts.empty() && !m_chosen ? 1 : 0);
    m_controls->setVisible(!m_charts.empty());
    fitCharts();
}

/// One chart by itself takes the room that there is.
void CurvesView::fitCharts() {
    const bool alone = m_charts.size() == 1 && !m_look.framed;
    for (MetricChart* chart : m_charts)
        chart->setFixedHeight(alone ? std::clamp(m_stack->height(), kChartHeight, kMostHeight) : kChartHeight);
}

void CurvesView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    QMetaObject::invokeMethod(this, &CurvesView::fitCharts, Qt::QueuedConnection); // the stack has its new size then
}

} // namespace slipway::ui
