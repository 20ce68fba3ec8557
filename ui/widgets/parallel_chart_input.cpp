#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

#include "ui/widgets/parallel_chart.h"

namespace slipway::ui {

namespace {
constexpr double kLeastDrag = 5;
}

void ParallelChart::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    m_dragFrom = m_dragAt = event->position();
    m_dragAxis = axisAt(event->position());
    m_drag = m_dragAxis < 0 ? Drag::None : event->position().y() < area(size()).top() - 2 ? Drag::Axis : Drag::Brush;
    if (m_dragAxis >= 0) m_chosenAxis = m_dragAxis;
}

void ParallelChart::mouseMoveEvent(QMouseEvent* event) {
    m_dragAt = event->position();
    const QRectF box = area(size());
    if (m_drag == Drag::Brush && std::abs(m_dragAt.y() - m_dragFrom.y()) >= kLeastDrag) {
        const auto at = [&](double y) {
            return valueAt(m_dragAxis, std::clamp((box.bottom() - y) / box.height(), 0.0, 1.0));
        };
        const auto [low, high] = std::minmax({at(m_dragFrom.y()), at(m_dragAt.y())});
        m_pointed = -1;
        return brush(m_dragAxis, Range{low, high});
    }
    if (m_drag == Drag::Axis) {
        int nearest = 0;
        for (int axis = 1; axis < static_cast<int>(m_axes.size()); ++axis)
            if (std::abs(axisX(axis, size()) - m_dragAt.x()) < std::abs(axisX(nearest, size()) - m_dragAt.x()))
                nearest = axis;
        const int from = m_dragAxis;
        m_dragAxis = m_chosenAxis = nearest;
        moveAxis(from, nearest);
        return update();
    }
    if (m_drag != Drag::None) return;
    const int axis = axisAt(m_dragAt);
    setCursor(axis >= 0 ? (m_dragAt.y() < box.top() - 2 ? Qt::OpenHandCursor : Qt::SizeVerCursor) : Qt::ArrowCursor);
    highlight(runAt(m_dragAt));
}

void ParallelChart::mouseReleaseEvent(QMouseEvent* event) {
    const Drag was = std::exchange(m_drag, Drag::None);
    update();
    const QPointF moved = event->position() - m_dragFrom;
    if (event->button() != Qt::LeftButton || std::hypot(moved.x(), moved.y()) >= kLeastDrag) return;
    const int run = runAt(event->position());
    if (was == Drag::None && run >= 0) opened(run);
}

void ParallelChart::mouseDoubleClickEvent(QMouseEvent* event) {
    const int axis = axisAt(event->position());
    if (axis >= 0) brush(axis, {});
}

void ParallelChart::leaveEvent(QEvent*) {
    highlight(-1);
}

void ParallelChart::moveBrush(double by) {
    const auto brushed = m_brushes.find(m_axes[static_cast<std::size_t>(m_chosenAxis)].title);
    double from = 0.8, to = 1;
    if (brushed != m_brushes.end()) {
        from = std::clamp(share(m_chosenAxis, brushed->second.from) + by, 0.0, 0.9);
        to = std::clamp(share(m_chosenAxis, brushed->second.to) + by, 0.1, 1.0);
    }
    brush(m_chosenAxis, Range{valueAt(m_chosenAxis, from), valueAt(m_chosenAxis, to)});
}

void ParallelChart::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(m_axes.size()) - 1;
    if (last < 0) return event->ignore();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int to = std::clamp(m_chosenAxis + (event->key() == Qt::Key_Left ? -1 : 1), 0, last);
        if (event->modifiers() & Qt::ShiftModifier) moveAxis(m_chosenAxis, to);
        m_chosenAxis = to;
        return update();
    }
    case Qt::Key_Up:
        return moveBrush(0.1);
    case Qt::Key_Down:
        return moveBrush(-0.1);
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        return brush(m_chosenAxis, {});
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: { // from one kept run to the next
        const auto runs = kept();
        if (runs.empty()) return;
        const auto at = std::ranges::find(runs, m_pointed) - runs.begin();
        const auto count = static_cast<std::ptrdiff_t>(runs.size());
        const auto next = at == count ? 0 : (at + (event->key() == Qt::Key_PageUp ? count - 1 : 1)) % count;
        return highlight(runs[static_cast<std::size_t>(next)]);
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_pointed >= 0) return opened(m_pointed);
        break;
    case Qt::Key_E:
        return exportAsked(mapToGlobal(rect().center()));
    case Qt::Key_Escape:
        highlight(-1);
        if (!m_brushes.empty()) return clearBrushes();
        break;
    default:
        break;
    }
    event->ignore();
}

void ParallelChart::contextMenuEvent(QContextMenuEvent* event) {
    exportAsked(event->globalPos());
}

} // namespace slipway::ui
