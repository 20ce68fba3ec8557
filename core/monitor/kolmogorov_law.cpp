// The law of the two-sided one-sample Kolmogorov statistic: the choice of method follows R. Simard and P. L'Ecuyer,
// "Computing the two-sided Kolmogorov–Smirnov distribution", Journal of Statistical Software 39 (2011).
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/monitor/drift_tests.h"

namespace slipway::monitor {

namespace {

constexpr double kPi2 = std::numbers::pi * std::numbers::pi;

/// ln(n!) minus Stirling's n·ln n − n + ½·ln(2πn).
double stirlingError(double n) {
    if (n < 16) return std::lgamma(n + 1) - (n + 0.5) * std::log(n) + n - 0.5 * std::log(2 * std::numbers::pi);
    const double n2 = n * n;
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / n2) / n2) / n2) / n;
}

/// k·ln(k/m) + m − k without cancellation near k = m.
double deviance(double k, double m) {
    if (std::abs(k - m) >= 0.1 * (k + m)) return k * std::log(k / m) + m - k;
    const double v = (k - m) / (k + m);
    double sum = (k - m) * v, term = 2 * k * v;
    for (int j = 1; j < 1000; ++j) {
        term *= v * v;
        const double next = sum + term / (2 * j + 1);
        if (next == sum) break;
        sum = next;
    }
    return sum;
}

/// Binomial probability of k in n, 0 < k < n, by the saddle-point form.
double binomialProbability(double k, double n, double p, double q) {
    const double exponent =
        stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * q);
    return std::exp(exponent) * std::sqrt(n / (2 * std::numbers::pi * k * (n - k)));
}

/// P(D⁺ ≥ x): Smirnov's finite sum of positive terms.
double oneSided(double n, double x) {
    if (n > 4e6) { // the sum would take long, and its limit is already good to six digits
        const double t = 6 * n * x + 1;
        return std::exp(-t * t / (18 * n));
    }
    double sum = std::exp(n * std::log1p(-x));
    const double last = std::floor(n * (1 - x));
    for (double j = 1; j <= last && j < n; ++j) {
        const double p = x + j / n, q = 1 - p;
        if (q <= 0) break;
        sum += x / p * binomialProbability(j, n, p, q);
    }
    return sum;
}

using Matrix = std::vector<double>; ///< square, row by row

Matrix multiply(const Matrix& a, const Matrix& b, std::size_t size) {
    Matrix product(size * size, 0.0);
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t k = 0; k < size; ++k)
            for (std::size_t j = 0; j < size; ++j) product[i * size + j] += a[i * size + k] * b[k * size + j];
    return product;
}

/// Keeps the middle of the matrix near 1; returns the power of two taken out.
int rescale(Matrix& matrix, std::size_t size) {
    int exponent = 0;
    std::frexp(matrix[size / 2 * size + size / 2], &exponent);
    for (auto& value : matrix) value = std::ldexp(value, -exponent);
    return exponent;
}

/// Durbin's matrix for n·x = k − h, 0 ≤ h < 1.
Matrix durbinMatrix(std::size_t k, double h) {
    const std::size_t size = 2 * k - 1;
    Matrix matrix(size * size, 0.0);
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < std::min(size, i + 2); ++j) matrix[i * size + j] = 1;
    for (std::size_t i = 0; i < size; ++i) {
        matrix[i * size] -= std::pow(h, static_cast<double>(i + 1));
        matrix[(size - 1) * size + i] -= std::pow(h, static_cast<double>(size - i));
    }
    if (2 * h > 1) matrix[(size - 1) * size] += std::pow(2 * h - 1, static_cast<double>(size));
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < std::min(size, i + 1); ++j)
            matrix[i * size + j] /= std::tgamma(static_cast<double>(i - j + 2));
    return matrix;
}

/// P(D ≤ x) = n!/nⁿ · (Hⁿ) in the middle.
double durbin(double n, double x) {
    const auto k = static_cast<std::size_t>(std::floor(n * x)) + 1;
    const double h = static_cast<double>(k) - n * x;
    const std::size_t size = 2 * k - 1;
    Matrix base = durbinMatrix(k, h), power(size * size, 0.0);
    for (std::size_t i = 0; i < size; ++i) power[i * size + i] = 1;
    double powerExponent = 0, baseExponent = 0;
    for (auto left = static_cast<std::uint64_t>(n); left > 0; left /= 2) {
        if (left % 2 == 1) {
            power = multiply(power, base, size);
            powerExponent += baseExponent + rescale(power, size);
        }
        if (left == 1) break;
        base = multiply(base, base, size);
        baseExponent = 2 * baseExponent + rescale(base, size);
    }
    const double logScale = std::log(2 * std::numbers::pi * n) / 2 - n + stirlingError(n); // ln(n!/nⁿ)
    const double middle = power[(k - 1) * size + (k - 1)];
    return middle * std::exp(logScale + powerExponent * std::numbers::ln2);
}

/// Σ over half-integers (from 0.5) or integers (from 1) t of term(t²)·exp(−t²·w).
template <class Term> double thetaSum(double from, double w, Term&& term) {
    double sum = 0;
    for (double t = from; t < 60; ++t) {
        const double next = term(t * t) * std::exp(-t * t * w);
        sum += next;
        if (std::abs(next) <= 1e-17 * std::abs(sum)) break;
    }
    return sum;
}

/// P(D ≤ x) for large n: the expansion of W. Pelz and I. Good (1976) in powers of 1/√n.
double pelzGood(double n, double x) {
    const double rootN = std::sqrt(n), z = rootN * x, z2 = z * z, z4 = z2 * z2, z6 = z4 * z2;
    const double w = kPi2 / (2 * z2), pi4 = kPi2 * kPi2, half = std::sqrt(std::numbers::pi / 2);
    const double k0 = 2 * half / z * thetaSum(0.5, w, [](double) { return 1.0; });
    const double k1 = half / (3 * z4) * thetaSum(0.5, w, [&](double t2) { return kPi2 * t2 - z2; });
    const double k2 = half / (36 * z * z6) * thetaSum(0.5, w, [&](double t2) {
        return 6 * z6 + 2 * z4 + kPi2 * (2 * z4 - 5 * z2) * t2 + pi4 * (1 - 2 * z2) * t2 * t2;
    }) - half / (18 * z * z2) * thetaSum(1, w, [](double t2) { return kPi2 * t2; });
    const double k3 = half / (3240 * z4 * z6) * thetaSum(0.5, w, [&](double t2) {
        return -30 * z6 - 90 * z6 * z2 + kPi2 * (135 * z4 - 96 * z6) * t2 + pi4 * (212 * z4 - 60 * z2) * t2 * t2 +
               pi4 * kPi2 * (5 - 30 * z2) * t2 * t2 * t2;
    }) + half / (108 * z6) * thetaSum(1, w, [&](double t2) { return 3 * kPi2 * t2 * z2 - pi4 * t2 * t2; });
    return k0 + k1 / rootN + k2 / n + k3 / (n * rootN);
}

/// P(D ≤ x) between the two ends where a closed form exists.
double middleLaw(double n, double x) {
    const bool exact = n <= 140 || (n <= 100000 && n * std::pow(x, 1.5) <= 1.4);
    return exact ? durbin(n, x) : pelzGood(n, x);
}

} // namespace

double kolmogorovSurvival(double n, double x) {
    const double t = n * x, square = t * x;
    if (x >= 1) return 0;
    if (t <= 0.5) return 1;
    if (t <= 1) return 1 - std::exp(std::lgamma(n + 1) - n * std::log(n) + n * std::log(2 * t - 1));
    if (t >= n - 1) return 2 * std::pow(1 - x, n);
    if (square >= 370) return 0;
    if (x >= 0.5 || square >= (n <= 140 ? 4 : 2.2)) return std::min(1.0, 2 * oneSided(n, x));
    return std::clamp(1 - middleLaw(n, x), 0.0, 1.0);
}

} // namespace slipway::monitor
