#pragma once

// For core/label/agreement only.
#include <vector>

#include "core/label/agreement/region_match.h"

namespace slipway::label {

struct RegionOf {
    std::size_t person = 0; ///< place in `people`
    std::size_t region = 0; ///< in that person's Annotation::regions
    auto operator<=>(const RegionOf&) const = default;
};

/// Regions of several people that mean the same objects: no cluster has two of one person; most similar ones join
/// first. Regions that are like no other are clusters of one. In the order of their first regions.
std::vector<std::vector<RegionOf>> regionClusters(const std::vector<ComparedRegions>& people, double least);

} // namespace slipway::label
