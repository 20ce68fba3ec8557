#include "ui/label/text/span_lanes.h"

#include <algorithm>
#include <numeric>
#include <queue>

namespace slipway::ui {

std::vector<int> assignLanes(const std::vector<LaneInterval>& intervals) {
    std::vector<int> lanes(intervals.size(), 0);
    std::vector<std::size_t> order(intervals.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        const auto &first = intervals[a], &second = intervals[b];
        if (first.start != second.start) return first.start < second.start;
        return first.end != second.end ? first.end > second.end : a < b;
    });
    using Use = std::pair<int, int>; // where it ends, lane
    std::priority_queue<Use, std::vector<Use>, std::greater<>> used;
    std::priority_queue<int, std::vector<int>, std::greater<>> free;
    int opened = 0;
    for (const std::size_t index : order) {
        const LaneInterval& interval = intervals[index];
        if (interval.end <= interval.start) continue;
        while (!used.empty() && used.top().first <= interval.start) {
            free.push(used.top().second);
            used.pop();
        }
        if (free.empty()) free.push(opened++);
        lanes[index] = free.top();
        free.pop();
        used.emplace(interval.end, lanes[index]);
    }
    return lanes;
}

} // namespace slipway::ui
