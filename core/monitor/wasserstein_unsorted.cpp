#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/monitor/both_sides.h"
#include "core/monitor/cdf_gaps.h"
#include "core/monitor/drift_tests.h"

namespace slipway::monitor {

namespace {

/// Buckets of equal width over the values of both sides.
struct Grid {
    double minimum = 0, width = 0, perUnit = 0;
    std::size_t count = 0;

    Grid(double low, double high, std::size_t rows) : minimum(low) {
        const double range = high - low;
        count = std::clamp<std::size_t>(rows / 64, 1, 8192);
        width = range / static_cast<double>(count);
        perUnit = static_cast<double>(count) / range;
    }
    /// False for one value only and for ranges near the ends of what a double holds.
    bool isUsable() const { return std::isfinite(width) && std::isfinite(perUnit) && width > 0; }
    std::size_t indexOf(double value) const {
        return std::min(count - 1, static_cast<std::size_t>(static_cast<std::int64_t>((value - minimum) * perUnit)));
    }
    double lower(std::size_t bucket) const { return minimum + static_cast<double>(bucket) * width; }
};

/// One side cut into buckets.
class Bucketed {
public:
    Bucketed(const Values& values, const Grid& grid) : m_values(values), m_grid(grid) {}

    void count() {
        m_first.assign(m_grid.count + 1, 0);
        m_sums.assign(m_grid.count, 0);
        m_buckets.resize(m_values.size());
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            const auto b = m_grid.indexOf(m_values[i]);
            m_buckets[i] = static_cast<std::uint16_t>(b);
            ++m_first[b + 1];
            m_sums[b] += m_values[i] - m_grid.lower(b);
        }
        for (std::size_t b = 0; b < m_grid.count; ++b) m_first[b + 1] += m_first[b];
    }
    /// Puts the values of the buckets that are asked for side by side, each bucket sorted.
    void sortBuckets(const std::vector<char>& wanted) {
        m_grouped.resize(m_values.size());
        auto next = m_first;
        for (std::size_t i = 0; i < m_values.size(); ++i)
            if (const auto b = m_buckets[i]; wanted[b]) m_grouped[next[b]++] = m_values[i];
        for (std::size_t b = 0; b < m_grid.count; ++b) {
            if (!wanted[b]) continue;
            const auto from = m_grouped.begin() + static_cast<std::ptrdiff_t>(m_first[b]);
            const auto to = m_grouped.begin() + static_cast<std::ptrdiff_t>(m_first[b + 1]);
            if (!std::is_sorted(from, to)) std::sort(from, to); // one value a million times over is common
        }
    }
    double total() const { return static_cast<double>(m_values.size()); }
    double rowsBelow(std::size_t bucket) const { return static_cast<double>(m_first[bucket]); }
    double share(std::size_t bucket) const { return rowsBelow(bucket) / total(); }
    double sumShare(std::size_t bucket) const { return m_sums[bucket] / total(); }
    const double* begin(std::size_t bucket) const { return m_grouped.data() + m_first[bucket]; }
    const double* end(std::size_t bucket) const { return m_grouped.data() + m_first[bucket + 1]; }

private:
    const Values& m_values;
    const Grid& m_grid;
    std::vector<std::uint16_t> m_buckets; ///< of each row
    std::vector<std::size_t> m_first;     ///< rows in all buckets below
    std::vector<double> m_sums;           ///< of value − lower edge
    Values m_grouped;
};

/// ∫|F_r − F_c| over a bucket in which the curves may cross; at least one side has rows in it.
double crossingArea(const Bucketed& r, const Bucketed& c, const Grid& grid, std::size_t bucket) {
    const auto *rows = r.begin(bucket), *rowsEnd = r.end(bucket), *others = c.begin(bucket), *othersEnd = c.end(bucket);
    const bool hasRows = rows != rowsEnd, hasOthers = others != othersEnd;
    const double first = !hasRows || (hasOthers && *others < *rows) ? *others : *rows;
    const double last = !hasRows || (hasOthers && othersEnd[-1] > rowsEnd[-1]) ? othersEnd[-1] : rowsEnd[-1];
    double sum = std::abs(r.share(bucket) - c.share(bucket)) * (first - grid.lower(bucket));
    walkGaps(rows, rowsEnd, others, othersEnd, r.rowsBelow(bucket), c.rowsBelow(bucket), r.total(), c.total(),
        [&](double gap, double width) { sum += std::abs(gap) * width; });
    return sum + std::abs(r.share(bucket + 1) - c.share(bucket + 1)) * (grid.lower(bucket + 1) - last);
}

double sortedDistance(Values reference, Values current) {
    std::ranges::sort(reference);
    std::ranges::sort(current);
    return wassersteinDistance(reference, current);
}

} // namespace

double wassersteinUnsorted(const Values& reference, const Values& current) {
    const auto [rLow, rHigh] = std::ranges::minmax(reference);
    const auto [cLow, cHigh] = std::ranges::minmax(current);
    const std::size_t rows = reference.size() + current.size();
    const Grid grid(std::min(rLow, cLow), std::max(rHigh, cHigh), rows);
    if (!grid.isUsable()) return sortedDistance(reference, current);
    Bucketed r(reference, grid), c(current, grid);
    forBothSides(rows, [&] { r.count(); }, [&] { c.count(); });

    std::vector<char> crossing(grid.count);
    double sum = 0;
    for (std::size_t b = 0; b < grid.count; ++b) {
        if (r.share(b) >= c.share(b + 1) || c.share(b) >= r.share(b + 1)) // the gap keeps its sign: counts and sums do
            sum += std::abs((r.share(b + 1) - c.share(b + 1)) * grid.width - (r.sumShare(b) - c.sumShare(b)));
        else
            crossing[b] = 1;
    }
    if (std::ranges::find(crossing, 1) == crossing.end()) return sum;
    forBothSides(rows, [&] { r.sortBuckets(crossing); }, [&] { c.sortBuckets(crossing); });
    for (std::size_t b = 0; b < grid.count; ++b)
        if (crossing[b]) sum += crossingArea(r, c, grid, b);
    return sum;
}

} // namespace slipway::monitor
