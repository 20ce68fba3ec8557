#pragma once

#include <optional>

#include "core/label/shape.h"

namespace slipway::label {

// What reduce() does to single shapes.

/// Holes joined to their outer border by a line there and back.
Polygon withSeams(const Polygon& polygon);

/// Edges of boxes and all points to this many decimals; masks stay.
FrameShape rounded(const FrameShape& shape, int decimals);

/// What lies inside of (0, 0, width, height); nullopt when nothing does. Keypoints outside become not labelled,
/// corners of a rotated box are pulled to the border.
std::optional<FrameShape> cutToImage(const FrameShape& shape, int width, int height);

/// Polygon parts with fewer than three corners go; false when nothing is left of the shape to draw.
bool dropEmptyParts(FrameShape& shape);

} // namespace slipway::label
