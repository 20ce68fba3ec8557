#include "ui/widgets/line_chart_view.h"

#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QtCharts/QLineSeries>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_pens.h"
#include "ui/widgets/chart_scale.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kMostVertices = 4000;
constexpr int kMostPerSeries = 1000;

QPointF nearest(const QVector<QPointF>& points, double x) {
    auto at = std::lower_bound(points.begin(), points.end(), x, [](const QPointF& p, double v) { return p.x() < v; });
    if (at == points.end()) return points.last();
    if (at != points.begin() && x - (at - 1)->x() < at->x() - x) --at;
    return *at;
}

} // namespace

LineChartView::LineChartView(QWidget* parent) : QChartView(parent) {
    auto* bare = new QChart;
    bare->setBackgroundVisible(false);
    bare->setPlotAreaBackgroundVisible(false);
    bare->setMargins({0, 0, 0, 0});
    bare->layout()->setContentsMargins(0, 0, 0, 0);
    bare->setAnimationOptions(QChart::NoAnimation);
    bare->legend()->hide();
    m_x = new QCategoryAxis;
    m_y = new QCategoryAxis;
    m_x->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    m_y->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    bare->addAxis(m_x, Qt::AlignBottom);
    bare->addAxis(m_y, Qt::AlignLeft);
    setChart(bare);
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    setStyleSheet({});
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

bool LineChartView::hasPoints() const {
    return std::ranges::any_of(curves, [](const Curve& curve) { return !curve.points.isEmpty(); });
}

LineChartView::Extent LineChartView::xExtent() const {
    Extent e{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const Curve& curve : curves) {
        if (curve.points.isEmpty()) continue;
        e.from = std::min(e.from, curve.points.first().x());
        e.to = std::max(e.to, curve.points.last().x());
    }
    if (e.from > e.to) return {};
    if (e.from == e.to) return timeAxis ? Extent{e.from - 60000, e.to + 60000} : Extent{e.from - 0.5, e.to + 0.5};
    return e;
}

LineChartView::Extent LineChartView::yExtent() const {
    Extent e{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        if (hidden.contains(i)) continue;
        for (const QPointF& p : inRange(curves[static_cast<std::size_t>(i)].points, m_from, m_to)) {
            if (!std::isfinite(p.y())) continue;
            e.from = std::min(e.from, p.y());
            e.to = std::max(e.to, p.y());
        }
    }
    if (e.from > e.to) e = {0, 1};
    for (const Threshold& line : thresholds) {
        e.from = std::min(e.from, line.value);
        e.to = std::max(e.to, line.value * 1.04);
    }
    if (yFrom) e.from = *yFrom;
    if (yTo) e.to = *yTo;
    return e;
}

void LineChartView::setTicks(QCategoryAxis& axis, const Ticks& ticks) const {
    for (const QString& label : axis.categoriesLabels()) axis.remove(label);
    axis.setRange(ticks.from, ticks.to);
    axis.setStartValue(ticks.from - (ticks.to - ticks.from));
    for (std::size_t i = 0; i < ticks.values.size(); ++i) {
        QString label = ticks.labels[i];
        while (axis.categoriesLabels().contains(label)) label += QChar(0x200B); // categories must differ
        axis.append(label, ticks.values[i]);
    }
}

void LineChartView::styleAxis(QCategoryAxis& axis, const QString& title) const {
    axis.setLabelsColor(color(Token::TextMuted));
    axis.setLabelsFont(fontFor(FontRole::Axis));
    axis.setTitleFont(fontFor(FontRole::Axis));
    axis.setTitleBrush(color(Token::TextMuted));
    axis.setTitleText(title);
    axis.setTitleVisible(!title.isEmpty());
    axis.setLinePen(QPen(color(Token::LineButton), 1));
    axis.setGridLinePen(QPen(color(Token::Line), 1));
    axis.setMinorGridLineVisible(false);
    axis.setShadesVisible(false);
}

void LineChartView::placePlot() {
    const QFontMetricsF metrics(fontFor(FontRole::Axis));
    double label = 0;
    for (const QString& text : m_y->categoriesLabels()) label = std::max(label, metrics.horizontalAdvance(text));
    const double left = std::max(44.0, label + 14 + (yTitle.isEmpty() ? 0 : 20));
    const double bottom = xTitle.isEmpty() ? 24 : 40;
    chart()->resize(size());
    chart()->setPlotArea(QRectF(left, 8, std::max(10.0, width() - left - 14), std::max(10.0, height() - 8 - bottom)));
    chart()->layout()->invalidate(); // else the axes keep the old rectangle while the series use the new one
    chart()->layout()->activate();
}

void LineChartView::fillSeries() {
    chart()->removeAllSeries();
    const int shown = std::max(1, static_cast<int>(curves.size()) - static_cast<int>(hidden.size()));
    const int columns = std::min({kMostVertices / shown, kMostPerSeries, std::max(50, width())}) / 2;
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        const Curve& curve = curves[static_cast<std::size_t>(i)];
        if (hidden.contains(i) || curve.points.isEmpty()) continue;
        QList<QPointF> points;
        for (const QPointF& p : thinned(inRange(curve.points, m_from, m_to), columns))
            if (std::isfinite(p.x()) && std::isfinite(p.y())) points.push_back(p);
        auto* series = new QLineSeries;
        series->setPen(curvePen(curve.slot, curve.reference, 2));
        series->setPointsVisible(points.size() == 1);
        series->replace(points);
        chart()->addSeries(series);
        series->attachAxis(m_x);
        series->attachAxis(m_y);
    }
}

void LineChartView::rebuild() {
    const Extent all = xExtent();
    if (!m_zoomed) {
        m_from = all.from;
        m_to = all.to;
    }
    styleAxis(*m_x, xTitle);
    styleAxis(*m_y, yTitle);
    m_x->setGridLineVisible(false);
    const int across = std::clamp(width() / 90, 3, 7);
    setTicks(*m_x, timeAxis ? timeTicks(m_from, m_to, across) : niceTicks(m_from, m_to, across, false));
    m_x->setRange(m_from, m_to);
    const Extent y = yExtent();
    setTicks(*m_y, niceTicks(y.from, y.to, std::clamp(height() / 44, 3, 6), !yTo));
    m_x->setVisible(hasPoints());
    m_y->setVisible(hasPoints());
    fillSeries();
    placePlot();
    viewport()->update();
}

void LineChartView::resetZoom() {
    m_zoomed = false;
    rebuild();
}

void LineChartView::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    rebuild();
}

QPointF LineChartView::toPlot(double x, double y) const {
    const QRectF plot = chart()->plotArea();
    const double height = m_y->max() - m_y->min();
    return {plot.left() + (x - m_from) / (m_to - m_from) * plot.width(),
        plot.bottom() - (y - m_y->min()) / (height > 0 ? height : 1) * plot.height()};
}

QString LineChartView::xText(double x) const {
    if (timeAxis) return format::absolute(static_cast<std::int64_t>(x));
    return (xTitle.isEmpty() ? QString() : xTitle + ' ') + format::number(x);
}

void LineChartView::drawForeground(QPainter* painter, const QRectF&) {
    painter->setRenderHint(QPainter::Antialiasing);
    if (!hasPoints()) {
        painter->setFont(fontFor(FontRole::Body));
        painter->setPen(color(Token::TextMuted));
        painter->drawText(QRectF(0, 0, width(), height()), Qt::AlignCenter | Qt::TextWordWrap, emptyText);
    } else {
        drawThresholds(*painter);
        drawCrosshair(*painter);
    }
    if (property("kf").toBool() && hasFocus()) {
        painter->setPen(QPen(color(Token::Focus), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(1, 1, width() - 2, height() - 2), 6, 6);
    }
}

void LineChartView::drawThresholds(QPainter& painter) const {
    const QRectF plot = chart()->plotArea();
    const QFont used = fontFor(FontRole::Axis);
    for (const Threshold& line : thresholds) {
        const double y = toPlot(m_from, line.value).y();
        if (y < plot.top() - 1 || y > plot.bottom() + 1) continue;
        const QColor tint = color(pillText(line.kind));
        painter.setPen(QPen(tint, 1.5, Qt::DashLine, Qt::FlatCap));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        const double width = QFontMetricsF(used).horizontalAdvance(line.label);
        const bool above = y - 18 > plot.top() - 8;
        const QRectF text(plot.right() - width - 6, above ? y - 17 : y + 2, width + 6, 16);
        painter.fillRect(text, color(Token::Surface));
        painter.setFont(used);
        painter.setPen(tint);
        painter.drawText(text, Qt::AlignCenter, line.label);
    }
}

std::vector<double> LineChartView::shownXs() const {
    std::vector<double> xs;
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        if (hidden.contains(i)) continue;
        for (const QPointF& p : curves[static_cast<std::size_t>(i)].points)
            if (p.x() >= m_from && p.x() <= m_to) xs.push_back(p.x());
    }
    std::ranges::sort(xs);
    const auto [first, last] = std::ranges::unique(xs);
    xs.erase(first, last);
    return xs;
}

void LineChartView::drawCrosshair(QPainter& painter) const {
    if (!m_cross) return;
    struct Line {
        QString name;
        double value;
        const Curve* curve;
    };
    std::vector<Line> lines;
    const QRectF plot = chart()->plotArea();
    const double x = toPlot(*m_cross, 0).x();
    painter.setPen(QPen(color(Token::LineControl), 1));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        const Curve& curve = curves[static_cast<std::size_t>(i)];
        if (hidden.contains(i) || curve.points.isEmpty()) continue;
        const QPointF p = nearest(curve.points, *m_cross);
        if (!std::isfinite(p.y()) || std::abs(toPlot(p.x(), 0).x() - x) > 24) continue;
        painter.setPen(QPen(color(Token::Surface), 2));
        painter.setBrush(curvePen(curve.slot, curve.reference, 2).color());
        painter.drawEllipse(toPlot(p.x(), p.y()), 4.5, 4.5);
        lines.push_back({curve.name, p.y(), &curve});
    }
    std::ranges::stable_sort(lines, std::greater{}, &Line::value);
    const std::size_t more = lines.size() > 10 ? lines.size() - 10 : 0;
    lines.resize(lines.size() - more);

    const QFont used = fontFor(FontRole::Caption);
    const QFontMetricsF metrics(used);
    const QString head = xText(*m_cross), tail = more ? tr("and %1 more").arg(more) : QString();
    double wide = metrics.horizontalAdvance(head);
    for (const Line& line : lines)
        wide = std::max(wide, 26 + std::min(180.0, metrics.horizontalAdvance(line.name)) + 16 +
                                  metrics.horizontalAdvance(format::number(line.value)));
    const double height = 18.0 * static_cast<double>(lines.size() + 1 + (more ? 1 : 0)) + 12;
    const double left = x > plot.center().x() ? x - wide - 36 : x + 14;
    const QRectF box(std::max(2.0, left), plot.top() + 4, wide + 22, height);
    painter.setPen(QPen(color(Token::Line), 1));
    painter.setBrush(color(Token::Raised));
    painter.drawRoundedRect(box, 8, 8);
    painter.setFont(used);
    double y = box.top() + 6;
    const auto row = [&] { return QRectF(box.left() + 11, y, box.width() - 22, 18); };
    painter.setPen(color(Token::TextMuted));
    painter.drawText(row(), Qt::AlignVCenter | Qt::AlignLeft, head);
    for (const Line& line : lines) {
        y += 18;
        painter.setPen(curvePen(line.curve->slot, line.curve->reference, 3));
        painter.drawLine(QPointF(box.left() + 11, y + 9), QPointF(box.left() + 29, y + 9));
        painter.setPen(color(Token::TextSecondary));
        painter.drawText(row().adjusted(26, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
            metrics.elidedText(line.name, Qt::ElideRight, 180));
        painter.setPen(color(Token::Text));
        painter.drawText(row(), Qt::AlignVCenter | Qt::AlignRight, format::number(line.value));
    }
    y += 18;
    if (!more) return;
    painter.setPen(color(Token::TextMuted));
    painter.drawText(row(), Qt::AlignVCenter | Qt::AlignLeft, tail);
}

void LineChartView::mouseMoveEvent(QMouseEvent* event) {
    const QRectF plot = chart()->plotArea();
    const double x = event->position().x();
    m_cross.reset();
    if (hasPoints() && x >= plot.left() - 4 && x <= plot.right() + 4) {
        const double wanted = m_from + (x - plot.left()) / plot.width() * (m_to - m_from);
        double best = std::numeric_limits<double>::infinity();
        for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
            const auto& points = curves[static_cast<std::size_t>(i)].points;
            if (hidden.contains(i) || points.isEmpty()) continue;
            const double candidate = nearest(points, wanted).x();
            if (std::abs(candidate - wanted) < std::abs(best - wanted)) best = candidate;
        }
        if (std::isfinite(best) && best >= m_from && best <= m_to) m_cross = best;
    }
    viewport()->update();
}

void LineChartView::leaveEvent(QEvent*) {
    m_cross.reset();
    viewport()->update();
}

void LineChartView::mouseDoubleClickEvent(QMouseEvent*) {
    resetZoom();
}

void LineChartView::wheelEvent(QWheelEvent* event) {
    const QRectF plot = chart()->plotArea();
    if (!hasPoints() || !(event->modifiers() & Qt::ControlModifier) || !plot.contains(event->position())) {
        event->ignore(); // the page scrolls; Ctrl and wheel zooms
        return;
    }
    const double centre = m_from + (event->position().x() - plot.left()) / plot.width() * (m_to - m_from);
    zoom(event->angleDelta().y() > 0 ? 0.8 : 1.25, centre);
    event->accept();
}

void LineChartView::zoom(double factor, double centre) {
    const Extent all = xExtent();
    m_from = std::max(all.from, centre - (centre - m_from) * factor);
    m_to = std::min(all.to, centre + (m_to - centre) * factor);
    m_zoomed = m_from > all.from || m_to < all.to;
    rebuild();
}

void LineChartView::moveCrosshair(int points) {
    const auto xs = shownXs();
    if (xs.empty()) return;
    const auto at = m_cross ? std::ranges::lower_bound(xs, *m_cross) - xs.begin()
                            : (points > 0 ? -1 : static_cast<std::ptrdiff_t>(xs.size()));
    m_cross = xs[static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(at + points, 0, static_cast<std::ptrdiff_t>(xs.size()) - 1))];
    viewport()->update();
}

void LineChartView::keyPressEvent(QKeyEvent* event) {
    const int step = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
    const double centre = m_cross.value_or((m_from + m_to) / 2);
    switch (event->key()) {
    case Qt::Key_Left:
        moveCrosshair(-step);
        break;
    case Qt::Key_Right:
        moveCrosshair(step);
        break;
    case Qt::Key_Home:
        moveCrosshair(std::numeric_limits<int>::min() / 2);
        break;
    case Qt::Key_End:
        moveCrosshair(std::numeric_limits<int>::max() / 2);
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(0.7, centre);
        break;
    case Qt::Key_Minus:
        zoom(1.4, centre);
        break;
    case Qt::Key_0:
        resetZoom();
        break;
    case Qt::Key_Escape:
        m_cross.reset();
        viewport()->update();
        event->ignore();
        break;
    default:
        event->ignore();
    }
}

} // namespace slipway::ui
