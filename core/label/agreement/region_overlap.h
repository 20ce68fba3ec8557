#pragma once

#include <optional>
#include <utility>

#include "core/label/corpus.h"

namespace slipway::label {

/// Pixels of the picture or frame; 0 when not known.
struct PictureSize {
    int width = 0, height = 0;
};

/// A shape prepared for comparison with many others: its pixels are made once, when first needed. Borrows the shape.
class ComparedShape {
public:
    ComparedShape(const FrameShape& shape, PictureSize size);

    const FrameShape& shape() const { return m_shape; }
    const Box& bounds() const { return m_bounds; }
    PictureSize size() const { return m_size; }
    bool hasArea() const;
    const Mask& mask() const;

private:
    const FrameShape& m_shape;
    PictureSize m_size;
    Box m_bounds;
    mutable std::optional<Mask> m_mask;
};

/// 0 … 1. Two boxes: IoU of areas. Other shapes with an area: IoU of pixels. Points and lines have none: 1 − their
/// mean distance (joints by name or place, lines from corner to line) over 5 % of the picture's diagonal, at least 0.
/// A shape with an area and one without: 0.
double similarity(const ComparedShape& a, const ComparedShape& b);
/// Mean over frames where either shows, a frame where only one does being 0. At most 200 frames, evenly spaced.
double similarity(const Track& a, const Track& b, PictureSize size);

} // namespace slipway::label
