#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "core/label/shape.h"

namespace slipway::ui {

/// What a shape looks like, in image pixels: closed borders (even-odd filled), open lines, single points.
struct Outline {
    std::vector<label::Ring> closed, open;
    label::Ring points;
};
Outline outlineOf(const label::FrameShape& shape);

/// The shape of a still picture; nothing for tracks without key frames and for spans.
std::optional<label::FrameShape> frameShapeOf(const label::Shape& shape);

/// True for shapes that have an inside.
bool isFilled(const label::FrameShape& shape);

/// Too small to be meant: a box thinner than one pixel, a polygon of fewer than three corners or less than one pixel,
/// a line shorter than one pixel, nothing at all.
bool isTooSmall(const label::FrameShape& shape);

/// Moved back into the image as far as its bounds fit.
label::FrameShape broughtInside(const label::FrameShape& shape, const label::Box& image);
label::Point clamped(label::Point p, const label::Box& image);
double distance(label::Point a, label::Point b);

/// The pixels whose centres a round brush of `radius` passes along a path. Empty when the rectangle around them has
/// over 2^28 pixels.
label::Mask strokeMask(const label::Ring& path, double radius);

} // namespace slipway::ui
