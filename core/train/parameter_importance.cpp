#include "core/train/parameter_importance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/train/booster.h"

namespace slipway::train {

namespace {

constexpr std::size_t kFolds = 5, kRepeats = 5, kMostTexts = 20;
constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

/// The parameters as columns of numbers: one for a number, one a value for a text.
struct Features {
    std::vector<std::pair<std::size_t, std::size_t>> ofParameter; ///< columns [first, last) of each parameter
    std::size_t count = 0;
    std::vector<float> values; ///< row-major; NaN where a run lacks the parameter
    const float* row(std::size_t run) const { return values.data() + run * count; }
};

bool isNumber(const ImportanceColumn& column) {
    return std::ranges::none_of(
        column.values, [](const auto& value) { return std::holds_alternative<std::string>(value); });
}

std::string textOf(const ImportanceColumn::Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr ? *text : fmt::format("{}", std::get<double>(value));
}

/// A number is itself; a text is 1 in the column of its value.
std::vector<std::vector<float>> columnsOf(const ImportanceColumn& column, const std::vector<std::size_t>& runs) {
    const auto missing = [](const auto& value) { return std::holds_alternative<std::monostate>(value); };
    if (isNumber(column)) {
        std::vector<float> numbers;
        for (const auto run : runs) {
            const auto& value = column.values[run];
            numbers.push_back(missing(value) ? kMissing : static_cast<float>(std::get<double>(value)));
        }
        return {numbers};
    }
    std::map<std::string, int> counts;
    for (const auto run : runs)
        if (!missing(column.values[run])) ++counts[textOf(column.values[run])];
    std::vector<std::pair<int, std::string>> frequent;
    for (const auto& [text, count] : counts) frequent.emplace_back(-count, text);
    std::ranges::sort(frequent);
    const std::size_t own = std::min(frequent.size(), kMostTexts);
    std::vector<std::vector<float>> columns(own + (frequent.size() > own ? 1 : 0), std::vector<float>(runs.size(), 0));
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto& value = column.values[runs[i]];
        if (missing(value)) {
            for (auto& one : columns) one[i] = kMissing;
            continue;
        }
        const auto at = std::ranges::find(frequent, textOf(value), &std::pair<int, std::string>::second);
        columns[std::min(static_cast<std::size_t>(at - frequent.begin()), columns.size() - 1)][i] = 1;
    }
    return columns;
}

Features featuresOf(const std::vector<const ImportanceColumn*>& parameters, const std::vector<std::size_t>& runs) {
    Features features;
    std::vector<std::vector<float>> columns;
    for (const auto* parameter : parameters) {
        const std::size_t first = columns.size();
        for (auto& column : columnsOf(*parameter, runs)) columns.push_back(std::move(column));
        features.ofParameter.emplace_back(first, columns.size());
    }
    features.count = columns.size();
    for (std::size_t run = 0; run < runs.size(); ++run)
        for (const auto& column : columns) features.values.push_back(column[run]);
    return features;
}

Result<Booster> forestOf(
    const Features& features, const std::vector<float>& labels, const std::vector<std::size_t>& rows) {
    TrainingMatrix::Rows sparse;
    for (const auto row : rows) {
        for (std::size_t i = 0; i < features.count; ++i) {
            const float value = features.row(row)[i];
            if (std::isnan(value)) continue;
            sparse.features.push_back(static_cast<unsigned>(i));
            sparse.values.push_back(value);
        }
        sparse.rowStarts.push_back(sparse.features.size());
        sparse.labels.push_back(labels[row]);
    }
    SLIPWAY_ASSIGN(const auto matrix, TrainingMatrix::create(sparse, features.count));
    const Watched watched{&matrix, "runs"};
    SLIPWAY_ASSIGN(auto forest, Booster::create(std::span(&watched, 1)));
    constexpr std::pair<const char*, const char*> kSettings[] = {{"verbosity", "0"}, {"nthread", "1"},
        {"tree_method", "exact"}, {"objective", "reg:squarederror"}, {"base_score", "0"}, {"num_parallel_tree", "100"},
        {"learning_rate", "1"}, {"subsample", "0.8"}, {"colsample_bynode", "0.8"}, {"max_depth", "8"}, {"lambda", "0"},
        {"min_child_weight", "2"}, {"seed", "7"}};
    for (const auto& [key, value] : kSettings) SLIPWAY_TRY(forest.set(key, value));
    SLIPWAY_TRY(forest.update(0, matrix));
    return forest;
}

/// Sums over the runs of one fold.
struct Losses {
    double whole = 0;
    std::vector<double> permuted; ///< by parameter, over all repeats
};

Result<Losses> foldLosses(const Features& features, const std::vector<float>& labels,
    const std::vector<std::size_t>& train, const std::vector<std::size_t>& test, std::mt19937& random) {
    SLIPWAY_ASSIGN(const auto forest, forestOf(features, labels, train));
    std::vector<float> rows;
    for (const auto row : test) rows.insert(rows.end(), features.row(row), features.row(row) + features.count);
    const auto lossOf = [&](const std::vector<float>& values) -> Result<double> {
        SLIPWAY_ASSIGN(const auto predicted, forest.score(values, features.count, 1));
        double loss = 0;
        for (std::size_t i = 0; i < test.size(); ++i) loss += std::pow(predicted[i] - labels[test[i]], 2);
        return loss;
    };
    Losses losses;
    SLIPWAY_ASSIGN(losses.whole, lossOf(rows));
    losses.permuted.resize(features.ofParameter.size());
    for (std::size_t parameter = 0; parameter < features.ofParameter.size(); ++parameter)
        for (std::size_t repeat = 0; repeat < kRepeats; ++repeat) {
            auto mixed = rows;
            const auto [first, last] = features.ofParameter[parameter];
            for (std::size_t i = 0; i < test.size(); ++i) {
                const auto other = random() % labels.size();
                std::copy(features.row(other) + first, features.row(other) + last,
                    mixed.begin() + static_cast<std::ptrdiff_t>(i * features.count + first));
            }
            SLIPWAY_ASSIGN(const double loss, lossOf(mixed));
            losses.permuted[parameter] += loss / kRepeats;
        }
    return losses;
}

std::size_t differentValues(const ImportanceColumn& column, const std::vector<std::size_t>& runs) {
    std::set<ImportanceColumn::Value> values;
    for (const auto run : runs) values.insert(column.values[run]);
    return values.size();
}

ParameterImportance correlated(const ImportanceColumn& column, const std::vector<std::size_t>& runs,
    const std::vector<std::optional<double>>& metric) {
    ParameterImportance result;
    result.name = column.name;
    result.values = differentValues(column, runs);
    std::vector<double> a, b;
    for (const auto run : runs) {
        if (std::holds_alternative<std::monostate>(column.values[run])) continue;
        ++result.runs;
        const auto* number = std::get_if<double>(&column.values[run]);
        if (number == nullptr || !isNumber(column)) continue;
        a.push_back(*number);
        b.push_back(*metric[run]);
    }
    result.pearson = pearson(a, b);
    result.spearman = spearman(a, b);
    return result;
}

std::vector<double> ranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
    std::vector<double> result(values.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
        for (std::size_t j = i; j < end; ++j) result[order[j]] = static_cast<double>(i + end - 1) / 2;
        i = end;
    }
    return result;
}

/// The metric around 0 with deviation 1, so that floats suffice; empty when it does not vary.
std::vector<float> standardised(
    const std::vector<std::size_t>& runs, const std::vector<std::optional<double>>& metric) {
    double mean = 0, squares = 0;
    for (const auto run : runs) mean += *metric[run] / static_cast<double>(runs.size());
    for (const auto run : runs) squares += std::pow(*metric[run] - mean, 2);
    const double deviation = std::sqrt(squares / static_cast<double>(runs.size()));
    if (!(deviation > std::abs(mean) * 1e-12) || !std::isfinite(deviation)) return {};
    std::vector<float> labels;
    for (const auto run : runs) labels.push_back(static_cast<float>((*metric[run] - mean) / deviation));
    return labels;
}

} // namespace

std::optional<double> pearson(const std::vector<double>& a, const std::vector<double>& b) {
    if (a.size() < 3 || a.size() != b.size()) return {};
    const auto count = static_cast<double>(a.size());
    const double meanA = std::accumulate(a.begin(), a.end(), 0.0) / count;
    const double meanB = std::accumulate(b.begin(), b.end(), 0.0) / count;
    double both = 0, squareA = 0, squareB = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += (a[i] - meanA) * (b[i] - meanB);
        squareA += (a[i] - meanA) * (a[i] - meanA);
        squareB += (b[i] - meanB) * (b[i] - meanB);
    }
    const double scale = std::sqrt(squareA) * std::sqrt(squareB);
    if (!(scale > 0) || !std::isfinite(scale)) return {};
    return std::clamp(both / scale, -1.0, 1.0);
}

std::optional<double> spearman(const std::vector<double>& a, const std::vector<double>& b) {
    return pearson(ranks(a), ranks(b));
}

Result<ImportanceReport> parameterImportance(const std::vector<ImportanceColumn>& parameters,
    const std::vector<std::optional<double>>& metric, const Progress& progress) {
    std::vector<std::size_t> runs;
    for (std::size_t i = 0; i < metric.size(); ++i)
        if (metric[i] && std::isfinite(*metric[i])) runs.push_back(i);
    if (runs.size() < kFewestImportanceRuns)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("importance needs {} runs with the metric, there are {}", kFewestImportanceRuns, runs.size()),
            "Add runs to the comparison, or choose a metric that more of them have");
    const auto labels = standardised(runs, metric);
    if (labels.empty())
        return fail(ErrorCode::FailedPrecondition, "the metric is the same in all runs", "Choose another metric");
    ImportanceReport report;
    report.runs = runs.size();
    std::vector<const ImportanceColumn*> varying;
    for (const auto& column : parameters) {
        report.parameters.push_back(correlated(column, runs, metric));
        if (report.parameters.back().values > 1) varying.push_back(&column);
    }
    if (varying.empty())
        return fail(ErrorCode::FailedPrecondition, "no parameter differs between the runs",
            "Log what you vary with mlflow.log_param");
    const auto features = featuresOf(varying, runs);
    std::mt19937 random(7); // NOLINT: the same input gives the same answer
    std::vector<std::size_t> order(runs.size());
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    double whole = 0, variance = 0;
    std::vector<double> rises(varying.size());
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "computing the importance was cancelled");
        std::vector<std::size_t> train, test;
        for (std::size_t i = 0; i < order.size(); ++i) (i % kFolds == fold ? test : train).push_back(order[i]);
        SLIPWAY_ASSIGN(const auto losses, foldLosses(features, labels, train, test, random));
        whole += losses.whole;
        for (const auto row : test) variance += labels[row] * labels[row];
        for (std::size_t i = 0; i < rises.size(); ++i) rises[i] += losses.permuted[i] - losses.whole;
    }
    report.explained = 1 - whole / variance;
    for (double& rise : rises) rise = std::max(0.0, rise);
    const double sum = std::accumulate(rises.begin(), rises.end(), 0.0);
    for (std::size_t i = 0; i < varying.size(); ++i) {
        const auto at = std::ranges::find(report.parameters, varying[i]->name, &ParameterImportance::name);
        at->importance = sum > 0 ? rises[i] / sum : 0;
    }
    std::ranges::stable_sort(report.parameters, std::greater{}, &ParameterImportance::importance);
    return report;
}

} // namespace slipway::train
