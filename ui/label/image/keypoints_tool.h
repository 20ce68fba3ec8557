#pragma once

#include "ui/label/image/canvas_tool.h"

namespace slipway::ui {

/// One point a click; with a skeleton its joints in order: Shift marks a joint that is there but hidden, Alt passes
/// over one. Enter ends with the joints that are placed.
class KeypointsTool : public CanvasTool {
public:
    using CanvasTool::CanvasTool;
    void press(const PointerEvent& event) override;
    void move(const PointerEvent& event) override;
    bool hasDraft() const override { return !m_points.points.empty(); }
    bool finish() override;
    bool removePoint() override;
    bool restorePoint() override;
    void cancel() override;
    void paint(RegionPainter& regions, QPainter& painter) const override;

private:
    const label::Skeleton* skeleton() const;
    void tellNext() const;
    label::Keypoints m_points, m_removed;
    label::Point m_pointer;
};

} // namespace slipway::ui
