#pragma once

#include "ui/label/image/canvas_tool.h"

namespace slipway::ui {

/// A box by its four extreme points, or a turned box by two corners and the depth of the third click.
class PointBoxTool : public CanvasTool {
public:
    enum class Kind { FourExtremes, ThreeCorners };
    PointBoxTool(CanvasHost& host, Kind kind) : CanvasTool(host), m_kind(kind) {}

    void press(const PointerEvent& event) override;
    void move(const PointerEvent& event) override;
    bool hasDraft() const override { return !m_points.empty(); }
    bool finish() override { return hasDraft(); } ///< a shape only when all points are there
    bool removePoint() override;
    bool restorePoint() override;
    void cancel() override;
    void paint(RegionPainter& regions, QPainter& painter) const override;

private:
    std::size_t needed() const { return m_kind == Kind::FourExtremes ? 4 : 3; }
    void add(label::Point p);
    void tellNext() const;
    Kind m_kind;
    label::Ring m_points, m_removed;
    label::Point m_pointer;
};

/// The turned box with the side from `a` to `b` that is as deep as `c` lies beside it. Its corners run clockwise.
label::RotatedBox rotatedBoxBySide(label::Point a, label::Point b, label::Point c);

} // namespace slipway::ui
