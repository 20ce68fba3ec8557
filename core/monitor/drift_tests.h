#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

// Two-sample statistics on plain numbers; stats-contract section 3. `reference` and `current` are finite and not
// empty; where a function says so they are sorted ascending. Nothing here knows of tables or thresholds.
namespace slipway::monitor {

using Values = std::vector<double>;

// ---- cumulative distributions: cdf_distances.cpp, wasserstein_unsorted.cpp ----

/// ∫|F_r − F_c|. Sorted.
double wassersteinDistance(const Values& reference, const Values& current);
/// The same without sorting: only stretches in which the two distributions may cross are sorted. Much faster on
/// millions of rows; equal to the above but for rounding.
double wassersteinUnsorted(const Values& reference, const Values& current);
/// sqrt(2·∫(F_r − F_c)²). Sorted.
double energyDistance(const Values& reference, const Values& current);
/// Population deviation (÷n).
double populationDeviation(const Values& values);

// ---- Kolmogorov–Smirnov: kolmogorov.cpp, kolmogorov_law.cpp ----

struct KolmogorovResult {
    double distance = 0, pValue = 1;
};
/// Exact up to 10,000 rows on the larger side, then the law of the one-sample statistic. Sorted.
KolmogorovResult kolmogorovSmirnov(const Values& reference, const Values& current);
/// P(D_n ≥ x) of the two-sided one-sample Kolmogorov statistic.
double kolmogorovSurvival(double n, double x);

// ---- rank tests: anderson.cpp, cramer_von_mises.cpp ----

/// p of the two-sample Anderson–Darling test with midranks, between 0.001 and 0.25; nullopt with one distinct value or
/// fewer than 4 rows in all. Sorted.
std::optional<double> andersonDarling(const Values& reference, const Values& current);
/// p of the two-sample Cramér–von Mises test; nullopt under 2 rows on a side. Sorted.
std::optional<double> cramerVonMises(const Values& reference, const Values& current);

// ---- categories: category_tests.cpp. Counts by category, both sides in the same order ----

struct CategoryCounts {
    std::vector<double> reference, current;
};
/// 0 when a category is new in the current data, 1 with one category.
double chiSquarePValue(const CategoryCounts& counts);
/// The first category against all others, pooled two-proportion z.
double zTestPValue(const CategoryCounts& counts);

// ---- shares: share_distances.cpp. Shares per bin, both sides in the same order ----

struct Shares {
    std::vector<double> reference, current;
};
Shares sharesOf(const CategoryCounts& counts);
double populationStability(Shares shares);  ///< PSI; empty bins are filled, not renormalised
double kullbackLeibler(Shares shares);      ///< from reference to current; empty bins are filled and renormalised
double jensenShannon(const Shares& shares); ///< the distance: square root of the divergence
double hellinger(const Shares& shares);
double totalVariation(const Shares& shares);

// ---- binning: binning.cpp ----

/// Edges of equal-width bins from minimum to maximum after Sturges' rule for `count` values.
std::vector<double> sturgesEdges(double minimum, double maximum, double count);
/// Values per bin; closed left, open right, the last closed on both sides. Values outside are not counted.
std::vector<double> binCounts(const Values& values, const std::vector<double>& edges);
/// Shares in Sturges bins over both samples pooled.
Shares pooledShares(const Values& reference, const Values& current);
/// Hellinger distance of densities in Sturges bins, where the rule counts distinct values.
double hellingerBinned(const Values& reference, const Values& current, double distinct);
/// Distinct values of both sides together, counted up to `limit`.
std::size_t distinctUpTo(std::size_t limit, const Values& reference, const Values& current = {});
/// Counts per distinct value of either side, ascending.
struct ValueCounts {
    std::vector<double> values;
    CategoryCounts counts;
};
ValueCounts countValues(const Values& reference, const Values& current);

} // namespace slipway::monitor
