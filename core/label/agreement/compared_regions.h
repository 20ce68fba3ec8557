#pragma once

// For core/label/agreement only.
#include <cstdint>
#include <memory>

#include "core/label/agreement/region_match.h"

namespace slipway::label {

struct ComparedRegions::Entry {
    const Region* region = nullptr;
    std::size_t index = 0; ///< in Annotation::regions
    Box bounds;            ///< widened for what is compared by distance
    const Track* track = nullptr;
    std::unique_ptr<FrameShape> shape; ///< null for a track
    std::unique_ptr<ComparedShape> compared;
};

double similarityOf(const ComparedRegions::Entry& a, const ComparedRegions::Entry& b, PictureSize size);

} // namespace slipway::label
