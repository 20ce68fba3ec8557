#pragma once

#include <vector>

namespace slipway::ui {

struct LaneInterval {
    int start = 0, end = 0; ///< end exclusive
};

/// Gives each interval the lowest lane in which no other one lies at the same place, the earlier and longer first, so
/// that what holds others is above them. O(n log n) however deep they nest. Empty intervals get lane 0.
std::vector<int> assignLanes(const std::vector<LaneInterval>& intervals);

} // namespace slipway::ui
