#pragma once

#include "ui/label/image/canvas_tool.h"

namespace slipway::ui {

/// A box by two clicks or by one drag; Enter places one of a quarter of the view.
class BoxTool : public CanvasTool {
public:
    using CanvasTool::CanvasTool;
    void press(const PointerEvent& event) override;
    void move(const PointerEvent& event) override;
    void release(const PointerEvent& event) override;
    bool hasDraft() const override { return m_anchor.has_value(); }
    bool finish() override;
    bool removePoint() override;
    void cancel() override;
    void paint(RegionPainter& regions, QPainter& painter) const override;

private:
    void end();
    std::optional<label::Point> m_anchor;
    label::Point m_corner;
    QPointF m_pressed;
    bool m_second = false; ///< the press was the second click
};

} // namespace slipway::ui
