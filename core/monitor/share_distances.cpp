#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/monitor/drift_tests.h"

namespace slipway::monitor {

namespace {

/// Every empty bin gets a share far below the smallest real one of its side.
void fillEmpty(std::vector<double>& shares) {
    double smallest = 1;
    for (const double share : shares)
        if (share > 0) smallest = std::min(smallest, share);
    const double filling = smallest <= 0.0001 ? smallest / 1000000 : 0.0001;
    for (double& share : shares)
        if (share == 0) share = filling;
}

void normalise(std::vector<double>& shares) {
    const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (double& share : shares) share /= total;
}

std::vector<double> divided(std::vector<double> counts) {
    normalise(counts);
    return counts;
}

} // namespace

Shares sharesOf(const CategoryCounts& counts) {
    return {divided(counts.reference), divided(counts.current)};
}

double populationStability(Shares shares) {
    fillEmpty(shares.reference);
    fillEmpty(shares.current);
    double sum = 0;
    for (std::size_t i = 0; i < shares.reference.size(); ++i) {
        const double r = shares.reference[i], c = shares.current[i];
        sum += (r - c) * std::log(r / c);
    }
    return sum;
}

double kullbackLeibler(Shares shares) {
    fillEmpty(shares.reference);
    fillEmpty(shares.current);
    normalise(shares.reference);
    normalise(shares.current);
    double sum = 0;
    for (std::size_t i = 0; i < shares.reference.size(); ++i)
        sum += shares.reference[i] * std::log(shares.reference[i] / shares.current[i]);
    return sum;
}

double jensenShannon(const Shares& shares) {
    double sum = 0;
    const auto part = [](double p, double middle) { return p == 0 ? 0 : p * std::log(p / middle); };
    for (std::size_t i = 0; i < shares.reference.size(); ++i) {
        const double r = shares.reference[i], c = shares.current[i], middle = (r + c) / 2;
        sum += part(r, middle) + part(c, middle);
    }
    return std::sqrt(std::max(0.0, sum / 2));
}

double hellinger(const Shares& shares) {
    double sum = 0;
    for (std::size_t i = 0; i < shares.reference.size(); ++i) sum += std::sqrt(shares.reference[i] * shares.current[i]);
    return std::sqrt(1 - std::clamp(sum, 0.0, 1.0));
}

double totalVariation(const Shares& shares) {
    double sum = 0;
    for (std::size_t i = 0; i < shares.reference.size(); ++i) sum += std::abs(shares.reference[i] - shares.current[i]);
    return sum / 2;
}

} // namespace slipway::monitor
