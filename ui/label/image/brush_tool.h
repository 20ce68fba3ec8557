#pragma once

#include "ui/label/image/canvas_tool.h"

namespace slipway::ui {

/// Paints masks, or rubs them out. A stroke goes on with the selected mask; with none selected it begins a new one,
/// and the eraser takes the mask under its first touch.
class BrushTool : public CanvasTool {
public:
    BrushTool(CanvasHost& host, bool erases) : CanvasTool(host), m_erases(erases) {}

    void press(const PointerEvent& event) override;
    void move(const PointerEvent& event) override;
    void release(const PointerEvent& event) override;
    bool hasDraft() const override { return !m_path.empty(); }
    bool removePoint() override;
    void cancel() override;
    void paint(RegionPainter& regions, QPainter& painter) const override;
    Qt::CursorShape cursor(label::Point) const override { return Qt::BlankCursor; }
    bool wantsCrosshair() const override { return false; }

private:
    const label::Region* target(label::Point first) const;
    void brush(const label::Region* region, const label::Mask& stroke);
    void erase(const label::Region& region, const label::Mask& stroke);
    bool m_erases;
    label::Ring m_path;
    std::optional<label::Point> m_pointer;
};

} // namespace slipway::ui
