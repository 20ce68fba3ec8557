#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include "ui/label/image/canvas_interaction.h"
#include "ui/label/image/image_canvas.h"

namespace slipway::ui {

namespace {

constexpr double kWheelStep = 1.2, kArrowPan = 60, kHoverReach = 7;

} // namespace

PointerEvent ImageCanvas::eventAt(QPointF view, Qt::KeyboardModifiers modifiers) const {
    return {view, m_transform.toImage(view), modifiers};
}

void ImageCanvas::viewMoved() {
    refreshLayers();
    showStatus();
    update();
}

void ImageCanvas::resizeEvent(QResizeEvent*) {
    m_transform.setSizes(m_picture ? QSizeF(m_picture->size()) : QSizeF(), size());
    if (m_fits) m_transform.fit();
    viewMoved();
}

void ImageCanvas::mousePressEvent(QMouseEvent* event) {
    m_leavesByTab = false;
    m_pointer = event->position();
    const bool pans = event->button() == Qt::MiddleButton ||
                      (event->button() == Qt::LeftButton && (m_spaceDown || m_toolKind == LabelTool::Pan));
    if (pans) {
        m_panFrom = event->position();
        updateCursor();
    } else if (!m_picture) {
        return;
    } else if (event->button() == Qt::LeftButton) {
        m_handle = -1;
        m_hint.clear();
        m_tool->press(eventAt(event->position(), event->modifiers()));
        update();
    } else if (event->button() == Qt::RightButton && m_tool->hasDraft()) {
        m_tool->removePoint();
    } else {
        event->ignore();
    }
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event) {
    m_pointer = event->position();
    if (m_panFrom) {
        m_fits = false;
        m_transform.panBy(event->position() - *m_panFrom);
        m_panFrom = event->position();
        viewMoved();
        return;
    }
    m_snap.reset();
    m_tool->move(eventAt(event->position(), event->modifiers()));
    if (event->buttons() == Qt::NoButton) hover(event->position());
    if (m_options.crosshair && m_tool->wantsCrosshair()) update();
    updateCursor();
    showStatus();
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event) {
    if (m_panFrom && event->button() != Qt::RightButton) {
        m_panFrom.reset();
    } else if (event->button() == Qt::LeftButton && m_picture) {
        m_tool->release(eventAt(event->position(), event->modifiers()));
        update();
    }
    updateCursor();
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && m_picture && !m_spaceDown && m_toolKind != LabelTool::Pan)
        m_tool->doubleClick(eventAt(event->position(), event->modifiers()));
    else
        mousePressEvent(event);
}

void ImageCanvas::hover(QPointF view) {
    std::string under;
    if (m_toolKind == LabelTool::Select) {
        const label::Point p = m_transform.toImage(view);
        const double reach = kHoverReach / m_transform.zoom();
        for (const CanvasScene* scene : {&m_scene, &m_suggestions}) {
            std::vector<const label::Region*> candidates;
            const SceneList near = scene->at(p, reach);
            for (const auto& region : near) candidates.push_back(&region->region);
            const auto* region = under.empty() ? regionAt(candidates, p, reach) : nullptr;
            if (region) under = region->id;
        }
    }
    if (under == m_hovered) return;
    m_hovered = under;
    update();
}

void ImageCanvas::updateCursor() {
    const Qt::CursorShape shape = m_panFrom       ? Qt::ClosedHandCursor
                                  : m_spaceDown   ? Qt::OpenHandCursor
                                  : m_finding > 0 ? Qt::BusyCursor
                                  : m_pointer     ? m_tool->cursor(m_transform.toImage(*m_pointer))
                                                  : Qt::ArrowCursor;
    if (cursor().shape() != shape) setCursor(shape);
}

void ImageCanvas::wheelEvent(QWheelEvent* event) {
    const QPoint pixels = event->pixelDelta();
    if (!pixels.isNull() && !(event->modifiers() & Qt::ControlModifier)) { // a touch pad scrolls
        m_fits = false;
        m_transform.panBy(pixels);
        viewMoved();
        return;
    }
    if (event->angleDelta().y() == 0) return;
    m_fits = false;
    m_transform.zoomAt(event->position(), std::pow(kWheelStep, event->angleDelta().y() / 120.0));
    viewMoved();
}

void ImageCanvas::leaveEvent(QEvent*) {
    m_pointer.reset();
    m_hovered.clear();
    showStatus();
    update();
}

void ImageCanvas::focusInEvent(QFocusEvent* event) {
    m_leavesByTab = false;
    QWidget::focusInEvent(event);
}

void ImageCanvas::focusOutEvent(QFocusEvent* event) {
    m_spaceDown = false;
    QWidget::focusOutEvent(event);
}

/// Tab goes from region to region; after Esc it leaves, so that nobody is caught here.
bool ImageCanvas::focusNextPrevChild(bool next) {
    if (m_leavesByTab || m_scene.size() + m_suggestions.size() == 0) return QWidget::focusNextPrevChild(next);
    return cycle(next ? 1 : -1);
}

bool ImageCanvas::escape() {
    if (m_tool->hasDraft()) {
        m_tool->cancel();
    } else if (m_handle >= 0) {
        m_handle = -1;
    } else if (!m_selected.empty()) {
        setSelectedIds({});
    } else {
        const bool first = !m_leavesByTab;
        m_leavesByTab = true;
        if (first && m_toolKind != LabelTool::Select) {
            setTool(LabelTool::Select);
            return true;
        }
        return false;
    }
    m_leavesByTab = m_selected.empty();
    say({});
    update();
    return true;
}

bool ImageCanvas::arrowKey(const QKeyEvent& event) {
    QPointF step;
    if (event.key() == Qt::Key_Left) step = {-1, 0};
    if (event.key() == Qt::Key_Right) step = {1, 0};
    if (event.key() == Qt::Key_Up) step = {0, -1};
    if (event.key() == Qt::Key_Down) step = {0, 1};
    if (step.isNull() || (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier))) return false;
    const double size = (event.modifiers() & Qt::ShiftModifier) ? 10 : 1;
    if (m_handle >= 0) {
        moveHandle(step.x() * size, step.y() * size);
    } else if (!carryOut(planNudge(regionScope(), step.x() * size, step.y() * size))) {
        m_fits = false;
        m_transform.panBy(step * -kArrowPan);
        viewMoved();
    }
    return true;
}

bool ImageCanvas::handleEditKey(const QKeyEvent& event) {
    switch (event.key()) {
    case Qt::Key_Escape:
        return escape();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return event.modifiers() == Qt::NoModifier && triggerDraft(QStringLiteral("draft.finish"));
    case Qt::Key_Backspace:
        if (event.modifiers() & Qt::ControlModifier) return trigger(QStringLiteral("region.deleteAll"));
        return m_tool->removePoint() || deleteHandleVertex() || trigger(QStringLiteral("region.delete"));
    case Qt::Key_Delete:
        return deleteHandleVertex() || trigger(QStringLiteral("region.delete"));
    default:
        return arrowKey(event);
    }
}

/// Keys that mean the same in every key set; all others are the page's, which calls trigger().
bool ImageCanvas::handleKey(QKeyEvent& event) {
    if (event.key() == Qt::Key_Space && !(event.modifiers() & Qt::ControlModifier)) {
        if (!event.isAutoRepeat()) m_spaceDown = true;
        updateCursor();
        return true;
    }
    if (event.key() == Qt::Key_BracketLeft) return trigger(QStringLiteral("brush.smaller"));
    if (event.key() == Qt::Key_BracketRight) return trigger(QStringLiteral("brush.larger"));
    if (event.modifiers() & Qt::ControlModifier) {
        if (event.key() == Qt::Key_Plus || event.key() == Qt::Key_Equal) return trigger(QStringLiteral("zoom.in"));
        if (event.key() == Qt::Key_Minus) return trigger(QStringLiteral("zoom.out"));
        if (event.key() == Qt::Key_A) return trigger(QStringLiteral("region.selectAll"));
    }
    return handleEditKey(event);
}

void ImageCanvas::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape) m_leavesByTab = false;
    if (!handleKey(*event)) event->ignore();
}

void ImageCanvas::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space || event->isAutoRepeat()) {
        event->ignore();
        return;
    }
    m_spaceDown = false;
    m_panFrom.reset();
    updateCursor();
}

} // namespace slipway::ui
