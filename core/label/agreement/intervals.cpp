#include "core/label/agreement/intervals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>

namespace slipway::label {

Interval wilsonInterval(double successes, std::int64_t trials, double confidence) {
    if (trials <= 0) return {};
    const double z = boost::math::quantile(boost::math::normal(), 1 - (1 - confidence) / 2);
    const auto n = static_cast<double>(trials);
    const double share = successes / n, scale = 1 / (1 + z * z / n);
    const double centre = scale * (share + z * z / (2 * n));
    const double half = scale * z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    // At the ends both terms are the same but for their last digits.
    return {successes <= 0 ? 0 : std::max(0.0, centre - half), successes >= n ? 1 : std::min(1.0, centre + half)};
}

Interval meanInterval(std::span<const double> values, double confidence) {
    const auto n = static_cast<double>(values.size());
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    const auto [least, most] = std::ranges::minmax_element(values);
    if (values.size() < 2 || *least == *most)
        return wilsonInterval(sum, static_cast<std::int64_t>(values.size()), confidence);
    const double mean = sum / n;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double t = boost::math::quantile(boost::math::students_t(n - 1), 1 - (1 - confidence) / 2);
    const double half = t * std::sqrt(squares / (n - 1) / n);
    return {std::max(0.0, mean - half), std::min(1.0, mean + half)};
}

double exactLowerBound(std::int64_t successes, std::int64_t trials, double alpha) {
    if (successes <= 0) return 0;
    return boost::math::ibeta_inv(static_cast<double>(successes), static_cast<double>(trials - successes + 1), alpha);
}

double exactUpperBound(std::int64_t successes, std::int64_t trials, double alpha) {
    return 1 - exactLowerBound(trials - successes, trials, alpha);
}

} // namespace slipway::label
