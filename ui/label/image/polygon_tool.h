#pragma once

#include "ui/label/image/canvas_tool.h"

namespace slipway::ui {

/// Corners by clicks (Shift: in steps of 45°). Enter, a double click or the first point ends; Backspace takes the last
/// corner back. A hole is cut out of the region with the given id.
class PolygonTool : public CanvasTool {
public:
    enum class Kind { Polygon, Polyline, Hole };
    PolygonTool(CanvasHost& host, Kind kind, std::string region = {})
        : CanvasTool(host), m_kind(kind), m_region(std::move(region)) {}

    void press(const PointerEvent& event) override;
    void move(const PointerEvent& event) override;
    void doubleClick(const PointerEvent& event) override;
    bool hasDraft() const override { return !m_points.empty(); }
    bool finish() override;
    bool removePoint() override;
    bool restorePoint() override;
    void cancel() override;
    void paint(RegionPainter& regions, QPainter& painter) const override;
    Qt::CursorShape cursor(label::Point p) const override;

private:
    bool closesAt(label::Point p) const;
    label::Point placed(const PointerEvent& event) const;
    void cutHole(const label::Ring& hole);
    Kind m_kind;
    std::string m_region;
    label::Ring m_points, m_removed;
    label::Point m_pointer;
};

} // namespace slipway::ui
