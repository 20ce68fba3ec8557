#include "ui/track/run/metric_stage.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/exportable_chart.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

MetricStage::MetricStage(AppContext& app, QWidget* parent) : QWidget(parent), m_app(app) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 4, 12);
    column->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* back =
        makeIconButton(QStringLiteral("arrow-left"), tr("Back to all metrics (Esc)"), QStringLiteral("closeMetric"));
    m_name = new ElidedLabel({}, FontRole::Section);
    m_name->setObjectName(QStringLiteral("enlargedName"));
    m_name->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_facts = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    m_log = new QCheckBox(tr("Logarithm"));
    m_outliers = new QCheckBox(tr("Ignore outliers"));
    for (auto* box : {m_log, m_outliers}) box->setAccessibleName(box->text());
    m_export = makeIconButton(QStringLiteral("download"), tr("Save or copy the chart"), QStringLiteral("exportMetric"));
    auto* previous =
        makeIconButton(QStringLiteral("chevron-left"), tr("Previous metric"), QStringLiteral("previousMetric"));
    auto* next = makeIconButton(QStringLiteral("chevron-right"), tr("Next metric"), QStringLiteral("nextMetric"));
    row->addWidget(back);
    row->addWidget(m_name, 1);
    row->addWidget(m_facts);
    row->addStretch(1);
    for (auto* widget : std::initializer_list<QWidget*>{m_log, m_outliers, m_export, previous, next})
        row->addWidget(widget);
    column->addLayout(row);
    auto* card = new Card;
    m_chart = new LineChart(tr("Metric"), card);
    m_chart->setObjectName(QStringLiteral("enlargedChart"));
    m_chart->setLegendVisible(false);
    card->body().addWidget(m_chart, 1);
    m_notes = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    card->body().addWidget(m_notes);
    column->addWidget(card, 1);
    connect(back, &QToolButton::clicked, this, &MetricStage::closed);
    connect(previous, &QToolButton::clicked, this, [this] { stepped(-1); });
    connect(next, &QToolButton::clicked, this, [this] { stepped(1); });
    connect(m_log, &QCheckBox::toggled, m_chart, &LineChart::setLogY);
    connect(m_outliers, &QCheckBox::toggled, m_chart, &LineChart::setIgnoreOutliers);
    connect(m_chart, &LineChart::rangeChanged, this, &MetricStage::readRange);
    connect(m_chart, &LineChart::exportAsked, this, &MetricStage::showExportMenu);
    connect(m_export, &QToolButton::clicked, this,
        [this] { showExportMenu(m_export->mapToGlobal(QPoint(0, m_export->height()))); });
}

void MetricStage::showExportMenu(const QPoint& place) {
    QMenu menu(this);
    addExportActions(menu, *m_chart, m_app.prompts, this,
        [this](const Error& error) { m_app.notifications.postError(tr("Couldn't save the chart"), error); });
    menu.exec(place);
}

void MetricStage::open(const QString& run, const QString& metric, const CurveLook& look) {
    m_run = run;
    m_metric = metric;
    m_look = look;
    m_shownPoints = -1;
    m_curve.reset();
    m_detail.clear();
    m_name->setText(metric);
    m_chart->resetZoom();
    m_chart->setCurves({});
    m_chart->setFocus(Qt::OtherFocusReason);
}

void MetricStage::setSummary(const track::MetricSummary& summary) {
    m_summary = summary;
    m_facts->setText(tr("latest %1 at step %2 · lowest %3 · highest %4 · %5 points")
            .arg(format::number(summary.latest), format::count(summary.latestStep), format::number(summary.minimum),
                format::number(summary.maximum), format::count(summary.points)));
    if (m_shownPoints != summary.points) read();
}

void MetricStage::setLook(const CurveLook& look) {
    if (look == m_look) return;
    if (look.x != m_look.x) {
        m_chart->resetZoom();
        m_detail.clear();
    }
    m_look = look;
    draw();
}

void MetricStage::read() {
    m_app.jobs.start<track::Curve>(
        this, {.title = tr("Load curve"), .key = "curve", .quiet = true, .result = {}},
        [run = m_run.toStdString(), metric = m_metric.toStdString()](
            workspace::Workspace& workspace, Progress&) { return track::readCurve(workspace.db(), run, metric); },
        [this, points = m_summary.points](Result<track::Curve> curve) {
            if (!curve) return m_notes->setText(sentenceOf(curve.error()));
            m_shownPoints = points;
            m_curve = std::make_shared<const track::Curve>(std::move(*curve));
            draw();
            if (m_chart->isZoomed()) readRange(m_chart->shownFrom(), m_chart->shownTo(), true);
        });
}

/// A thinned curve has its extremes; zoomed in, the points between them are read.
void MetricStage::readRange(double from, double to, bool zoomed) {
    if (!m_curve || !m_curve->thinned || m_look.x != CurveX::Step) return;
    if (!zoomed) {
        m_detail.clear();
        return draw();
    }
    const auto first = static_cast<std::int64_t>(std::floor(from)), last = static_cast<std::int64_t>(std::ceil(to));
    m_app.jobs.start<track::Curve>(
        this, {.title = tr("Load part of a curve"), .key = "range", .quiet = true, .result = {}},
        [run = m_run.toStdString(), metric = m_metric.toStdString(), first, last](workspace::Workspace& workspace,
            Progress&) { return track::readCurveRange(workspace.db(), run, metric, first, last); },
        [this](Result<track::Curve> part) {
            if (!part || !m_chart->isZoomed()) return;
            m_detail = chartDetail(*part);
            draw();
        });
}

void MetricStage::draw() {
    if (!m_curve) return;
    m_chart->setXKind(axisKind(m_look.x));
    m_chart->setAxisTitles(m_look.x == CurveX::Step       ? tr("Step")
                           : m_look.x == CurveX::Relative ? tr("Time since the run began")
                                                          : tr("Time"),
        {});
    m_chart->setSmoothing(m_look.smoothing);
    auto curve = chartCurve(m_metric, *m_curve, m_look.x);
    curve.detail = m_detail;
    m_chart->setCurves({std::move(curve)});
    QStringList notes;
    if (m_curve->thinned) notes << tr("%1 points, shown as lowest and highest").arg(format::compact(m_curve->stored));
    if (const auto more = m_chart->notes(); !more.isEmpty()) notes << more;
    m_notes->setText(notes.join(QStringLiteral(" · ")));
    m_notes->setVisible(!notes.isEmpty());
}

} // namespace slipway::ui
