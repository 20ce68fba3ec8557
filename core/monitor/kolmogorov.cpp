#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "core/monitor/drift_tests.h"

namespace slipway::monitor {

namespace {

constexpr std::size_t kMostExactRows = 10000;

/// The largest gap of the two step functions, in units of 1 / lcm(n₁, n₂).
std::int64_t largestGap(const Values& a, const Values& b, std::int64_t aStep, std::int64_t bStep) {
    std::size_t i = 0, j = 0;
    std::int64_t height = 0, largest = 0;
    while (i < a.size() && j < b.size()) {
        const double value = std::min(a[i], b[j]);
        while (i < a.size() && a[i] == value) ++i, height += aStep;
        while (j < b.size() && b[j] == value) ++j, height -= bStep;
        largest = std::max(largest, std::abs(height));
    }
    return largest; // beyond the shorter side the gap only shrinks
}

/// Share of the lattice paths from (0,0) to (n,n) that reach |i − j| ≥ h, by reflection:
/// 2·Σ_k (−1)^(k+1) C(2n, n−kh) / C(2n, n), nested so that nothing cancels.
double leavingShareSquare(std::int64_t n, std::int64_t h) {
    double nested = 0;
    for (std::int64_t k = n / h; k >= 1; --k) {
        double quotient = 1; // C(2n, n−kh) / C(2n, n−(k−1)h)
        const std::int64_t below = n - (k - 1) * h, above = n + (k - 1) * h;
        for (std::int64_t j = 0; j < h; ++j)
            quotient *= static_cast<double>(below - j) / static_cast<double>(above + j + 1);
        nested = quotient * (1 - nested);
    }
    return 2 * nested;
}

/// The same for unequal sizes, by recursion over the lattice. All terms are positive: no digits are lost for tiny p.
double leavingShare(std::int64_t n1, std::int64_t n2, std::int64_t h) {
    const std::int64_t divisor = std::gcd(n1, n2), rise = n2 / divisor, run = n1 / divisor;
    std::vector<double> row(static_cast<std::size_t>(n2) + 1, 1.0);
    std::vector<double> inverse(static_cast<std::size_t>(n1 + n2) + 1);
    for (std::size_t s = 1; s < inverse.size(); ++s) inverse[s] = 1.0 / static_cast<double>(s);
    for (std::int64_t i = 0; i <= n1; ++i) {
        // Inside the band: i·rise − h < j·run < i·rise + h.
        const std::int64_t low = i * rise - h < 0 ? 0 : (i * rise - h) / run + 1;
        const std::int64_t high = std::min(n2, (i * rise + h - 1) / run);
        double left = 1; // outside, when low > 0
        for (std::int64_t j = low; j <= high; ++j) {
            auto& cell = row[static_cast<std::size_t>(j)];
            const auto share = inverse[static_cast<std::size_t>(i + j)];
            if (i == 0)
                cell = 0;
            else if (j == 0)
                cell = cell + 0; // only from below
            else
                cell = static_cast<double>(i) * share * cell + static_cast<double>(j) * share * left;
            left = cell;
        }
    }
    return row[static_cast<std::size_t>(n2)];
}

} // namespace

KolmogorovResult kolmogorovSmirnov(const Values& reference, const Values& current) {
    const auto n1 = static_cast<std::int64_t>(reference.size()), n2 = static_cast<std::int64_t>(current.size());
    const std::int64_t divisor = std::gcd(n1, n2);
    const auto gap = largestGap(reference, current, n2 / divisor, n1 / divisor);
    KolmogorovResult result;
    result.distance = static_cast<double>(gap) / (static_cast<double>(n1 / divisor) * static_cast<double>(n2));
    if (gap == 0) return result;
    if (std::max(reference.size(), current.size()) > kMostExactRows) {
        const auto a = static_cast<double>(n1), b = static_cast<double>(n2);
        result.pValue = kolmogorovSurvival(std::nearbyint(a * b / (a + b)), result.distance);
    } else if (n1 == n2) {
        result.pValue = leavingShareSquare(n1, gap);
    } else {
        result.pValue = leavingShare(n1, n2, gap);
    }
    result.pValue = std::clamp(result.pValue, 0.0, 1.0);
    return result;
}

} // namespace slipway::monitor
