#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace slipway::monitor {

/// The bin that a value lies in; closed left, open right, the last closed on both sides.
class BinFinder {
public:
    explicit BinFinder(const std::vector<double>& edges)
        : m_edges(edges.data()), m_last(edges.size() - 2), m_minimum(edges.front()), m_maximum(edges.back()) {
        const double perUnit = static_cast<double>(edges.size() - 1) / (m_maximum - m_minimum);
        m_perUnit = std::isfinite(perUnit) && perUnit > 0 ? perUnit : 0;
    }
    bool holds(double value) const { return value >= m_minimum && value <= m_maximum; }
    std::size_t operator()(double value) const {
        // The guess may be off by rounding; the edges decide.
        std::size_t bin = 0;
        if (m_perUnit > 0)
            bin =
                std::min(m_last, static_cast<std::size_t>(static_cast<std::int64_t>((value - m_minimum) * m_perUnit)));
        while (bin > 0 && value < m_edges[bin]) --bin;
        while (bin < m_last && value >= m_edges[bin + 1]) ++bin;
        return bin;
    }

private:
    const double* m_edges;
    std::size_t m_last;
    double m_minimum, m_maximum, m_perUnit = 0;
};

} // namespace slipway::monitor
