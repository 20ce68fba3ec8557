#include <algorithm>
#include <cmath>

#include "core/monitor/cdf_gaps.h"
#include "core/monitor/drift_tests.h"

namespace slipway::monitor {

namespace {

template <class Step> void walkGaps(const Values& reference, const Values& current, Step&& step) {
    walkGaps(reference.data(), reference.data() + reference.size(), current.data(), current.data() + current.size(), 0,
        0, static_cast<double>(reference.size()), static_cast<double>(current.size()), step);
}

} // namespace

double wassersteinDistance(const Values& reference, const Values& current) {
    double sum = 0;
    walkGaps(reference, current, [&](double gap, double width) { sum += std::abs(gap) * width; });
    return sum;
}

double energyDistance(const Values& reference, const Values& current) {
    double sum = 0;
    walkGaps(reference, current, [&](double gap, double width) { sum += gap * gap * width; });
    return std::sqrt(2 * sum);
}

double populationDeviation(const Values& values) {
    const auto count = static_cast<double>(values.size());
    double mean = 0;
    for (const double value : values) mean += value;
    mean /= count;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / count);
}

} // namespace slipway::monitor
