#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/widgets/chart_readout.h"
#include "ui/widgets/line_chart_view.h"

namespace slipway::ui {

namespace {

constexpr double kReach = 12;    ///< pixels from which a curve counts as pointed at
constexpr double kLeastDrag = 6; ///< less is a click

} // namespace

void LineChartView::setCross(std::optional<double> x) {
    m_cross = x;
    if (m_crosshair) m_crosshair->move(x, this);
    update();
}

void LineChartView::point(const QPointF& place) {
    const QRectF& plotRect = plot.rect();
    std::optional<double> cross;
    if (plot.hasPoints() && place.x() >= plotRect.left() - 4 && place.x() <= plotRect.right() + 4) {
        const double wanted = plot.x.valueAt((place.x() - plotRect.left()) / plotRect.width());
        double best = std::numeric_limits<double>::infinity();
        for (int i = 0; i < static_cast<int>(plot.curves.size()); ++i) {
            if (!plot.isShown(i) || plot.line(i).isEmpty()) continue;
            const double candidate = nearestPoint(plot.line(i), wanted).x();
            if (std::abs(candidate - wanted) < std::abs(best - wanted)) best = candidate;
        }
        if (std::isfinite(best) && best >= plot.x.from && best <= plot.x.to) cross = best;
    }
    if (!m_pinned) highlight(plot.curveAt(place, kReach));
    setCross(cross);
}

void LineChartView::mousePressEvent(QMouseEvent* event) {
    if (!plot.hasPoints()) return event->ignore();
    const bool pan = event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_spaceDown);
    if (!pan && event->button() != Qt::LeftButton) return event->ignore();
    m_drag = pan ? Drag::Pan : Drag::Select;
    m_dragFrom = m_dragAt = event->position();
    if (pan) setCursor(Qt::ClosedHandCursor);
}

void LineChartView::mouseMoveEvent(QMouseEvent* event) {
    if (m_drag == Drag::None) return point(event->position());
    const QPointF by = event->position() - m_dragAt;
    m_dragAt = event->position();
    if (m_drag == Drag::Pan) return panBy(-by.x() / plot.rect().width(), by.y() / plot.rect().height());
    update();
}

void LineChartView::mouseReleaseEvent(QMouseEvent* event) {
    const Drag was = m_drag;
    m_drag = Drag::None;
    unsetCursor();
    update();
    if (was == Drag::Pan) return rangeMoved();
    if (was != Drag::Select) return;
    if (std::abs(m_dragAt.x() - m_dragFrom.x()) < kLeastDrag) { // a click
        const int curve = plot.curveAt(event->position(), kReach);
        if (event->modifiers() & Qt::ControlModifier && curve >= 0) return activated(curve);
        m_pinned = curve >= 0 && !(m_pinned && curve == m_pointed);
        return highlight(curve);
    }
    const auto valueAt = [&](double x) {
        return plot.x.valueAt(std::clamp((x - plot.rect().left()) / plot.rect().width(), 0.0, 1.0));
    };
    showRange(valueAt(std::min(m_dragFrom.x(), m_dragAt.x())), valueAt(std::max(m_dragFrom.x(), m_dragAt.x())));
}

void LineChartView::mouseDoubleClickEvent(QMouseEvent*) {
    resetZoom();
}

void LineChartView::leaveEvent(QEvent*) {
    if (!m_pinned) highlight(-1);
    setCross({});
}

void LineChartView::wheelEvent(QWheelEvent* event) {
    const QRectF& plotRect = plot.rect();
    const auto keys = event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier);
    if (!plot.hasPoints() || !keys || !plotRect.contains(event->position())) {
        event->ignore(); // the page scrolls
        return;
    }
    const QPoint turned = event->angleDelta();
    const double factor = (turned.y() != 0 ? turned.y() : turned.x()) > 0 ? 0.8 : 1.25;
    if (keys & Qt::ShiftModifier)
        zoomY(factor, (plotRect.bottom() - event->position().y()) / plotRect.height());
    else
        zoomX(factor, plot.x.valueAt((event->position().x() - plotRect.left()) / plotRect.width()));
    event->accept();
}

void LineChartView::showRange(double from, double to) {
    const ChartAxis whole = plot.wholeX();
    plot.x.from = std::max(whole.from, from);
    plot.x.to = std::min(whole.to, to);
    if (!(plot.x.to > plot.x.from)) {
        plot.x.from = whole.from;
        plot.x.to = whole.to;
    }
    rangeMoved();
}

void LineChartView::rangeMoved() {
    const ChartAxis whole = plot.wholeX();
    m_zoomed = plot.x.from > whole.from || plot.x.to < whole.to;
    rebuild();
    rangeChanged(plot.x.from, plot.x.to, m_zoomed);
}

void LineChartView::zoomX(double factor, double centre) {
    ChartAxis wanted = plot.x;
    wanted.zoom(factor, plot.x.share(centre));
    showRange(wanted.from, wanted.to);
}

void LineChartView::zoomY(double factor, double share) {
    plot.y.zoom(factor, share);
    m_yZoomed = true;
    rebuild();
}

void LineChartView::panBy(double sharesX, double sharesY) {
    const ChartAxis whole = plot.wholeX();
    ChartAxis moved = plot.x;
    moved.pan(sharesX);
    if (moved.from < whole.from) moved.pan(moved.share(whole.from));
    if (moved.to > whole.to) moved.pan(moved.share(whole.to) - 1);
    plot.x = moved;
    if (sharesY != 0 && m_yZoomed) plot.y.pan(sharesY);
    rebuild();
}

void LineChartView::moveCrosshair(int points) {
    const auto xs = shownXs();
    if (xs.empty()) return;
    const auto at = m_cross ? std::ranges::lower_bound(xs, *m_cross) - xs.begin()
                            : (points > 0 ? -1 : static_cast<std::ptrdiff_t>(xs.size()));
    setCross(xs[static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(at + points, 0, static_cast<std::ptrdiff_t>(xs.size()) - 1))]);
    setAccessibleDescription(readoutText(plot, *m_cross));
}

void LineChartView::stepHighlight(int curves) {
    const int count = static_cast<int>(plot.curves.size());
    int next = m_pointed;
    for (int tried = 0; tried < count; ++tried) {
        next = next < 0 && curves < 0 ? count - 1 : (next + curves + count) % count;
        if (plot.isShown(next)) break;
    }
    if (next < 0 || next >= count) return;
    m_pinned = true;
    highlight(next);
}

void LineChartView::keyPressEvent(QKeyEvent* event) {
    const int step = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
    const bool control = event->modifiers() & Qt::ControlModifier;
    const double centre = m_cross.value_or(plot.x.valueAt(0.5));
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int way = event->key() == Qt::Key_Left ? -1 : 1;
        if (!control) return moveCrosshair(way * step);
        panBy(way * 0.1, 0);
        return rangeMoved();
    }
    case Qt::Key_Up:
    case Qt::Key_Down:
        return stepHighlight(event->key() == Qt::Key_Up ? -1 : 1);
    case Qt::Key_Home:
        return moveCrosshair(std::numeric_limits<int>::min() / 2);
    case Qt::Key_End:
        return moveCrosshair(std::numeric_limits<int>::max() / 2);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomX(0.7, centre);
    case Qt::Key_Minus:
        return zoomX(1.4, centre);
    case Qt::Key_0:
        return resetZoom();
    case Qt::Key_T:
        return tableAsked();
    case Qt::Key_E:
        return exportAsked(mapToGlobal(plot.rect().center().toPoint()));
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_pointed >= 0 && !control) return activated(m_pointed);
        break;
    case Qt::Key_Space:
        if (event->isAutoRepeat()) return;
        m_spaceDown = true;
        return setCursor(Qt::OpenHandCursor);
    case Qt::Key_Escape:
        m_pinned = false;
        m_drag = Drag::None;
        highlight(-1);
        setCross({});
        break;
    default:
        break;
    }
    event->ignore();
}

void LineChartView::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space || event->isAutoRepeat()) return event->ignore();
    m_spaceDown = false;
    unsetCursor();
}

void LineChartView::focusOutEvent(QFocusEvent* event) {
    m_spaceDown = false;
    QWidget::focusOutEvent(event);
    update();
}

void LineChartView::contextMenuEvent(QContextMenuEvent* event) {
    exportAsked(event->globalPos());
}

} // namespace slipway::ui
