#pragma once

#include "ui/label/image/canvas_tool.h"

namespace slipway::ui {

/// Asks a helper for a mask: what a click floods, or what stands out inside a box that is drawn. Shift adds to the
/// selected mask, Alt takes away from it.
class MaskFinderTool : public CanvasTool {
public:
    enum class Kind { Wand, GrabCut };
    MaskFinderTool(CanvasHost& host, Kind kind) : CanvasTool(host), m_kind(kind) {}

    void press(const PointerEvent& event) override;
    void move(const PointerEvent& event) override;
    void release(const PointerEvent& event) override;
    bool hasDraft() const override { return m_anchor.has_value(); }
    bool removePoint() override;
    void cancel() override;
    void paint(RegionPainter& regions, QPainter& painter) const override;

private:
    void ask(const MaskQuestion& question, Qt::KeyboardModifiers modifiers);
    void use(const label::Mask& mask, Qt::KeyboardModifiers modifiers);
    Kind m_kind;
    std::optional<label::Point> m_anchor;
    label::Point m_corner;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace slipway::ui
