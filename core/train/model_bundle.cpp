#include "core/train/model_bundle.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/train/booster.h"
#include "core/train/bundle_format.h"
#include "core/train/model_shape.h"
#include "core/train/row_encoder.h"

namespace slipway::train {

namespace {

constexpr std::size_t kBatch = 2048; ///< rows encoded at once, so that memory does not grow with the table

std::size_t pickLabel(const BundleDescription& description, const float* scores) {
    if (description.task == Task::Binary) return scores[0] > description.threshold ? 1 : 0;
    return static_cast<std::size_t>(std::max_element(scores, scores + description.outputs()) - scores);
}

ModelBundle::Prediction toPrediction(const BundleDescription& description, const float* scores) {
    if (description.task == Task::Regression) return {scores[0], toText(static_cast<double>(scores[0]))};
    const auto label = pickLabel(description, scores);
    return {scores[description.task == Task::Binary ? 0 : label], description.labels[label]};
}

} // namespace

struct ModelBundle::State {
    Json json;
    BundleDescription description;
    RowEncoder encoder;
    Booster booster;
    mutable std::mutex importanceMutex; // XGBoost keeps the answer in the booster

    /// `encode(column, row)` gives the feature of one cell.
    template <class Encode> Result<std::vector<Prediction>> predict(std::size_t rows, const Encode& encode) const {
        const auto features = encoder.features();
        std::vector<Prediction> predictions;
        predictions.reserve(rows);
        std::vector<float> values;
        for (std::size_t from = 0; from < rows; from += kBatch) {
            const auto count = std::min(kBatch, rows - from);
            values.assign(count * features, std::numeric_limits<float>::quiet_NaN());
            for (std::size_t row = 0; row < count; ++row)
                for (std::size_t column = 0; column < encoder.inputs().size(); ++column) {
                    SLIPWAY_ASSIGN(const auto feature, encode(column, from + row));
                    if (feature) values[row * features + feature->index] = feature->value;
                }
            SLIPWAY_ASSIGN(const auto scores, booster.score(values, features, description.outputs()));
            for (std::size_t row = 0; row < count; ++row)
                predictions.push_back(toPrediction(description, &scores[row * description.outputs()]));
        }
        return predictions;
    }
};

ModelBundle::ModelBundle(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ModelBundle::ModelBundle(ModelBundle&&) noexcept = default;
ModelBundle& ModelBundle::operator=(ModelBundle&&) noexcept = default;
ModelBundle::~ModelBundle() = default;

Result<ModelBundle> ModelBundle::load(const std::filesystem::path& folder) {
    const auto file = folder / kDescriptionFile;
    SLIPWAY_ASSIGN(auto json, readJsonFile(file));
    SLIPWAY_ASSIGN(auto description, bundleDescriptionFromJson(json, file.string()));
    SLIPWAY_ASSIGN(const auto bytes, readModelFile(folder, json));
    RowEncoder encoder(description.inputs);
    SLIPWAY_TRY(checkModelShape(bytes, description, encoder.features(), (folder / kModelFile).string()));
    SLIPWAY_ASSIGN(auto booster, Booster::fromBytes(bytes));
    // XGBoost completes its set-up in the first prediction; after that predicting changes nothing and threads may
    // share.
    const std::vector<float> nothing(encoder.features(), std::numeric_limits<float>::quiet_NaN());
    SLIPWAY_TRY(booster.score(nothing, encoder.features(), description.outputs()));
    return ModelBundle(std::unique_ptr<State>(
        new State{std::move(json), std::move(description), std::move(encoder), std::move(booster), {}}));
}

const std::vector<InputColumn>& ModelBundle::inputs() const {
    return m_state->description.inputs;
}
const std::string& ModelBundle::target() const {
    return m_state->description.target;
}
const std::vector<std::string>& ModelBundle::labels() const {
    return m_state->description.labels;
}
const Json& ModelBundle::description() const {
    return m_state->json;
}

Result<std::vector<ModelBundle::Prediction>> ModelBundle::predict(
    const std::vector<std::vector<std::string>>& rows) const {
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (rows[row].size() != inputs().size())
            return fail(ErrorCode::BadData,
                fmt::format("row {} has {} fields; the model takes {}", row + 1, rows[row].size(), inputs().size()),
                "Give one field for each input, in the model's order");
    return m_state->predict(rows.size(), [&](std::size_t column, std::size_t row) {
        return m_state->encoder.encodeText(column, rows[row][column], row + 1);
    });
}

Result<std::vector<ModelBundle::Prediction>> ModelBundle::predict(const table::Table& rows) const {
    std::vector<const std::vector<table::Value>*> columns;
    for (const auto& input : inputs()) {
        const auto index = rows.indexOf(input.name);
        if (index < 0)
            return fail(ErrorCode::BadData, fmt::format("the rows have no column '{}'", forMessage(input.name)),
                "Give every input column of the model");
        columns.push_back(&rows.cells[static_cast<std::size_t>(index)]);
    }
    return m_state->predict(rows.rowCount(), [&](std::size_t column, std::size_t row) {
        return m_state->encoder.encode(column, (*columns[column])[row], row + 1);
    });
}

Result<std::vector<std::pair<std::string, double>>> ModelBundle::importance() const {
    const std::lock_guard lock(m_state->importanceMutex);
    SLIPWAY_ASSIGN(const auto gains, m_state->booster.gains());
    std::vector<std::pair<std::string, double>> importance;
    for (const auto& input : inputs()) importance.emplace_back(input.name, 0.0);
    for (const auto& [feature, gain] : gains)
        if (feature < m_state->encoder.features()) importance[m_state->encoder.columnOf(feature)].second += gain;
    std::ranges::stable_sort(importance, std::ranges::greater{}, [](const auto& entry) { return entry.second; });
    return importance;
}

} // namespace slipway::train
