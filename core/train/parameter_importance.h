#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"

namespace slipway::train {

/// One parameter over the runs of a sweep; nothing where a run lacks it.
struct ImportanceColumn {
    using Value = std::variant<std::monostate, double, std::string>;
    std::string name;
    std::vector<Value> values;
};

struct ParameterImportance {
    std::string name;
    double importance = 0; ///< share of all parameters' together: 0 … 1
    /// With the metric, over the runs that have a number here; nothing with texts or without variation.
    std::optional<double> pearson, spearman;
    std::size_t runs = 0;   ///< that have the parameter
    std::size_t values = 0; ///< different ones
};

struct ImportanceReport {
    std::vector<ParameterImportance> parameters; ///< most important first
    std::size_t runs = 0;                        ///< with a finite value of the metric: those that were used
    /// How much of the metric's variance the forest predicts in runs that it has not seen: 1 is all, 0 and less
    /// nothing. Then the importances say nothing either.
    double explained = 0;
};

inline constexpr std::size_t kFewestImportanceRuns = 10;

/// What mattered for a metric. The importance is measured by permutation (Breiman, "Random Forests", Machine Learning
/// 45, 2001): a random forest (XGBoost, 100 trees in parallel, 80 % of the runs and features each) learns the metric
/// from the parameters on four fifths of the runs; on the fifth that it has not seen, one parameter at a time gets the
/// values of other runs, and the rise of the squared error is what that parameter is worth; falls count as 0. Every
/// fifth is left out once; the same input gives the same answer. Texts are taken apart into their 20 most frequent
/// values and "another". Parameters with one value only are worth 0. FailedPrecondition below kFewestImportanceRuns
/// runs with the metric, or when no parameter varies, or the metric does not.
Result<ImportanceReport> parameterImportance(const std::vector<ImportanceColumn>& parameters,
    const std::vector<std::optional<double>>& metric, const Progress& progress);

/// Of the pairs where both are there; nothing below three pairs or when one side does not vary.
std::optional<double> pearson(const std::vector<double>& a, const std::vector<double>& b);
/// Pearson's of the ranks; ties share the mean of their ranks.
std::optional<double> spearman(const std::vector<double>& a, const std::vector<double>& b);

} // namespace slipway::train
