// F. Scholz and M. Stephens, "K-sample Anderson–Darling tests", JASA 82 (1987); two samples, ties by midranks.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/monitor/drift_tests.h"

namespace slipway::monitor {

namespace {

constexpr std::array<double, 7> kLevels = {0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001};
/// b0 + b1 + b2 of the paper's table for two samples.
constexpr std::array<double, 7> kCritical = {0.675 - 0.245 - 0.105, 1.281 + 0.25 - 0.305, 1.645 + 0.678 - 0.362,
    1.96 + 1.149 - 0.391, 2.326 + 1.822 - 0.396, 2.573 + 2.364 - 0.345, 3.085 + 3.615 - 0.154};

/// Equation 7; nullopt with one distinct value.
std::optional<double> midrankStatistic(const Values& a, const Values& b) {
    const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size()), total = n + m;
    std::size_t i = 0, j = 0;
    double sumA = 0, sumB = 0;
    if (std::min(a.front(), b.front()) == std::max(a.back(), b.back())) return std::nullopt;
    while (i < a.size() || j < b.size()) {
        const double value = j == b.size() || (i < a.size() && a[i] <= b[j]) ? a[i] : b[j];
        const auto belowA = static_cast<double>(i), belowB = static_cast<double>(j);
        while (i < a.size() && a[i] == value) ++i;
        while (j < b.size() && b[j] == value) ++j;
        const double tiedA = static_cast<double>(i) - belowA, tiedB = static_cast<double>(j) - belowB;
        const double tied = tiedA + tiedB, rank = belowA + belowB + tied / 2;
        const double weight = tied / total / (rank * (total - rank) - total * tied / 4);
        const double gapA = total * (belowA + tiedA / 2) - rank * n, gapB = total * (belowB + tiedB / 2) - rank * m;
        sumA += weight * gapA * gapA;
        sumB += weight * gapB * gapB;
    }
    return (sumA / n + sumB / m) * (total - 1) / total;
}

/// σ²_N of the statistic for two samples.
double statisticVariance(double n, double m) {
    const double total = n + m, k = 2, inverses = 1 / n + 1 / m;
    double h = 0, g = 0; // h = Σ 1/i, g = ΣΣ 1/((N−i)·j)
    for (double i = 1; i <= total - 2; ++i) {
        h += 1 / (total - i);
        g += h / (i + 1);
    }
    h += 1;
    const double a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverses;
    const double b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverses - 8 * h + 4 * g - 6;
    const double c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverses + 4 * h;
    const double d = (2 * h + 6) * k * k - 4 * h * k;
    return (((a * total + b) * total + c) * total + d) / ((total - 1) * (total - 2) * (total - 3));
}

/// Least-squares parabola through ln(level) over the critical values, at x; abscissas centred for a well-posed system.
double fittedLogLevel(double x) {
    double center = 0;
    for (const double critical : kCritical) center += critical / kCritical.size();
    std::array<double, 5> powers{};
    std::array<double, 3> right{};
    for (std::size_t i = 0; i < kCritical.size(); ++i) {
        const double u = kCritical[i] - center, y = std::log(kLevels[i]);
        double power = 1;
        for (std::size_t p = 0; p < 5; ++p, power *= u) {
            powers[p] += power;
            if (p < 3) right[p] += power * y;
        }
    }
    std::array<std::array<double, 4>, 3> system{};
    for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < 3; ++c) system[r][c] = powers[r + c];
        system[r][3] = right[r];
    }
    for (std::size_t pivot = 0; pivot < 3; ++pivot)
        for (std::size_t r = 0; r < 3; ++r) {
            if (r == pivot) continue;
            const double factor = system[r][pivot] / system[pivot][pivot];
            for (std::size_t c = pivot; c < 4; ++c) system[r][c] -= factor * system[pivot][c];
        }
    const double u = x - center;
    return system[0][3] / system[0][0] + u * (system[1][3] / system[1][1] + u * system[2][3] / system[2][2]);
}

} // namespace

std::optional<double> andersonDarling(const Values& reference, const Values& current) {
    if (reference.size() + current.size() < 4) return std::nullopt;
    const auto statistic = midrankStatistic(reference, current);
    if (!statistic) return std::nullopt;
    const double variance =
        statisticVariance(static_cast<double>(reference.size()), static_cast<double>(current.size()));
    const double standardised = (*statistic - 1) / std::sqrt(variance);
    if (!std::isfinite(standardised)) return std::nullopt;
    if (standardised < kCritical.front()) return kLevels.front();
    if (standardised > kCritical.back()) return kLevels.back();
    return std::exp(fittedLogLevel(standardised));
}

} // namespace slipway::monitor
