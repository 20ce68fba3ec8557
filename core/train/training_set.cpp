#include "core/train/training_set.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::train {

namespace {

constexpr std::size_t kMaxLabels = 100;

Result<std::size_t> columnOf(const table::Table& table, const std::string& name, std::string_view what) {
    const auto index = table.indexOf(name);
    if (index >= 0) return static_cast<std::size_t>(index);
    std::vector<std::string> names;
    for (const auto& column : table.columns) names.push_back(column.name);
    return fail(ErrorCode::InvalidArgument, fmt::format("the {} has no column '{}'", what, forMessage(name)),
        "It has " + forMessage(join(names, ", "), 400));
}

bool isNumberColumn(table::Type type) {
    return type == table::Type::Integer || type == table::Type::Real;
}

/// A target that nobody wrote down cannot be learnt from.
bool isMissingTarget(const table::Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return !std::isfinite(*number);
    return table::isNull(value) || RowEncoder::isMissing(table::toText(value));
}

/// Distinct values of the target, sorted as text like those of an evaluation. Stops past `limit`.
std::vector<std::string> targetValues(const table::Table& table, std::size_t column, std::size_t limit) {
    std::set<std::string> values;
    for (const auto& value : table.cells[column]) {
        if (!isMissingTarget(value)) values.insert(table::toText(value));
        if (values.size() > limit) break;
    }
    return {values.begin(), values.end()};
}

Result<Task> taskOf(const std::string& wanted, table::Type type, std::size_t values, const std::string& target) {
    if (wanted == "regression" || (wanted == "auto" && isNumberColumn(type) && values > 2)) {
        if (isNumberColumn(type)) return Task::Regression;
        return fail(ErrorCode::InvalidArgument, fmt::format("the target '{}' holds no numbers", forMessage(target)),
            "Choose a number column for regression");
    }
    if (values < 2)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the target '{}' has {} value; a model needs two to tell apart", forMessage(target),
                values == 0 ? "no" : "only one"),
            "Choose another target, or other rows");
    if (values > kMaxLabels || (wanted == "binary" && values > 2))
        return fail(ErrorCode::InvalidArgument,
            fmt::format(
                "the target '{}' has more than {} values", forMessage(target), wanted == "binary" ? 2 : kMaxLabels),
            "Choose another target, or another task");
    return values == 2 ? Task::Binary : Task::Multiclass;
}

/// The most frequent texts, by name; ties go to the first by name.
std::vector<std::string> frequentCategories(const std::vector<table::Value>& cells, std::size_t limit) {
    std::map<std::string, std::size_t> counts;
    for (const auto& cell : cells)
        if (const auto text = table::toText(cell); !RowEncoder::isMissing(text)) counts[text]++;
    std::vector<std::pair<std::string, std::size_t>> byCount(counts.begin(), counts.end());
    std::ranges::stable_sort(byCount, std::ranges::greater{}, [](const auto& entry) { return entry.second; });
    if (byCount.size() > limit) byCount.resize(limit);
    std::vector<std::string> names;
    for (auto& [text, count] : byCount) names.push_back(std::move(text));
    std::ranges::sort(names);
    return names;
}

Result<InputColumn> describeInput(const TrainingJob& job, const std::string& name, const Parameters& parameters) {
    SLIPWAY_ASSIGN(const auto index, columnOf(job.training, name, "training data"));
    const auto& column = job.training.columns[index];
    InputColumn input{name, column.type == table::Type::Text, {}};
    if (column.type == table::Type::Time || column.type == table::Type::Other)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the input '{}' is of type {}, which the model cannot take", forMessage(name),
                table::name(column.type)),
            "Leave it out with the list of inputs, or make a number of it in a feature group");
    if (!input.categorical) return input;
    input.categories =
        frequentCategories(job.training.cells[index], static_cast<std::size_t>(parameters.maxCategories));
    if (input.categories.empty())
        return fail(ErrorCode::InvalidArgument, fmt::format("the input '{}' has no values", forMessage(name)),
            "Leave it out of the inputs");
    return input;
}

Result<float> labelOf(
    const table::Value& value, const BundleDescription& description, std::size_t row, std::string_view what) {
    if (description.task == Task::Regression) {
        const auto number = static_cast<float>(table::toDouble(value));
        if (std::isfinite(number)) return number;
    } else {
        const auto it = std::ranges::find(description.labels, table::toText(value));
        if (it != description.labels.end()) return static_cast<float>(it - description.labels.begin());
    }
    return fail(ErrorCode::BadData,
        fmt::format("row {} of the {} has the target '{}', which the training data does not have", row, what,
            forMessage(table::toText(value))),
        "Correct the row, or leave it out with a filter");
}

} // namespace

Result<BundleDescription> describeTraining(const TrainingJob& job, const Parameters& parameters) {
    BundleDescription description;
    description.target = job.target;
    SLIPWAY_ASSIGN(const auto target, columnOf(job.training, job.target, "training data"));
    const auto type = job.training.columns[target].type;
    const auto values = targetValues(job.training, target, kMaxLabels);
    SLIPWAY_ASSIGN(description.task, taskOf(parameters.task, type, values.size(), job.target));
    if (description.task != Task::Regression) description.labels = values;
    if (job.inputs.empty()) return fail(ErrorCode::InvalidArgument, "the training names no inputs", "Name a column");
    std::set<std::string> seen{job.target};
    for (const auto& name : job.inputs) {
        if (!seen.insert(name).second)
            return fail(ErrorCode::InvalidArgument,
                fmt::format("the input '{}' is named twice or is the target", forMessage(name)), "Name it once");
        SLIPWAY_ASSIGN(auto input, describeInput(job, name, parameters));
        description.inputs.push_back(std::move(input));
    }
    return description;
}

Result<EncodedRows> encodeRows(
    const table::Table& table, const BundleDescription& description, const RowEncoder& encoder, std::string_view what) {
    SLIPWAY_ASSIGN(const auto target, columnOf(table, description.target, what));
    std::vector<std::size_t> columns;
    for (const auto& input : description.inputs) {
        SLIPWAY_ASSIGN(const auto column, columnOf(table, input.name, what));
        columns.push_back(column);
    }
    EncodedRows encoded;
    for (std::size_t row = 0; row < table.rowCount(); ++row) {
        const auto& value = table.cells[target][row];
        if (isMissingTarget(value)) {
            encoded.skipped++;
            continue;
        }
        SLIPWAY_ASSIGN(const auto label, labelOf(value, description, row + 1, what));
        for (std::size_t i = 0; i < columns.size(); ++i) {
            SLIPWAY_ASSIGN(const auto feature, encoder.encode(i, table.cells[columns[i]][row], row + 1));
            if (!feature) continue;
            encoded.rows.features.push_back(static_cast<unsigned>(feature->index));
            encoded.rows.values.push_back(feature->value);
        }
        encoded.rows.rowStarts.push_back(encoded.rows.features.size());
        encoded.rows.labels.push_back(label);
    }
    return encoded;
}

} // namespace slipway::train
