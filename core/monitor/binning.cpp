#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <unordered_map>

#include "core/monitor/bin_finder.h"
#include "core/monitor/drift_tests.h"

namespace slipway::monitor {

namespace {

constexpr double kMostBins = 128; ///< log2 of any row count, and then some

} // namespace

std::vector<double> sturgesEdges(double minimum, double maximum, double count) {
    if (minimum == maximum) {
        minimum -= 0.5;
        maximum += 0.5;
    }
    const double range = maximum - minimum, target = std::log2(count) + 1;
    double wanted = std::ceil(range / (range / target));
    if (!(wanted >= 1 && wanted <= kMostBins))
        wanted = std::ceil(target); // ranges near the ends of what a double holds
    const auto bins = static_cast<std::size_t>(wanted);
    const double step = std::isfinite(range) ? range / wanted : maximum / wanted - minimum / wanted;
    std::vector<double> edges(bins + 1);
    for (std::size_t i = 0; i <= bins; ++i) edges[i] = static_cast<double>(i) * step + minimum;
    edges.back() = maximum;
    return edges;
}

std::vector<double> binCounts(const Values& values, const std::vector<double>& edges) {
    const BinFinder binOf(edges);
    std::vector<std::size_t> counts(edges.size() - 1);
    for (const double value : values)
        if (binOf.holds(value)) ++counts[binOf(value)];
    return {counts.begin(), counts.end()};
}

Shares pooledShares(const Values& reference, const Values& current) {
    const auto [rLow, rHigh] = std::ranges::minmax(reference);
    const auto [cLow, cHigh] = std::ranges::minmax(current);
    const auto edges = sturgesEdges(
        std::min(rLow, cLow), std::max(rHigh, cHigh), static_cast<double>(reference.size() + current.size()));
    Shares shares{binCounts(reference, edges), binCounts(current, edges)};
    for (double& share : shares.reference) share /= static_cast<double>(reference.size());
    for (double& share : shares.current) share /= static_cast<double>(current.size());
    return shares;
}

double hellingerBinned(const Values& reference, const Values& current, double distinct) {
    const auto [rLow, rHigh] = std::ranges::minmax(reference);
    const auto [cLow, cHigh] = std::ranges::minmax(current);
    const auto edges = sturgesEdges(std::min(rLow, cLow), std::max(rHigh, cHigh), distinct);
    const auto r = binCounts(reference, edges), c = binCounts(current, edges);
    const auto rTotal = static_cast<double>(reference.size()), cTotal = static_cast<double>(current.size());
    const double meanWidth = (edges.back() - edges.front()) / static_cast<double>(r.size());
    double overlap = 0;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const double width = edges[i + 1] - edges[i];
        overlap += std::sqrt(r[i] / rTotal / width * (c[i] / cTotal / width));
    }
    return std::sqrt(1 - std::clamp(overlap * meanWidth, 0.0, 1.0));
}

std::size_t distinctUpTo(std::size_t limit, const Values& reference, const Values& current) {
    // Open addressing, at most half full: one probe a value for columns of few values, an early end for others.
    std::size_t slots = 16;
    while (slots < 2 * limit) slots *= 2;
    std::vector<double> table(slots, std::nan(""));
    std::size_t seen = 0;
    double previous = std::nan("");
    for (const auto* values : {&reference, &current})
        for (double value : *values) {
            if (seen >= limit) return seen;
            if (value == previous) continue;
            previous = value;
            if (value == 0) value = 0; // one zero, whatever its sign
            auto slot = (std::bit_cast<std::uint64_t>(value) * 0x9E3779B97F4A7C15u >> 20) & (slots - 1);
            while (table[slot] == table[slot] && table[slot] != value) slot = (slot + 1) & (slots - 1);
            if (table[slot] == value) continue;
            table[slot] = value;
            ++seen;
        }
    return seen;
}

ValueCounts countValues(const Values& reference, const Values& current) {
    struct Pair {
        double reference = 0, current = 0;
    };
    std::unordered_map<double, Pair> pairs;
    for (const double value : reference) pairs[value].reference += 1;
    for (const double value : current) pairs[value].current += 1;
    ValueCounts result;
    for (const auto& [value, pair] : pairs) result.values.push_back(value);
    std::ranges::sort(result.values);
    for (const double value : result.values) {
        result.counts.reference.push_back(pairs[value].reference);
        result.counts.current.push_back(pairs[value].current);
    }
    return result;
}

} // namespace slipway::monitor
