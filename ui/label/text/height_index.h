#pragma once

#include <vector>

namespace slipway::ui {

/// Heights of blocks one below the other: where each one stands and which one is at a place, in O(log n). Pixels.
class HeightIndex {
public:
    HeightIndex() = default;
    explicit HeightIndex(std::vector<int> heights); ///< O(n)

    int count() const { return static_cast<int>(m_heights.size()); }
    int height(int block) const { return m_heights[static_cast<std::size_t>(block)]; }
    void setHeight(int block, int height);
    int top(int block) const; ///< of `count()`: the total
    int total() const { return m_total; }
    /// The block that holds `y`: the first above the start, the last behind the end.
    int blockAt(int y) const;

private:
    std::vector<int> m_heights;
    std::vector<int> m_sums; ///< a Fenwick tree, from 1
    int m_total = 0;
};

} // namespace slipway::ui
