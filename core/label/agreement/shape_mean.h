#pragma once

// For core/label/agreement only.
#include <vector>

#include "core/label/agreement/region_overlap.h"

namespace slipway::label {

/// One object as one person drew it.
struct WeighedShape {
    const Shape* shape = nullptr;
    double weight = 1;
};

/// Of at least one shape. The kind is the one with the most weight; shapes of other kinds play a part only where
/// pixels are counted.
Shape meanShape(const std::vector<WeighedShape>& shapes, PictureSize size);

/// The pixels that shapes with more than half of all weight cover.
Mask majorityMask(const std::vector<WeighedShape>& shapes, PictureSize size);

/// Characters that are inside the spans of more than half of `totalWeight`; cut where more than half begin a new one.
struct WeighedSpans {
    std::vector<Span> spans; ///< of one person
    double weight = 1;
};
std::vector<Span> majoritySpans(const std::vector<WeighedSpans>& people, double totalWeight);

} // namespace slipway::label
