// Two samples. T. Anderson, "On the distribution of the two-sample Cramér–von Mises criterion" (1962) for statistic and
// limit; Y. Xiao, A. Gordon, A. Yakovlev, "A C++ program for the Cramér–von Mises two-sample test" (2007) for small n.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>

#include <boost/math/special_functions/bessel.hpp>

#include "core/monitor/drift_tests.h"

namespace slipway::monitor {

namespace {

constexpr std::size_t kMostExactRows = 20;

/// 4·U, a whole number: squares of half-integers. U = n₁·Σ(rᵢ−i)² + n₂·Σ(sⱼ−j)² with midranks r, s.
double fourTimesU(const Values& a, const Values& b) {
    double sumA = 0, sumB = 0;
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        const double value = j == b.size() || (i < a.size() && a[i] <= b[j]) ? a[i] : b[j];
        const std::size_t firstA = i, firstB = j;
        while (i < a.size() && a[i] == value) ++i;
        while (j < b.size() && b[j] == value) ++j;
        const double twiceRank = static_cast<double>(firstA + firstB + i + j) + 1; // of all tied here
        for (std::size_t place = firstA + 1; place <= i; ++place) {
            const double gap = twiceRank - 2 * static_cast<double>(place);
            sumA += gap * gap;
        }
        for (std::size_t place = firstB + 1; place <= j; ++place) {
            const double gap = twiceRank - 2 * static_cast<double>(place);
            sumB += gap * gap;
        }
    }
    return static_cast<double>(a.size()) * sumA + static_cast<double>(b.size()) * sumB;
}

/// How many paths reach a point with which sum; sorted by sum.
using PathSums = std::vector<std::pair<std::int64_t, double>>;

PathSums merged(const PathSums& a, const PathSums& b, std::int64_t added) {
    PathSums sums;
    sums.reserve(a.size() + b.size());
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        if (j == b.size() || (i < a.size() && a[i].first < b[j].first))
            sums.push_back(a[i++]);
        else if (i == a.size() || b[j].first < a[i].first)
            sums.push_back(b[j++]);
        else {
            sums.emplace_back(a[i].first, a[i].second + b[j].second);
            ++i, ++j;
        }
        sums.back().first += added;
    }
    return sums;
}

/// Share of lattice paths whose sum of squared distances from the diagonal is at least that of the sample.
double exactP(double fourU, std::int64_t m, std::int64_t n) {
    const std::int64_t least = std::lcm(m, n), a = least / m, b = least / n, product = m * n;
    const auto numerator = static_cast<long double>(least) * least * (m + n) *
                           (6 * static_cast<long double>(fourU) - 4.0L * product * (4 * product - 1));
    const auto bound = std::floor(numerator / (24.0L * product * product));
    std::vector<PathSums> column(static_cast<std::size_t>(m) + 1);
    for (std::int64_t u = 0; u <= n; ++u)
        for (std::int64_t v = 0; v <= m; ++v) {
            const std::int64_t distance = a * v - b * u;
            auto& here = column[static_cast<std::size_t>(v)];
            if (u == 0 && v == 0)
                here = {{0, 1.0}};
            else
                here = merged(here, v > 0 ? column[static_cast<std::size_t>(v) - 1] : PathSums{}, distance * distance);
        }
    double atLeast = 0, all = 0;
    for (const auto& [sum, paths] : column.back()) {
        all += paths;
        if (static_cast<long double>(sum) >= bound) atLeast += paths;
    }
    return atLeast / all;
}

/// The limit law of the one-sample statistic, its series cut at 1e-7.
double limitLaw(double x) {
    double total = 0;
    for (int k = 0;; ++k) {
        const double y = 4 * k + 1, q = y * y / (16 * x);
        if (q > 350) break;
        const double weight =
            std::exp(std::lgamma(k + 0.5) - std::lgamma(k + 1.0)) / (std::pow(std::numbers::pi, 1.5) * std::sqrt(x));
        const double term = weight * std::sqrt(y) * std::exp(-q) * boost::math::cyl_bessel_k(0.25, q);
        total += term;
        if (std::abs(term) < 1e-7) break;
    }
    return total;
}

double limitP(double fourU, double m, double n) {
    const double total = m + n, product = m * n;
    const double statistic = fourU / 4 / (product * total) - (4 * product - 1) / (6 * total);
    const double mean = (1 + 1 / total) / 6;
    const double variance =
        (total + 1) * (4 * product * total - 3 * (m * m + n * n) - 2 * product) / (45 * total * total * 4 * product);
    const double rescaled = 1.0 / 6 + (statistic - mean) / std::sqrt(45 * variance);
    return rescaled < 0.003 ? 1.0 : std::max(0.0, 1 - limitLaw(rescaled));
}

} // namespace

std::optional<double> cramerVonMises(const Values& reference, const Values& current) {
    if (std::min(reference.size(), current.size()) < 2) return std::nullopt;
    const double fourU = fourTimesU(reference, current);
    if (std::max(reference.size(), current.size()) <= kMostExactRows)
        return exactP(fourU, static_cast<std::int64_t>(reference.size()), static_cast<std::int64_t>(current.size()));
    return limitP(fourU, static_cast<double>(reference.size()), static_cast<double>(current.size()));
}

} // namespace slipway::monitor
