#include "ui/track/run/metric_tile.h"

#include <QMouseEvent>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

MetricTile::MetricTile(const MetricEntry& entry, QWidget* parent) : Card({}, parent), m_entry(entry) {
    setAccessibleName(entry.name);
    setFixedHeight(entry.single ? kNumberHeight : kChartHeight);
    body().setContentsMargins(14, 8, 10, 8);
    body().setSpacing(2);
    auto* head = new QHBoxLayout;
    head->setSpacing(6);
    auto* name = new ElidedLabel(entry.label, entry.single ? FontRole::Caption : FontRole::Strong,
        entry.single ? Token::TextSecondary : Token::Text);
    name->setToolTip(entry.name);
    head->addWidget(name, 1);
    m_value = new TextLabel(
        {}, entry.single ? FontRole::PageTitle : FontRole::Body, entry.single ? Token::Text : Token::TextSecondary);
    m_value->setObjectName(QStringLiteral("metricValue"));
    if (entry.single) {
        m_detail = new TextLabel({}, FontRole::Caption, Token::TextMuted);
        body().addLayout(head);
        body().addWidget(m_value);
        body().addWidget(m_detail);
        body().addStretch(1);
        return;
    }
    head->addWidget(m_value);
    auto* enlarge = makeIconButton(
        QStringLiteral("external"), tr("Enlarge %1").arg(entry.name), QStringLiteral("enlargeMetric"), this);
    enlarge->setFixedSize(24, 24);
    enlarge->setIconSize({14, 14});
    connect(enlarge, &QToolButton::clicked, this, [this] { enlarged(m_entry.name); });
    head->addWidget(enlarge);
    body().addLayout(head);
    body().addStretch(1);
}

void MetricTile::setSummary(const track::MetricSummary& summary) {
    m_summary = summary;
    m_value->setText(format::number(summary.latest));
    m_value->setToolTip(tr("Latest value %1 at step %2\nLowest %3, highest %4, %5 points")
            .arg(format::fullNumber(summary.latest), format::count(summary.latestStep), format::number(summary.minimum),
                format::number(summary.maximum), format::count(summary.points)));
    if (m_detail)
        m_detail->setText(
            summary.latestStep != 0
                ? tr("step %1 · %2").arg(format::count(summary.latestStep), format::when(summary.latestAt))
                : format::when(summary.latestAt));
}

void MetricTile::setCurve(std::shared_ptr<const track::Curve> curve, std::int64_t ofPoints, const CurveLook& look,
    ChartCrosshair* crosshair) {
    m_curve = std::move(curve);
    m_shownPoints = ofPoints;
    m_look = look;
    if (!m_chart) {
        m_chart = new LineChart(m_entry.name, this);
        m_chart->setObjectName(QStringLiteral("metricChart"));
        m_chart->setLegendVisible(false);
        m_chart->setCrosshair(crosshair);
        connect(m_chart, &LineChart::exportAsked, this, [this](const QPoint& place) { exportAsked(*m_chart, place); });
        if (m_problem) m_problem->hide();
        delete body().takeAt(body().count() - 1); // the stretch in its place
        body().addWidget(m_chart, 1);
    }
    draw();
}

void MetricTile::draw() {
    m_chart->setXKind(axisKind(m_look.x));
    m_chart->setSmoothing(m_look.smoothing);
    m_chart->setCurves({chartCurve(m_entry.name, *m_curve, m_look.x)});
}

void MetricTile::setLook(const CurveLook& look) {
    if (look == m_look) return;
    const bool otherX = look.x != m_look.x;
    m_look = look;
    if (!m_chart) return;
    if (otherX) m_chart->resetZoom(); // the range was of other values
    draw();
}

void MetricTile::setProblem(const QString& text) {
    m_shownPoints = m_summary.points; // asked for again when there is more
    if (!m_problem) {
        m_problem = new TextLabel({}, FontRole::Caption, Token::BadText, this);
        m_problem->setWordWrap(true);
        body().insertWidget(1, m_problem);
    }
    m_problem->setText(text);
    m_problem->show();
}

void MetricTile::mouseDoubleClickEvent(QMouseEvent* event) {
    if (!m_entry.single) return enlarged(m_entry.name);
    Card::mouseDoubleClickEvent(event);
}

} // namespace slipway::ui
