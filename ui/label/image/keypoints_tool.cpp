#include "ui/label/image/keypoints_tool.h"

#include <algorithm>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

const label::Skeleton* KeypointsTool::skeleton() const {
    const auto* known = label::findClass(host().scene().labels(), host().activeLabel());
    return known && known->skeleton && !known->skeleton->joints.empty() ? &*known->skeleton : nullptr;
}

void KeypointsTool::press(const PointerEvent& event) {
    if (m_points.points.empty() && !hasLabel()) return;
    label::Keypoint point;
    point.at = host().place(event.image, event.modifiers);
    if (event.modifiers & Qt::ShiftModifier) point.visibility = label::Visibility::Hidden;
    const auto* joints = skeleton();
    if (!joints) {
        addRegion(label::Keypoints{{point}}, tr("Draw point"));
        return;
    }
    if (event.modifiers & Qt::AltModifier) point.visibility = label::Visibility::NotLabelled;
    point.name = joints->joints[m_points.points.size()];
    m_removed.points.clear();
    m_points.points.push_back(point);
    m_pointer = point.at;
    if (m_points.points.size() == joints->joints.size()) {
        finish();
        return;
    }
    tellNext();
    host().redraw();
}

void KeypointsTool::tellNext() const {
    const auto* joints = skeleton();
    const std::size_t next = m_points.points.size();
    if (joints && next < joints->joints.size())
        host().say(
            tr("Next: %1 (%2 of %3)").arg(format::text(joints->joints[next])).arg(next + 1).arg(joints->joints.size()));
}

void KeypointsTool::move(const PointerEvent& event) {
    m_pointer = host().place(event.image, event.modifiers);
    if (skeleton()) {
        tellNext();
        host().redraw();
    }
}

bool KeypointsTool::finish() {
    if (!hasDraft()) return false;
    label::Keypoints points = m_points;
    if (const auto* joints = skeleton())
        for (std::size_t i = points.points.size(); i < joints->joints.size(); ++i)
            points.points.push_back({{}, label::Visibility::NotLabelled, joints->joints[i]});
    cancel();
    const bool any = std::ranges::any_of(
        points.points, [](const auto& point) { return point.visibility != label::Visibility::NotLabelled; });
    if (any) addRegion(points, tr("Draw skeleton"));
    return true;
}

bool KeypointsTool::removePoint() {
    if (!hasDraft()) return false;
    m_removed.points.push_back(m_points.points.back());
    m_points.points.pop_back();
    tellNext();
    host().redraw();
    return true;
}

bool KeypointsTool::restorePoint() {
    if (m_removed.points.empty()) return false;
    m_points.points.push_back(m_removed.points.back());
    m_removed.points.pop_back();
    tellNext();
    host().redraw();
    return true;
}

void KeypointsTool::cancel() {
    m_points.points.clear();
    m_removed.points.clear();
    host().redraw();
}

void KeypointsTool::paint(RegionPainter& regions, QPainter&) const {
    if (!hasDraft()) return;
    label::Region draft;
    draft.label = host().activeLabel();
    label::Keypoints with = m_points;
    with.points.push_back({m_pointer, label::Visibility::Visible, {}});
    draft.shape = with;
    regions.paint(*makeSceneRegion(draft, host().scene().labels(), false), RegionLook::Hovered);
}

} // namespace slipway::ui
