#include <algorithm>
#include <cmath>

#include "core/monitor/drift_tests.h"

namespace slipway::monitor {

namespace {

/// Calls step(F_r − F_c, width) for every stretch between neighbouring values of either side.
template <class Step>
void walkGaps(const double* r, const double* rEnd, const double* c, const double* cEnd, double rBefore, double cBefore,
    double rTotal, double cTotal, Step&& step) {
    double previous = 0;
    bool first = true;
    while (r != rEnd || c != cEnd) {
        const double value = c == cEnd || (r != rEnd && *r <= *c) ? *r : *c;
        if (!first && value != previous) step(rBefore / rTotal - cBefore / cTotal, value - previous);
        first = false;
        previous = value;
        while (r != rEnd && *r == value) ++r, rBefore += 1;
        while (c != cEnd && *c == value) ++c, cBefore += 1;
    }
}

template <class Step> void walkGaps(const Values& reference, const Values& current, Step&& step) {
    walkGaps(reference.data(), reference.data() + reference.size(), current.data(), current.data() + current.size(), 0,
        0, static_cast<double>(reference.size()), static_cast<double>(current.size()), step);
}

/// One side cut into buckets of equal width, values of a bucket side by side.
struct Bucketed {
    std::vector<std::size_t> first; ///< bucket b holds grouped[first[b]] … grouped[first[b+1]-1]
    std::vector<double> sums;       ///< of value − lower edge
    Values grouped;
};

struct Buckets {
    double minimum = 0, width = 0, perUnit = 0;
    std::size_t count = 0;
    std::size_t indexOf(double value) const {
        return std::min(count - 1, static_cast<std::size_t>((value - minimum) * perUnit));
    }
    double lower(std::size_t bucket) const { return minimum + static_cast<double>(bucket) * width; }
};

Bucketed bucketed(const Values& values, const Buckets& buckets) {
    Bucketed side;
    side.first.assign(buckets.count + 1, 0);
    side.sums.assign(buckets.count, 0);
    for (const double value : values) {
        const auto b = buckets.indexOf(value);
        ++side.first[b + 1];
        side.sums[b] += value - buckets.lower(b);
    }
    for (std::size_t b = 0; b < buckets.count; ++b) side.first[b + 1] += side.first[b];
    return side;
}

/// Puts the values of the buckets that are asked for side by side.
void group(Bucketed& side, const Values& values, const Buckets& buckets, const std::vector<char>& wanted) {
    side.grouped.resize(values.size());
    auto next = side.first;
    for (const double value : values) {
        const auto b = buckets.indexOf(value);
        if (wanted[b]) side.grouped[next[b]++] = value;
    }
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

double wassersteinUnsorted(const Values& reference, const Values& current) {
    const auto [rLow, rHigh] = std::ranges::minmax(reference);
    const auto [cLow, cHigh] = std::ranges::minmax(current);
    Buckets buckets;
    buckets.minimum = std::min(rLow, cLow);
    const double range = std::max(rHigh, cHigh) - buckets.minimum;
    if (range == 0) return 0;
    buckets.count = std::clamp<std::size_t>((reference.size() + current.size()) / 64, 1, 8192);
    buckets.width = range / static_cast<double>(buckets.count);
    buckets.perUnit = static_cast<double>(buckets.count) / range;
    if (!std::isfinite(range) || !std::isfinite(buckets.perUnit)) { // extreme ranges: no even grid exists
        auto r = reference, c = current;
        std::ranges::sort(r);
        std::ranges::sort(c);
        return wassersteinDistance(r, c);
    }
    auto r = bucketed(reference, buckets), c = bucketed(current, buckets);
    const auto rTotal = static_cast<double>(reference.size()), cTotal = static_cast<double>(current.size());
    const auto share = [](const Bucketed& side, std::size_t bucket, double total) {
        return static_cast<double>(side.first[bucket]) / total;
    };
    std::vector<char> crossing(buckets.count);
    double sum = 0;
    bool anyCrossing = false;
    for (std::size_t b = 0; b < buckets.count; ++b) {
        const double rBefore = share(r, b, rTotal), rAfter = share(r, b + 1, rTotal);
        const double cBefore = share(c, b, cTotal), cAfter = share(c, b + 1, cTotal);
        if (rBefore >= cAfter || cBefore >= rAfter) {
            // The gap keeps its sign: its integral follows from counts and sums alone.
            const double gap = (rAfter - cAfter) * buckets.width - (r.sums[b] / rTotal - c.sums[b] / cTotal);
            sum += std::abs(gap);
        } else {
            crossing[b] = 1;
            anyCrossing = true;
        }
    }
    if (!anyCrossing) return sum;
    group(r, reference, buckets, crossing);
    group(c, current, buckets, crossing);
    for (std::size_t b = 0; b < buckets.count; ++b) {
        if (!crossing[b]) continue;
        double* rows = r.grouped.data() + r.first[b];
        double* rowsEnd = r.grouped.data() + r.first[b + 1];
        double* others = c.grouped.data() + c.first[b];
        double* othersEnd = c.grouped.data() + c.first[b + 1];
        std::sort(rows, rowsEnd);
        std::sort(others, othersEnd);
        const auto rBefore = static_cast<double>(r.first[b]), cBefore = static_cast<double>(c.first[b]);
        const auto rAfter = static_cast<double>(r.first[b + 1]), cAfter = static_cast<double>(c.first[b + 1]);
        const double low = buckets.lower(b), high = buckets.lower(b + 1);
        // At least one side has rows here, or the gap could not change its sign.
        const bool hasRows = rows != rowsEnd, hasOthers = others != othersEnd;
        const double firstValue = !hasRows || (hasOthers && *others < *rows) ? *others : *rows;
        const double lastValue = !hasRows || (hasOthers && othersEnd[-1] > rowsEnd[-1]) ? othersEnd[-1] : rowsEnd[-1];
        sum += std::abs(rBefore / rTotal - cBefore / cTotal) * (firstValue - low);
        walkGaps(rows, rowsEnd, others, othersEnd, rBefore, cBefore, rTotal, cTotal,
            [&](double gap, double width) { sum += std::abs(gap) * width; });
        sum += std::abs(rAfter / rTotal - cAfter / cTotal) * (high - lastValue);
    }
    return sum;
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
