#include <algorithm>
#include <cmath>
#include <numeric>

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

} // namespace

double summarise(const NumberCells& cells, DriftSide& side) {
    side.distinct = static_cast<std::int64_t>(distinctUpTo(kMostDistinct + 1, cells.values));
    if (cells.values.empty()) return 0;
    const auto count = static_cast<double>(cells.values.size());
    double sum = 0, squares = 0;
    for (const double value : cells.values) sum += value;
    const double mean = sum / count;
    for (const double value : cells.values) squares += (value - mean) * (value - mean);
    side.mean = mean;
    side.stddev = count > 1 ? std::sqrt(squares / (count - 1)) : 0;
    side.minimum = cells.minimum;
    side.maximum = cells.maximum;
    return std::sqrt(squares / count);
}

void addChartBins(const NumberCells& reference, const NumberCells& current, ColumnDrift& drift) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto* cells : {&reference, &current}) {
        if (cells->values.empty()) continue;
        low = std::min(low, cells->minimum);
        high = std::max(high, cells->maximum);
    }
    if (low > high) return;
    if (low == high) {
        low -= 0.5;
        high += 0.5;
    }
    for (std::size_t i = 0; i <= kChartBins; ++i) {
        const double part = static_cast<double>(i) / kChartBins;
        drift.binEdges.push_back(low * (1 - part) + high * part);
    }
    const auto fill = [&](const NumberCells& cells, DriftSide& side) {
        side.shares = sharesOfCounts(binCounts(cells.values, drift.binEdges), static_cast<double>(cells.values.size()));
    };
    forBothSides(
        reference.values.size() + current.values.size(), [&] { fill(reference, drift.reference); },
        [&] { fill(current, drift.current); });
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
