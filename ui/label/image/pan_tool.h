#pragma once

#include "ui/label/image/canvas_tool.h"

namespace slipway::ui {

/// Only looks: the canvas pans with any button while this tool is there.
class PanTool : public CanvasTool {
public:
    using CanvasTool::CanvasTool;
    Qt::CursorShape cursor(label::Point) const override { return Qt::OpenHandCursor; }
    bool wantsCrosshair() const override { return false; }
};

} // namespace slipway::ui
