#include "core/train/evaluation.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/train/metric_sums.h"

namespace slipway::train {

namespace {

using table::Value;

/// A confusion matrix beyond this is no use to anybody and costs its square in memory.
constexpr std::size_t kMostLabels = 2000;

bool isText(const Value& value) {
    return std::holds_alternative<std::string>(value);
}

bool isUsable(const Value& value) {
    if (const auto* real = std::get_if<double>(&value)) return std::isfinite(*real);
    return !table::isNull(value);
}

bool isWhole(const Value& value) {
    const auto* real = std::get_if<double>(&value);
    return !real || *real == std::floor(*real);
}

/// The rows that take part: every used column has a value there.
struct CleanRows {
    std::vector<Value> truth, predictions, scores;
    std::int64_t skipped = 0;
};

CleanRows cleanRows(const EvaluationInput& input) {
    CleanRows rows;
    for (std::size_t i = 0; i < input.truth.size(); ++i) {
        const bool hasScore = !input.scores.empty();
        if (!isUsable(input.truth[i]) || !isUsable(input.predictions[i]) || (hasScore && !isUsable(input.scores[i]))) {
            ++rows.skipped;
            continue;
        }
        rows.truth.push_back(input.truth[i]);
        rows.predictions.push_back(input.predictions[i]);
        if (hasScore) rows.scores.push_back(input.scores[i]);
    }
    return rows;
}

/// Labels of both columns as sorted distinct values, and each row's place among them.
struct Labels {
    std::vector<std::string> names;
    std::vector<std::size_t> truth, predictions;
};

template <class Key> Labels indexLabels(const CleanRows& rows, auto&& keyOf, auto&& nameOf) {
    std::unordered_map<Key, std::size_t> places;
    const auto visit = [&](const Value& value) { places.try_emplace(keyOf(value), 0); };
    std::ranges::for_each(rows.truth, visit);
    std::ranges::for_each(rows.predictions, visit);
    std::vector<Key> sorted;
    for (const auto& [key, place] : places) sorted.push_back(key);
    std::ranges::sort(sorted);
    Labels labels;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        places[sorted[i]] = i;
        labels.names.push_back(nameOf(sorted[i]));
    }
    for (const auto& value : rows.truth) labels.truth.push_back(places[keyOf(value)]);
    for (const auto& value : rows.predictions) labels.predictions.push_back(places[keyOf(value)]);
    return labels;
}

Labels labelsOf(const CleanRows& rows) {
    const auto is = [&](auto&& test) {
        return std::ranges::all_of(rows.truth, test) && std::ranges::all_of(rows.predictions, test);
    };
    if (is([](const Value& v) { return !isText(v); }) && !is([](const Value& v) { return v.index() == 1; }))
        return indexLabels<double>(
            rows, [](const Value& v) { return table::toDouble(v); },
            [](double key) { return table::toText(Value(key)); });
    return indexLabels<std::string>(
        rows, [](const Value& v) { return table::toText(v); }, [](const std::string& key) { return key; });
}

/// Whole numbers may be classes; a number with a fraction on either side makes it a regression, and so do real numbers
/// with more than two values in the truth, or more whole numbers than a confusion matrix can hold.
bool looksLikeRegression(const CleanRows& rows, std::size_t labelCount) {
    if (std::ranges::any_of(rows.truth, isText) || std::ranges::any_of(rows.predictions, isText)) return false;
    if (!std::ranges::all_of(rows.truth, isWhole) || !std::ranges::all_of(rows.predictions, isWhole)) return true;
    const bool real = std::ranges::any_of(rows.truth, [](const Value& v) { return v.index() == 3; });
    return (real && labelCount > 2) || labelCount > kMostLabels;
}

Result<std::vector<double>> asNumbers(const std::vector<Value>& values, std::string_view what) {
    std::vector<double> numbers;
    numbers.reserve(values.size());
    for (const auto& value : values) {
        const double number = table::toDouble(value);
        if (!std::isfinite(number))
            return fail(ErrorCode::InvalidArgument,
                fmt::format("the {} holds '{}', which is not a number", what, forMessage(table::toText(value))),
                "Name a column of numbers");
        numbers.push_back(number);
    }
    return numbers;
}

Status addScores(const CleanRows& rows, const Labels& labels, Evaluation& evaluation) {
    static constexpr std::initializer_list<const char*> kNames = {
        "roc_auc", "average_precision", "log_loss", "brier", "ece"};
    std::string reason;
    if (rows.scores.empty())
        reason = "no score column was named";
    else if (labels.names.size() > 2)
        reason = "more than two classes need a score column for each";
    else if (labels.names.size() < 2)
        reason = "truth and predictions hold one label only, so it is unknown which class the score is for";
    if (!reason.empty()) {
        for (const auto* name : kNames) {
            evaluation.metrics[name] = std::nullopt;
            evaluation.notes[name] = reason;
        }
        return {};
    }
    SLIPWAY_ASSIGN(const auto scores, asNumbers(rows.scores, "score column"));
    std::vector<bool> positive;
    for (const auto place : labels.truth) positive.push_back(place == 1);
    addScoreMetrics(positive, scores, evaluation);
    return {};
}

Status classify(const CleanRows& rows, const Labels& labels, Evaluation& evaluation) {
    if (labels.names.size() > kMostLabels)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("truth and predictions hold {} different labels; at most {} can be classes",
                labels.names.size(), kMostLabels),
            "Evaluate numbers with the regression task");
    evaluation.task = labels.names.size() <= 2 ? Task::Binary : Task::Multiclass;
    evaluation.labels = labels.names;
    evaluation.confusion.assign(labels.names.size(), std::vector<std::int64_t>(labels.names.size()));
    for (std::size_t i = 0; i < labels.truth.size(); ++i)
        ++evaluation.confusion[labels.truth[i]][labels.predictions[i]];
    addLabelMetrics(evaluation.confusion, evaluation.metrics);
    return addScores(rows, labels, evaluation);
}

Status checkLengths(const EvaluationInput& input) {
    const bool fits = input.truth.size() == input.predictions.size() &&
                      (input.scores.empty() || input.scores.size() == input.truth.size());
    if (!fits)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("truth has {} rows, predictions {} and scores {}", input.truth.size(), input.predictions.size(),
                input.scores.size()),
            "All columns must have the same number of rows");
    return {};
}

} // namespace

Result<Evaluation> evaluate(const EvaluationInput& input) {
    SLIPWAY_TRY(checkLengths(input));
    const auto rows = cleanRows(input);
    if (rows.truth.empty())
        return fail(ErrorCode::BadData, "no row has a value in every column that is used",
            "Check the column names, and which text means missing");
    Evaluation evaluation;
    evaluation.rows = static_cast<std::int64_t>(rows.truth.size());
    evaluation.skipped = rows.skipped;
    const auto labels = labelsOf(rows);
    const bool regression =
        input.task ? *input.task == Task::Regression : looksLikeRegression(rows, labels.names.size());
    if (regression) {
        evaluation.task = Task::Regression;
        SLIPWAY_ASSIGN(const auto truth, asNumbers(rows.truth, "target column"));
        SLIPWAY_ASSIGN(const auto predictions, asNumbers(rows.predictions, "prediction column"));
        addRegressionMetrics(truth, predictions, evaluation.metrics, evaluation.notes);
    } else {
        SLIPWAY_TRY(classify(rows, labels, evaluation));
    }
    return evaluation;
}

} // namespace slipway::train
