#include "core/monitor/drift_methods.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace slipway::monitor {

namespace {

constexpr std::size_t kSmall = 1000;       ///< reference rows; the classic tests up to here, distances beyond
constexpr std::size_t kFewDistinct = 20;   ///< reference values that are bins of their own up to here
constexpr std::size_t kSortBelow = 50'000; ///< sorting is as quick as the other way
constexpr std::size_t kTinyReference = 30;

constexpr std::array<DriftMethod, 12> kMethods = {{
    {"ks", 0.05, true, false, true, false},
    {"wasserstein", 0.1, false, false, true, false},
    {"psi", 0.1, false, false, true, true},
    {"jensenshannon", 0.1, false, false, true, true},
    {"kl", 0.1, false, false, true, true},
    {"chisquare", 0.05, true, true, false, true},
    {"z", 0.05, true, true, false, true},
    {"hellinger", 0.1, false, false, true, true},
    {"anderson", 0.1, true, true, true, false},
    {"cramervonmises", 0.1, true, false, true, false},
    {"energy", 0.1, false, true, true, false},
    {"tvd", 0.1, false, false, false, true},
}};

MethodScore finite(double score, std::string note = {}) {
    if (!std::isfinite(score)) return {std::nullopt, "the numbers are too large to compare"};
    return {score, std::move(note)};
}

double scaledWasserstein(NumericSample& sample) {
    const double deviation =
        std::max(sample.referenceDeviation ? *sample.referenceDeviation : populationDeviation(sample.reference), 0.001);
    if (!sample.sorted && sample.reference.size() + sample.current.size() > kSortBelow)
        return wassersteinUnsorted(sample.reference, sample.current) / deviation;
    sample.sort();
    return wassersteinDistance(sample.reference, sample.current) / deviation;
}

double scoreShares(std::string_view method, const Shares& shares) {
    if (method == "psi") return populationStability(shares);
    if (method == "kl") return kullbackLeibler(shares);
    if (method == "jensenshannon") return jensenShannon(shares);
    if (method == "hellinger") return hellinger(shares);
    return totalVariation(shares);
}

MethodScore scoreBinned(std::string_view method, NumericSample& sample) {
    if (distinctUpTo(kFewDistinct + 1, sample.reference) <= kFewDistinct)
        return finite(scoreShares(method, sharesOf(countValues(sample.reference, sample.current).counts)));
    std::string note;
    if (sample.reference.size() < kTinyReference) note = "a reference this small gives inflated distances";
    return finite(scoreShares(method, pooledShares(sample.reference, sample.current)), note);
}

MethodScore scoreRanks(std::string_view method, NumericSample& sample) {
    sample.sort();
    if (method == "anderson") {
        const auto p = andersonDarling(sample.reference, sample.current);
        if (!p) return {std::nullopt, "this test needs two different values and four rows"};
        return finite(*p);
    }
    const auto p = cramerVonMises(sample.reference, sample.current);
    if (!p) return {std::nullopt, "this test needs two rows on each side"};
    const std::size_t rows = sample.reference.size() + sample.current.size();
    const bool manyTies =
        distinctUpTo(std::min<std::size_t>(rows / 2, 1000), sample.reference, sample.current) < rows / 2;
    return finite(*p, manyTies ? "many equal values make this p-value far too small" : "");
}

double hellingerOfNumbers(NumericSample& sample) {
    sample.sort();
    std::size_t distinct = 0;
    const auto &r = sample.reference, &c = sample.current;
    for (std::size_t i = 0, j = 0; i < r.size() || j < c.size(); ++distinct) {
        const double value = j == c.size() || (i < r.size() && r[i] <= c[j]) ? r[i] : c[j];
        while (i < r.size() && r[i] == value) ++i;
        while (j < c.size() && c[j] == value) ++j;
    }
    return hellingerBinned(r, c, static_cast<double>(distinct));
}

} // namespace

std::string_view name(ColumnKind kind) {
    switch (kind) {
    case ColumnKind::Empty:
        return "empty";
    case ColumnKind::Numeric:
        return "numeric";
    case ColumnKind::Categorical:
        return "categorical";
    case ColumnKind::Text:
        return "text";
    case ColumnKind::Datetime:
        return "datetime";
    }
    return {};
}

bool DriftMethod::isDrift(double score) const {
    if (score == threshold) return !strict;
    return pValue ? score < threshold : score > threshold;
}

const DriftMethod* findMethod(std::string_view name) {
    const auto found = std::ranges::find(kMethods, name, &DriftMethod::name);
    return found == kMethods.end() ? nullptr : &*found;
}

void NumericSample::sort() {
    if (sorted) return;
    std::ranges::sort(reference);
    std::ranges::sort(current);
    sorted = true;
}

const DriftMethod& defaultMethod(ColumnKind kind, std::size_t referenceRows, std::size_t distinct) {
    const bool few = kind == ColumnKind::Categorical || distinct <= 5;
    if (!few) return *findMethod(referenceRows > kSmall ? "wasserstein" : "ks");
    if (referenceRows > kSmall) return *findMethod("jensenshannon");
    return *findMethod(distinct <= 2 ? "z" : "chisquare");
}

MethodScore scoreNumeric(const DriftMethod& method, NumericSample& sample) {
    if (method.name == "wasserstein") return finite(scaledWasserstein(sample));
    if (method.name == "hellinger") return finite(hellingerOfNumbers(sample));
    if (method.name == "anderson" || method.name == "cramervonmises") return scoreRanks(method.name, sample);
    if (method.name == "ks") {
        sample.sort();
        return finite(kolmogorovSmirnov(sample.reference, sample.current).pValue);
    }
    if (method.name == "energy") {
        sample.sort();
        return finite(energyDistance(sample.reference, sample.current));
    }
    if (method.numeric) return scoreBinned(method.name, sample);
    return scoreCategorical(method, countValues(sample.reference, sample.current).counts);
}

MethodScore scoreCategorical(const DriftMethod& method, const CategoryCounts& counts) {
    if (method.name == "chisquare") return finite(chiSquarePValue(counts));
    if (method.name == "z") return finite(zTestPValue(counts));
    return finite(scoreShares(method.name, sharesOf(counts)));
}

} // namespace slipway::monitor
