#include "ui/label/text/height_index.h"

#include <bit>

namespace slipway::ui {

HeightIndex::HeightIndex(std::vector<int> heights) : m_heights(std::move(heights)), m_sums(m_heights.size() + 1) {
    for (std::size_t i = 1; i < m_sums.size(); ++i) {
        m_sums[i] += m_heights[i - 1];
        m_total += m_heights[i - 1];
        if (const std::size_t parent = i + (i & (~i + 1)); parent < m_sums.size()) m_sums[parent] += m_sums[i];
    }
}

void HeightIndex::setHeight(int block, int height) {
    const auto index = static_cast<std::size_t>(block);
    const int change = height - m_heights[index];
    if (change == 0) return;
    m_heights[index] = height;
    m_total += change;
    for (std::size_t i = index + 1; i < m_sums.size(); i += i & (~i + 1)) m_sums[i] += change;
}

int HeightIndex::top(int block) const {
    int sum = 0;
    for (auto i = static_cast<std::size_t>(block); i > 0; i -= i & (~i + 1)) sum += m_sums[i];
    return sum;
}

int HeightIndex::blockAt(int y) const {
    std::size_t at = 0;
    for (std::size_t step = std::bit_floor(m_sums.size()); step > 0; step /= 2) {
        if (at + step >= m_sums.size() || m_sums[at + step] > y) continue;
        at += step;
        y -= m_sums[at];
    }
    return at < m_heights.size() ? static_cast<int>(at) : count() - 1;
}

} // namespace slipway::ui
