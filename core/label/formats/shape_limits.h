#pragma once

#include <cmath>

#include "core/label/geometry.h"

namespace slipway::label {

/// A billion pixels from the corner at most: further away, sums of doubles lose whole pixels.
inline bool isPlace(Point p) {
    return std::abs(p.x) <= 1e9 && std::abs(p.y) <= 1e9;
}

/// crossesItself() for rings of up to 5,000 corners; longer ones are not looked at.
inline bool looksCrossed(const Ring& ring) {
    return ring.size() <= 5000 && crossesItself(ring);
}

/// Sides of images that a label file may claim.
constexpr int kLongestImageSide = 1'000'000;

} // namespace slipway::label
