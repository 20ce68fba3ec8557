#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/table/value.h"

namespace slipway::train {

/// One input of a model as the person names it.
struct InputColumn {
    std::string name;
    bool categorical = false;
    std::vector<std::string> categories; ///< in the order of the codes; unknown values count as missing
};

/// A model that can be served: a folder with `model.ubj` or `model.json` (XGBoost) and `slipway-model.json` (inputs,
/// label names, threshold, parameters, program version, SHA-256 of the model file). load() checks hash and shape, so a
/// broken file is BadData that says so. Predictions are the same whatever the batch size. Thread-safe once loaded.
class ModelBundle {
public:
    static Result<ModelBundle> load(const std::filesystem::path& folder);
    ModelBundle(ModelBundle&&) noexcept;
    ModelBundle& operator=(ModelBundle&&) noexcept;
    ~ModelBundle();

    const std::vector<InputColumn>& inputs() const;
    const std::string& target() const;
    const std::vector<std::string>& labels() const; ///< negative, positive
    const Json& description() const;                ///< slipway-model.json

    struct Prediction {
        double score = 0;
        std::string label;
    };
    /// One row: text cells in the order of inputs(); "" and "?" are missing. A number column with other text is
    /// BadData naming row and field.
    Result<std::vector<Prediction>> predict(const std::vector<std::vector<std::string>>& rows) const;
    /// Rows of a table that has at least the input columns, by name.
    Result<std::vector<Prediction>> predict(const table::Table& rows) const;

    /// "gain" per input column, summed over its splits, descending.
    Result<std::vector<std::pair<std::string, double>>> importance() const;

private:
    struct State;
    explicit ModelBundle(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::train
