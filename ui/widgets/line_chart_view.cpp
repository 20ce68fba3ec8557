#include "ui/widgets/line_chart_view.h"

#include <QPaintEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_readout.h"

namespace slipway::ui {

LineChartView::LineChartView(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(80);
}

void LineChartView::prepareAndRebuild() {
    plot.prepare();
    if (m_pointed >= static_cast<int>(plot.curves.size())) m_pointed = -1;
    rebuild();
}

void LineChartView::rebuild() {
    if (!m_zoomed) {
        const ChartAxis whole = plot.wholeX();
        plot.x.from = whole.from;
        plot.x.to = whole.to;
    }
    plot.growY = !m_yZoomed;
    if (!m_yZoomed) plot.fitY();
    plot.place(size());
    m_layerValid = false;
    update();
}

void LineChartView::resetZoom() {
    m_zoomed = m_yZoomed = false;
    rebuild();
    rangeChanged(plot.x.from, plot.x.to, false);
}

void LineChartView::setCrosshair(ChartCrosshair* crosshair) {
    if (m_crosshair) disconnect(m_crosshair, nullptr, this, nullptr);
    m_crosshair = crosshair;
    if (!crosshair) return;
    connect(crosshair, &ChartCrosshair::moved, this, [this](std::optional<double> x, const QObject* from) {
        if (from == this) return;
        m_cross = x;
        update();
    });
    connect(crosshair, &ChartCrosshair::highlighted, this, [this](const QString& id, const QObject* from) {
        if (from == this) return;
        const auto found = std::ranges::find(plot.curves, id, &Curve::id);
        m_pointed = id.isEmpty() || found == plot.curves.end() ? -1 : static_cast<int>(found - plot.curves.begin());
        update();
    });
}

void LineChartView::highlight(int curve) {
    if (m_pointed == curve) return;
    m_pointed = curve;
    if (m_crosshair)
        m_crosshair->highlight(curve < 0 ? QString() : plot.curves[static_cast<std::size_t>(curve)].id, this);
    update();
}

void LineChartView::resizeEvent(QResizeEvent*) {
    rebuild();
}

void LineChartView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!plot.hasPoints()) {
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(color(Token::TextMuted));
        painter.drawText(rect().adjusted(12, 0, -12, 0), Qt::AlignCenter | Qt::TextWordWrap, emptyText);
    } else {
        if (!m_layerValid || m_layer.devicePixelRatio() != devicePixelRatioF()) {
            m_layer = plot.curveLayer(devicePixelRatioF());
            m_layerValid = true;
        }
        plot.paintAxes(painter);
        if (m_pointed >= 0) painter.setOpacity(0.3);
        painter.drawImage(plot.rect().topLeft(), m_layer);
        painter.setOpacity(1);
        plot.paintPointed(painter, m_pointed);
        plot.paintGaps(painter);
        plot.paintThresholds(painter);
        drawSelection(painter);
        drawCrosshair(painter);
    }
    if (property("kf").toBool() && hasFocus()) {
        painter.setPen(QPen(color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    }
}

void LineChartView::paintPlot(QPainter& painter, const QSizeF& size) const {
    CurvePlot drawn = plot;
    drawn.place(size);
    if (!drawn.hasPoints()) {
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(color(Token::TextMuted));
        painter.drawText(QRectF({}, size), Qt::AlignCenter | Qt::TextWordWrap, emptyText);
        return;
    }
    drawn.paintAxes(painter);
    drawn.paintCurves(painter);
    drawn.paintGaps(painter);
    drawn.paintThresholds(painter);
}

void LineChartView::drawSelection(QPainter& painter) const {
    if (m_drag != Drag::Select) return;
    const QRectF box =
        QRectF(QPointF(m_dragFrom.x(), plot.rect().top()), QPointF(m_dragAt.x(), plot.rect().bottom())).normalized() &
        plot.rect();
    QColor fill = color(Token::Accent);
    fill.setAlphaF(0.14F);
    painter.fillRect(box, fill);
    painter.setPen(QPen(color(Token::Accent), 1));
    painter.drawLine(box.topLeft(), box.bottomLeft());
    painter.drawLine(box.topRight(), box.bottomRight());
}

void LineChartView::drawCrosshair(QPainter& painter) const {
    if (!m_cross || !plot.x.accepts(*m_cross) || *m_cross < plot.x.from || *m_cross > plot.x.to) return;
    const double at = std::floor(plot.toPlot(*m_cross, plot.y.from).x()) + 0.5;
    painter.setPen(QPen(color(Token::LineControl), 1));
    painter.drawLine(QPointF(at, plot.rect().top()), QPointF(at, plot.rect().bottom()));
    paintReadoutDots(painter, plot, *m_cross);
    const bool mine = underMouse() || hasFocus();
    if (mine && m_drag == Drag::None) paintReadout(painter, plot, *m_cross, m_pointed, rect());
}

std::vector<double> LineChartView::shownXs() const {
    std::vector<double> xs;
    for (int i = 0; i < static_cast<int>(plot.curves.size()); ++i) {
        if (!plot.isShown(i)) continue;
        for (const QPointF& p : plot.raw(i))
            if (plot.x.accepts(p.x()) && p.x() >= plot.x.from && p.x() <= plot.x.to) xs.push_back(p.x());
    }
    std::ranges::sort(xs);
    const auto [first, last] = std::ranges::unique(xs);
    xs.erase(first, last);
    return xs;
}

} // namespace slipway::ui
