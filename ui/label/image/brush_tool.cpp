#include "ui/label/image/brush_tool.h"

#include <ranges>

#include <QPainterPath>

#include "ui/label/image/shape_outline.h"

namespace slipway::ui {

namespace {

const label::Mask* maskOf(const label::Region* region) {
    return region ? std::get_if<label::Mask>(&region->shape) : nullptr;
}

} // namespace

const label::Region* BrushTool::target(label::Point first) const {
    const auto ids = host().selectedIds();
    if (ids.size() == 1) {
        const auto* region = label::findRegion(host().annotation(), ids.front());
        if (maskOf(region) && !region->locked) return region;
    }
    if (!m_erases) return nullptr;
    for (const auto& candidate : std::views::reverse(host().scene().at(first, 1))) {
        const auto* region = label::findRegion(host().annotation(), candidate->region.id);
        if (maskOf(region) && !region->locked && label::hits(candidate->shape, first, 1)) return region;
    }
    return nullptr;
}

void BrushTool::press(const PointerEvent& event) {
    m_pointer = event.image;
    if (!m_erases && !target(event.image) && !hasLabel()) return;
    m_path = {event.image};
    host().redraw();
}

void BrushTool::move(const PointerEvent& event) {
    m_pointer = event.image;
    if (hasDraft() && distance(m_path.back(), event.image) >= 0.5) m_path.push_back(event.image);
    host().redraw();
}

void BrushTool::release(const PointerEvent&) {
    if (!hasDraft()) return;
    const label::Ring path = m_path;
    cancel();
    const label::Region* region = target(path.front());
    label::Mask stroke = strokeMask(path, host().options().brushRadius);
    if (host().options().clipToImage) {
        const label::Box image = host().imageBox();
        stroke = stroke.cutTo(static_cast<int>(image.width), static_cast<int>(image.height));
    }
    if (stroke.empty())
        host().say(tr("Nothing was painted: this stroke is outside the picture, or too large"));
    else if (!m_erases)
        brush(region, stroke);
    else if (region)
        erase(*region, stroke);
    else
        host().say(tr("No mask is here: select the one to erase from"));
}

void BrushTool::brush(const label::Region* region, const label::Mask& stroke) {
    if (!region) {
        addRegion(stroke, tr("Brush"));
        return;
    }
    label::Region changed = *region;
    const label::Mask united = maskOf(region)->united(stroke);
    if (united.empty()) {
        host().say(tr("The mask would be too large: paint this in a region of its own"));
        return;
    }
    changed.shape = united;
    label::EditBuilder edit(tr("Brush").toStdString(), host().annotation());
    edit.change(changed);
    host().request(std::move(edit).take());
}

void BrushTool::erase(const label::Region& region, const label::Mask& stroke) {
    label::EditBuilder edit(tr("Erase").toStdString(), host().annotation());
    label::Region changed = region;
    const label::Mask rest = maskOf(&region)->without(stroke);
    changed.shape = rest;
    if (rest.empty())
        edit.remove(region.id);
    else
        edit.change(changed);
    host().request(std::move(edit).take());
}

bool BrushTool::removePoint() {
    if (!hasDraft()) return false;
    cancel();
    return true;
}

void BrushTool::cancel() {
    m_path.clear();
    host().redraw();
}

void BrushTool::paint(RegionPainter&, QPainter& painter) const {
    const ViewTransform& transform = host().transform();
    const double width = 2 * host().options().brushRadius * transform.zoom();
    const QColor color = m_erases ? QColor(Qt::white) : draftColor();
    if (hasDraft()) {
        QPainterPath path(transform.toView(m_path.front()));
        for (const auto& p : m_path) path.lineTo(transform.toView(p));
        if (m_path.size() == 1) path.lineTo(path.currentPosition() + QPointF(0.01, 0));
        QColor tint = color;
        tint.setAlpha(m_erases ? 150 : 110);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(tint, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(path);
    }
    if (!m_pointer) return;
    const QPointF at = transform.toView(*m_pointer);
    painter.setBrush(Qt::NoBrush);
    for (const auto& pen : {QPen(QColor(0, 0, 0, 153), 3.5), QPen(color, 1.5)}) {
        painter.setPen(pen);
        painter.drawEllipse(at, std::max(width / 2, 2.0), std::max(width / 2, 2.0));
    }
}

} // namespace slipway::ui
