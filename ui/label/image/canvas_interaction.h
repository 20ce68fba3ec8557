#pragma once

#include <Qt>
#include <optional>
#include <string>
#include <vector>

#include "core/label/annotation.h"
#include "ui/label/image/shape_handles.h"

namespace slipway::ui {

// What the pointer is over, and where a point is drawn to. Pure: plain values in, plain values out; distances in image
// pixels.

/// What a press would take hold of.
struct PointerTarget {
    enum class Kind { Nothing, Handle, Edge, Region };
    Kind kind = Kind::Nothing;
    const label::Region* region = nullptr;
    HandleId handle;             ///< of Handle
    std::optional<EdgeHit> edge; ///< of Edge
};

/// Handles and edges of `selected` first (nearest handle, the last region's first), then the region under the pointer.
PointerTarget targetAt(const std::vector<const label::Region*>& selected,
    const std::vector<const label::Region*>& candidates, label::Point p, double reach, double turnReach);

/// Of the candidates, back to front: the one whose border is within reach (the frontmost), else the smallest that holds
/// the point, so that a large region never hides what lies in it. Hidden ones are not there.
const label::Region* regionAt(const std::vector<const label::Region*>& candidates, label::Point p, double reach);

/// The handle within reach that is nearest.
std::optional<Handle> handleAt(const label::FrameShape& shape, label::Point p, double reach, double turnReach);

Qt::CursorShape cursorOf(const PointerTarget& target);

struct SnapResult {
    enum class To { Nothing, Border, Vertex, Edge };
    label::Point at;
    To to = To::Nothing;
};
/// Within reach: the nearest vertex of another shape, else the border of the image (each axis on its own), else the
/// nearest edge; else the point itself.
SnapResult snapped(
    label::Point p, const std::vector<const label::FrameShape*>& others, const label::Box& image, double reach);

/// `to` moved to the nearest direction of 45° from `from`, for Shift while drawing lines.
label::Point atRightAngle(label::Point from, label::Point to);

} // namespace slipway::ui
