#include "ui/label/image/select_tool.h"

#include <algorithm>

#include <QLineF>

#include "ui/label/image/shape_outline.h"
#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr double kReach = 7, kDrag = 3; ///< view pixels
constexpr double kTurnReach = 26;

std::vector<const label::Region*> regionsOf(const SceneList& list) {
    std::vector<const label::Region*> regions;
    regions.reserve(list.size());
    for (const auto& region : list) regions.push_back(&region->region);
    return regions;
}

QString dragName(const HandleId& handle, bool added) {
    switch (handle.kind) {
    case HandleId::Kind::Corner:
    case HandleId::Kind::Side:
        return CanvasTool::tr("Resize region");
    case HandleId::Kind::Turn:
        return CanvasTool::tr("Turn region");
    case HandleId::Kind::Joint:
        return CanvasTool::tr("Move point");
    case HandleId::Kind::Vertex:
        break;
    }
    return added ? CanvasTool::tr("Add vertex") : CanvasTool::tr("Move vertex");
}

label::Point gripOf(const label::FrameShape& shape, const HandleId& id, label::Point pointer, double turnReach) {
    for (const Handle& handle : handlesOf(shape, turnReach))
        if (handle.id == id) return {handle.at.x - pointer.x, handle.at.y - pointer.y};
    return {};
}

label::Box boundsOfAll(const std::vector<label::Region>& regions) {
    label::Box bounds = label::boundsOf(regions.front().shape);
    for (const auto& region : regions) bounds = bounds.united(label::boundsOf(region.shape));
    return bounds;
}

} // namespace

PointerTarget SelectTool::targetAt(const CanvasHost& host, label::Point p) {
    const double pixel = 1 / host.transform().zoom();
    std::vector<const label::Region*> selected;
    const auto ids = host.selectedIds();
    if (ids.size() <= 20) // with more, handles are not drawn
        for (const auto& id : ids)
            if (const auto region = host.scene().find(id)) selected.push_back(&region->region);
    const SceneList near = host.scene().at(p, kReach * pixel);
    return ui::targetAt(selected, regionsOf(near), p, kReach * pixel, kTurnReach * pixel);
}

void SelectTool::press(const PointerEvent& event) {
    m_pressed = m_pointer = event.view;
    m_start = event.image;
    const PointerTarget target = targetAt(host(), event.image);
    switch (target.kind) {
    case PointerTarget::Kind::Handle:
        if ((event.modifiers & Qt::AltModifier) && target.handle.kind == HandleId::Kind::Vertex) {
            removeVertex(target);
            return;
        }
        m_original = *target.region;
        m_shape = *frameShapeOf(m_original.shape);
        m_handle = target.handle;
        m_grip = gripOf(m_shape, m_handle, event.image, kTurnReach / host().transform().zoom());
        m_edge.reset();
        m_mode = Mode::Handle;
        return;
    case PointerTarget::Kind::Edge:
        if (event.modifiers & Qt::ShiftModifier) break;
        m_original = *target.region;
        m_shape = *frameShapeOf(m_original.shape);
        m_edge = target.edge;
        m_grip = {};
        m_mode = Mode::Edge;
        return;
    case PointerTarget::Kind::Region:
        break;
    case PointerTarget::Kind::Nothing:
        pressNothing(event);
        return;
    }
    pressRegion(target, event);
}

void SelectTool::pressRegion(const PointerTarget& target, const PointerEvent& event) {
    m_id = target.region->id;
    auto ids = host().selectedIds();
    const auto place = std::ranges::find(ids, m_id);
    m_wasSelected = place != ids.end();
    if (event.modifiers & Qt::ShiftModifier) {
        if (m_wasSelected)
            ids.erase(place);
        else
            ids.push_back(m_id);
        host().setSelectedIds(ids);
        return;
    }
    if (!m_wasSelected) host().setSelectedIds({m_id});
    m_mode = Mode::Pressed;
}

/// A suggestion is only looked at: it cannot be moved before it is accepted.
void SelectTool::pressNothing(const PointerEvent& event) {
    const double pixel = 1 / host().transform().zoom();
    const SceneList near = host().suggestions().at(event.image, kReach * pixel);
    if (const auto* region = regionAt(regionsOf(near), event.image, kReach * pixel)) {
        host().setSelectedIds({region->id});
        return;
    }
    m_mode = Mode::Band;
}

void SelectTool::removeVertex(const PointerTarget& target) {
    const auto without = withoutVertex(*frameShapeOf(target.region->shape), target.handle);
    if (!without) {
        host().say(tr("It needs the corners that are left"));
        return;
    }
    label::Region changed = *target.region;
    changed.shape = label::toShape(*without);
    label::EditBuilder edit(tr("Delete vertex").toStdString(), host().annotation());
    edit.change(changed);
    host().request(std::move(edit).take());
}

void SelectTool::move(const PointerEvent& event) {
    m_pointer = event.view;
    const bool dragged = QLineF(m_pressed, event.view).length() >= kDrag;
    if (m_mode == Mode::Edge && dragged) {
        auto with = withVertexAdded(m_shape, *m_edge);
        m_shape = std::move(with.shape);
        m_handle = with.vertex;
        m_mode = Mode::Handle;
    } else if (m_mode == Mode::Pressed && dragged) {
        m_moved.clear();
        for (const auto& id : host().selectedIds())
            if (const auto* region = label::findRegion(host().annotation(), id); region && !region->locked)
                m_moved.push_back(*region);
        m_mode = m_moved.empty() ? Mode::Idle : Mode::Moving;
    }
    if (m_mode == Mode::Handle && (dragged || !m_result.empty())) dragHandle(event);
    if (m_mode == Mode::Moving) dragRegions(event);
    if (m_mode == Mode::Band) host().redraw();
}

void SelectTool::dragHandle(const PointerEvent& event) {
    const bool turns = m_handle.kind == HandleId::Kind::Turn;
    // The handle does not jump to the pointer that has taken hold of it.
    const label::Point at{event.image.x + m_grip.x, event.image.y + m_grip.y};
    const label::Point to = turns ? at : host().place(at, event.modifiers, m_original.id);
    label::Region changed = m_original;
    changed.shape = label::toShape(withHandleAt(m_shape, m_handle, to, event.modifiers & Qt::ShiftModifier));
    m_result = {changed};
    host().showLive(m_result);
}

void SelectTool::dragRegions(const PointerEvent& event) {
    double dx = event.image.x - m_start.x, dy = event.image.y - m_start.y;
    if (event.modifiers & Qt::ShiftModifier) (std::abs(dx) > std::abs(dy) ? dy : dx) = 0;
    if (host().options().clipToImage) {
        const label::Box bounds = boundsOfAll(m_moved), image = host().imageBox();
        if (bounds.width <= image.width) dx = std::clamp(dx, -bounds.left, image.width - bounds.right());
        if (bounds.height <= image.height) dy = std::clamp(dy, -bounds.top, image.height - bounds.bottom());
    }
    m_result.clear();
    for (const auto& region : m_moved) {
        label::Region changed = region;
        if (const auto shape = frameShapeOf(region.shape)) changed.shape = label::toShape(movedBy(*shape, dx, dy));
        m_result.push_back(std::move(changed));
    }
    host().showLive(m_result);
}

void SelectTool::release(const PointerEvent& event) {
    m_pointer = event.view;
    const Mode mode = m_mode;
    if (mode == Mode::Handle || mode == Mode::Moving) {
        endDrag();
    } else if (mode == Mode::Band) {
        endBand(event.modifiers);
    } else if (mode == Mode::Pressed && m_wasSelected && host().selectedIds().size() > 1) {
        host().setSelectedIds({m_id});
    }
    m_mode = Mode::Idle;
    host().redraw();
}

void SelectTool::endDrag() {
    const std::vector<label::Region> result = std::move(m_result);
    m_result.clear();
    if (result.empty()) {
        host().showLive({});
        return;
    }
    const bool tooSmall = std::ranges::any_of(result, [](const label::Region& region) {
        const auto shape = frameShapeOf(region.shape);
        return shape && isTooSmall(*shape);
    });
    if (tooSmall) {
        host().say(tr("Too small: at least 1 pixel"));
        host().showLive({});
        return;
    }
    const QString name = m_mode == Mode::Handle ? dragName(m_handle, m_edge.has_value())
                         : result.size() == 1   ? tr("Move region")
                                                : tr("Move %1 regions").arg(result.size());
    label::EditBuilder edit(name.toStdString(), host().annotation());
    for (const auto& region : result) edit.change(region);
    host().request(std::move(edit).take());
}

void SelectTool::endBand(Qt::KeyboardModifiers modifiers) {
    auto ids = (modifiers & Qt::ShiftModifier) ? host().selectedIds() : std::vector<std::string>();
    if (QLineF(m_pressed, m_pointer).length() >= kDrag) {
        const auto& transform = host().transform();
        const label::Box band = label::boxOf(transform.toImage(m_pressed), transform.toImage(m_pointer));
        for (const auto& region : host().scene().visible(band)) {
            const bool inside = band.intersected(region->bounds) == region->bounds;
            if (inside && !region->region.hidden && std::ranges::find(ids, region->region.id) == ids.end())
                ids.push_back(region->region.id);
        }
    }
    host().setSelectedIds(ids);
}

void SelectTool::doubleClick(const PointerEvent& event) {
    const PointerTarget target = targetAt(host(), event.image);
    if (target.kind != PointerTarget::Kind::Edge) {
        press(event);
        if (target.kind != PointerTarget::Kind::Region || (event.modifiers & Qt::ShiftModifier)) return;
        m_mode = Mode::Idle; // the release of a double click drags nothing
        host().askLabel();
        return;
    }
    label::Region changed = *target.region;
    changed.shape = label::toShape(withVertexAdded(*frameShapeOf(changed.shape), *target.edge).shape);
    label::EditBuilder edit(tr("Add vertex").toStdString(), host().annotation());
    edit.change(changed);
    host().request(std::move(edit).take());
}

bool SelectTool::finish() {
    if (hasDraft() || host().selectedIds().size() != 1) return false;
    host().startHandles();
    return true;
}

void SelectTool::cancel() {
    m_mode = Mode::Idle;
    m_result.clear();
    host().showLive({});
    host().redraw();
}

void SelectTool::paint(RegionPainter&, QPainter& painter) const {
    if (m_mode != Mode::Band || QLineF(m_pressed, m_pointer).length() < kDrag) return;
    const QRectF band = QRectF(m_pressed, m_pointer).normalized();
    QColor fill = color(Token::Focus);
    fill.setAlpha(40);
    painter.setPen(QPen(color(Token::Focus), 1));
    painter.setBrush(fill);
    painter.drawRect(band.adjusted(0.5, 0.5, -0.5, -0.5));
}

Qt::CursorShape SelectTool::cursor(label::Point p) const {
    if (m_mode == Mode::Moving) return Qt::ClosedHandCursor;
    if (m_mode != Mode::Idle) return Qt::ArrowCursor;
    return cursorOf(targetAt(host(), p));
}

} // namespace slipway::ui
