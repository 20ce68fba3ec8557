#include <cmath>
#include <numbers>
#include <numeric>

#include <boost/math/special_functions/gamma.hpp>

#include "core/monitor/drift_tests.h"

namespace slipway::monitor {

namespace {

double sum(const std::vector<double>& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0.0);
}

} // namespace

double chiSquarePValue(const CategoryCounts& counts) {
    const double scale = sum(counts.current) / sum(counts.reference);
    double statistic = 0;
    if (counts.reference.size() < 2) return 1;
    for (std::size_t k = 0; k < counts.reference.size(); ++k) {
        if (counts.reference[k] == 0) return 0; // never seen before: expected 0, infinite
        const double expected = counts.reference[k] * scale, gap = counts.current[k] - expected;
        statistic += gap * gap / expected;
    }
    const double freedom = static_cast<double>(counts.reference.size()) - 1;
    return boost::math::gamma_q(freedom / 2, statistic / 2);
}

double zTestPValue(const CategoryCounts& counts) {
    const double n1 = sum(counts.reference), n2 = sum(counts.current);
    const double others1 = n1 - counts.reference.front(), others2 = n2 - counts.current.front();
    const double pooled = (others1 + others2) / (n1 + n2);
    const double variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
    if (variance <= 0) return 1;
    const double z = (others1 / n1 - others2 / n2) / std::sqrt(variance);
    return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

} // namespace slipway::monitor
