#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/monitor/bin_finder.h"
#include "core/monitor/both_sides.h"
#include "core/monitor/column_drift.h"

namespace slipway::monitor {

namespace {

constexpr std::size_t kChartBins = 40, kChartCategories = 10;
constexpr std::size_t kMostDistinct = 1000;

std::vector<double> sharesOfCounts(std::vector<double> counts, double total) {
    for (double& count : counts) count = total > 0 ? count / total : 0;
    return counts;
}

std::vector<double> chartEdges(const NumberCells& reference, const NumberCells& current) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto* cells : {&reference, &current}) {
        if (cells->values.empty()) continue;
        low = std::min(low, cells->minimum);
        high = std::max(high, cells->maximum);
    }
    if (low > high) return {};
    if (low == high) {
        low -= 0.5;
        high += 0.5;
    }
    std::vector<double> edges;
    for (std::size_t i = 0; i <= kChartBins; ++i) {
        const double part = static_cast<double>(i) / kChartBins;
        edges.push_back(low * (1 - part) + high * part);
    }
    return edges;
}

/// Returns the sum of squared deviations from the mean.
double summariseSide(const NumberCells& cells, const std::vector<double>& edges, DriftSide& side) {
    side.distinct = static_cast<std::int64_t>(distinctUpTo(kMostDistinct + 1, cells.values));
    if (edges.empty()) return 0;
    const auto count = static_cast<double>(cells.values.size());
    const double mean = cells.sum / count;
    const BinFinder binOf(edges);
    std::vector<std::size_t> counts(kChartBins);
    double squares = 0;
    for (const double value : cells.values) {
        squares += (value - mean) * (value - mean);
        if (binOf.holds(value)) ++counts[binOf(value)];
    }
    side.shares = sharesOfCounts({counts.begin(), counts.end()}, count);
    if (cells.values.empty()) return 0;
    side.mean = mean;
    side.stddev = count > 1 ? std::sqrt(squares / (count - 1)) : 0;
    side.minimum = cells.minimum;
    side.maximum = cells.maximum;
    return squares;
}

} // namespace

double summarise(const NumberCells& reference, const NumberCells& current, ColumnDrift& drift) {
    drift.binEdges = chartEdges(reference, current);
    double squares = 0;
    forBothSides(
        reference.values.size() + current.values.size(),
        [&] { squares = summariseSide(reference, drift.binEdges, drift.reference); },
        [&] { summariseSide(current, drift.binEdges, drift.current); });
    return reference.values.empty() ? 0 : std::sqrt(squares / static_cast<double>(reference.values.size()));
}

void addChartCategories(const std::vector<std::string>& names, const CategoryCounts& counts, ColumnDrift& drift) {
    const double r = std::accumulate(counts.reference.begin(), counts.reference.end(), 0.0);
    const double c = std::accumulate(counts.current.begin(), counts.current.end(), 0.0);
    const auto shareR = sharesOfCounts(counts.reference, r), shareC = sharesOfCounts(counts.current, c);
    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return shareR[a] + shareC[a] > shareR[b] + shareC[b]; });
    double otherR = 0, otherC = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i < kChartCategories) {
            drift.categories.push_back(names[order[i]]);
            drift.reference.shares.push_back(shareR[order[i]]);
            drift.current.shares.push_back(shareC[order[i]]);
        } else {
            otherR += shareR[order[i]];
            otherC += shareC[order[i]];
        }
    }
    if (order.size() <= kChartCategories) return;
    drift.categories.emplace_back("other");
    drift.reference.shares.push_back(otherR);
    drift.current.shares.push_back(otherC);
}

} // namespace slipway::monitor
