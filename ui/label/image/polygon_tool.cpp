#include "ui/label/image/polygon_tool.h"

#include "ui/label/image/canvas_interaction.h"
#include "ui/label/image/shape_outline.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kClose = 9; ///< view pixels

} // namespace

bool PolygonTool::closesAt(label::Point p) const {
    return m_kind != Kind::Polyline && m_points.size() > 2 && distance(p, m_points.front()) <= reach(kClose);
}

label::Point PolygonTool::placed(const PointerEvent& event) const {
    const label::Point p = host().place(event.image, event.modifiers);
    const bool straight = !m_points.empty() && (event.modifiers & Qt::ShiftModifier);
    return straight ? atRightAngle(m_points.back(), p) : p;
}

void PolygonTool::press(const PointerEvent& event) {
    if (m_points.empty() && m_kind != Kind::Hole && !hasLabel()) return;
    if (closesAt(event.image)) {
        finish();
        return;
    }
    m_removed.clear();
    m_pointer = placed(event);
    m_points.push_back(m_pointer);
    host().say(format::plural(static_cast<std::int64_t>(m_points.size()), tr("corner"), tr("corners")));
    host().redraw();
}

void PolygonTool::move(const PointerEvent& event) {
    if (m_points.empty()) return;
    m_pointer = closesAt(event.image) ? m_points.front() : placed(event);
    host().redraw();
}

/// The first click of the two has set the corner.
void PolygonTool::doubleClick(const PointerEvent&) {
    if (hasDraft()) finish();
}

bool PolygonTool::finish() {
    if (m_points.empty()) return false;
    if (m_points.size() < (m_kind == Kind::Polyline ? 2U : 3U)) {
        host().say(m_kind == Kind::Polyline ? tr("A line needs 2 corners") : tr("A polygon needs 3 corners"));
        return true;
    }
    const label::Ring points = m_points;
    cancel();
    if (m_kind == Kind::Hole)
        cutHole(points);
    else if (m_kind == Kind::Polyline)
        addRegion(label::Polyline{points}, tr("Draw line"));
    else
        addRegion(label::Polygon{{{points, {}}}}, tr("Draw polygon"));
    return true;
}

void PolygonTool::cutHole(const label::Ring& hole) {
    const label::Region* region = label::findRegion(host().annotation(), m_region);
    const auto* polygon = region ? std::get_if<label::Polygon>(&region->shape) : nullptr;
    const auto cut = polygon ? withHole(*polygon, hole) : std::nullopt;
    if (!cut) {
        host().say(tr("A hole begins inside its polygon"));
        return;
    }
    label::Region changed = *region;
    changed.shape = *cut;
    label::EditBuilder edit(tr("Cut hole").toStdString(), host().annotation());
    edit.change(changed);
    host().request(std::move(edit).take());
}

bool PolygonTool::removePoint() {
    if (m_points.empty()) return false;
    m_removed.push_back(m_points.back());
    m_points.pop_back();
    host().redraw();
    return true;
}

bool PolygonTool::restorePoint() {
    if (m_removed.empty()) return false;
    m_points.push_back(m_removed.back());
    m_removed.pop_back();
    host().redraw();
    return true;
}

void PolygonTool::cancel() {
    m_points.clear();
    m_removed.clear();
    host().redraw();
}

void PolygonTool::paint(RegionPainter& regions, QPainter& painter) const {
    if (m_points.empty()) return;
    label::Ring with = m_points;
    with.push_back(m_pointer);
    regions.paintDraft(with, m_kind != Kind::Polyline, draftColor());
    regions.paintHandles(m_points, draftColor(), closesAt(m_pointer) ? 0 : -1);
    Q_UNUSED(painter);
}

Qt::CursorShape PolygonTool::cursor(label::Point p) const {
    return closesAt(p) ? Qt::PointingHandCursor : Qt::CrossCursor;
}

} // namespace slipway::ui
