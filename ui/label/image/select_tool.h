#pragma once

#include "ui/label/image/canvas_interaction.h"
#include "ui/label/image/canvas_tool.h"

namespace slipway::ui {

/// Selects (Shift: more; a rubber band: all inside it), moves, resizes, turns, and edits vertices: drag one, drag an
/// edge for a new one, Alt-click takes one away. A drag asks for one edit, when it ends.
class SelectTool : public CanvasTool {
public:
    using CanvasTool::CanvasTool;
    void press(const PointerEvent& event) override;
    void move(const PointerEvent& event) override;
    void release(const PointerEvent& event) override;
    void doubleClick(const PointerEvent& event) override;
    bool hasDraft() const override { return m_mode != Mode::Idle; }
    bool finish() override;
    void cancel() override;
    void paint(RegionPainter& regions, QPainter& painter) const override;
    Qt::CursorShape cursor(label::Point p) const override;
    bool wantsCrosshair() const override { return false; }

    /// What a press at `p` would take hold of.
    static PointerTarget targetAt(const CanvasHost& host, label::Point p);

private:
    enum class Mode { Idle, Pressed, Moving, Handle, Edge, Band };
    void pressRegion(const PointerTarget& target, const PointerEvent& event);
    void pressNothing(const PointerEvent& event);
    void removeVertex(const PointerTarget& target);
    void dragHandle(const PointerEvent& event);
    void dragRegions(const PointerEvent& event);
    void endBand(Qt::KeyboardModifiers modifiers);
    void endDrag();

    Mode m_mode = Mode::Idle;
    QPointF m_pressed, m_pointer;
    label::Point m_start;
    label::Point m_grip; ///< from the pointer to the middle of the handle
    bool m_wasSelected = false;
    std::string m_id;
    label::Region m_original;
    label::FrameShape m_shape; ///< that the handle belongs to
    HandleId m_handle;
    std::optional<EdgeHit> m_edge;
    std::vector<label::Region> m_moved, m_result;
};

} // namespace slipway::ui
