#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/table/value.h"
#include "core/train/model_bundle.h"

namespace slipway::train {

/// Turns named cells into XGBoost's features: a number column is one feature; a category column is one feature per
/// category, 1 for the row's category and absent for the others. What is missing is absent. Immutable.
class RowEncoder {
public:
    explicit RowEncoder(std::vector<InputColumn> inputs);

    struct Feature {
        std::size_t index = 0;
        float value = 0;
    };
    /// The feature that a cell of input `column` sets; nothing when the cell is missing or of an unknown category.
    /// BadData names `row` (counted from 1) and field when a number column has other text or an infinite number.
    Result<std::optional<Feature>> encode(std::size_t column, const table::Value& cell, std::size_t row) const;
    Result<std::optional<Feature>> encodeText(std::size_t column, std::string_view cell, std::size_t row) const;

    const std::vector<InputColumn>& inputs() const { return m_inputs; }
    std::size_t features() const { return m_columnOf.size(); }
    std::size_t columnOf(std::size_t feature) const { return m_columnOf[feature]; }

    /// "" and "?", blanks around it aside.
    static bool isMissing(std::string_view cell);

private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    using Codes = std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>>;
    Result<std::optional<Feature>> number(std::size_t column, double value, std::size_t row) const;

    std::vector<InputColumn> m_inputs;
    std::vector<std::size_t> m_first;    ///< column -> its first feature
    std::vector<std::size_t> m_columnOf; ///< feature -> column
    std::vector<Codes> m_codes;
};

} // namespace slipway::train
