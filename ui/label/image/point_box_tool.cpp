#include "ui/label/image/point_box_tool.h"

#include <algorithm>

#include "ui/label/image/canvas_interaction.h"
#include "ui/label/image/shape_outline.h"

namespace slipway::ui {

label::RotatedBox rotatedBoxBySide(label::Point a, label::Point b, label::Point c) {
    const double length = distance(a, b);
    if (length <= 0) return {a, 0, 0, 0};
    const label::Point across{-(b.y - a.y) / length, (b.x - a.x) / length};
    const double depth = (c.x - a.x) * across.x + (c.y - a.y) * across.y;
    const label::Point far{across.x * depth, across.y * depth};
    const label::Point a2{a.x + far.x, a.y + far.y}, b2{b.x + far.x, b.y + far.y};
    return label::rotatedBoxOf(depth >= 0 ? label::Ring{a, b, b2, a2} : label::Ring{a2, b2, b, a});
}

void PointBoxTool::press(const PointerEvent& event) {
    if (m_points.empty() && !hasLabel()) return;
    label::Point p = host().place(event.image, event.modifiers);
    const bool straight = m_kind == Kind::ThreeCorners && m_points.size() == 1 && (event.modifiers & Qt::ShiftModifier);
    add(straight ? atRightAngle(m_points.back(), p) : p);
}

void PointBoxTool::add(label::Point p) {
    m_removed.clear();
    m_points.push_back(p);
    m_pointer = p;
    if (m_points.size() < needed()) {
        tellNext();
        host().redraw();
        return;
    }
    const label::Ring points = m_points;
    cancel();
    if (m_kind == Kind::FourExtremes)
        addRegion(label::boxOfExtremePoints(points), tr("Draw box"));
    else
        addRegion(rotatedBoxBySide(points[0], points[1], points[2]), tr("Draw rotated box"));
}

void PointBoxTool::tellNext() const {
    if (m_kind == Kind::FourExtremes)
        host().say(tr("Extreme point %1 of 4").arg(m_points.size() + 1));
    else
        host().say(m_points.size() == 1 ? tr("Now the other end of this side") : tr("Now how deep the box is"));
}

void PointBoxTool::move(const PointerEvent& event) {
    if (m_points.empty()) return;
    m_pointer = host().place(event.image, event.modifiers);
    if (m_kind == Kind::ThreeCorners && m_points.size() == 1 && (event.modifiers & Qt::ShiftModifier))
        m_pointer = atRightAngle(m_points.back(), m_pointer);
    host().redraw();
}

bool PointBoxTool::removePoint() {
    if (m_points.empty()) return false;
    m_removed.push_back(m_points.back());
    m_points.pop_back();
    host().redraw();
    return true;
}

bool PointBoxTool::restorePoint() {
    if (m_removed.empty()) return false;
    m_points.push_back(m_removed.back());
    m_removed.pop_back();
    host().redraw();
    return true;
}

void PointBoxTool::cancel() {
    m_points.clear();
    m_removed.clear();
    host().redraw();
}

void PointBoxTool::paint(RegionPainter& regions, QPainter&) const {
    if (m_points.empty()) return;
    label::Ring with = m_points;
    with.push_back(m_pointer);
    if (m_kind == Kind::FourExtremes)
        regions.paintDraft(label::cornersOf(label::boundsOf(with)), true, draftColor());
    else if (with.size() == 3)
        regions.paintDraft(label::cornersOf(rotatedBoxBySide(with[0], with[1], with[2])), true, draftColor());
    else
        regions.paintDraft(with, false, draftColor());
    regions.paintHandles(m_points, draftColor());
}

} // namespace slipway::ui
