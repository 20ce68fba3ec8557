#include "core/train/row_encoder.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::train {

namespace {

std::optional<double> parseNumber(std::string_view text) {
    if (text == "true") return 1;
    if (text == "false") return 0;
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

} // namespace

RowEncoder::RowEncoder(std::vector<InputColumn> inputs) : m_inputs(std::move(inputs)), m_codes(m_inputs.size()) {
    for (std::size_t column = 0; column < m_inputs.size(); ++column) {
        const auto& input = m_inputs[column];
        m_first.push_back(m_columnOf.size());
        const auto width = input.categorical ? input.categories.size() : 1;
        m_columnOf.insert(m_columnOf.end(), width, column);
        for (std::size_t code = 0; input.categorical && code < width; ++code)
            m_codes[column].emplace(input.categories[code], code);
    }
}

bool RowEncoder::isMissing(std::string_view cell) {
    const auto text = trimmed(cell);
    return text.empty() || text == "?";
}

Result<std::optional<RowEncoder::Feature>> RowEncoder::number(std::size_t column, double value, std::size_t row) const {
    if (std::isnan(value)) return std::nullopt;
    const auto single = static_cast<float>(value);
    if (!std::isfinite(single))
        return fail(ErrorCode::BadData,
            fmt::format("row {}, field '{}': {} is too large for a model input", row, forMessage(m_inputs[column].name),
                toText(value)),
            "Give a number below 3.4e38, or leave the field empty");
    return Feature{m_first[column], single};
}

Result<std::optional<RowEncoder::Feature>> RowEncoder::encodeText(
    std::size_t column, std::string_view cell, std::size_t row) const {
    const auto& input = m_inputs[column];
    if (input.categorical) {
        auto found = m_codes[column].find(cell);
        if (found == m_codes[column].end()) found = m_codes[column].find(trimmed(cell));
        if (found == m_codes[column].end()) return std::nullopt;
        return Feature{m_first[column] + found->second, 1.0f};
    }
    if (isMissing(cell)) return std::nullopt;
    const auto value = parseNumber(trimmed(cell));
    if (!value)
        return fail(ErrorCode::BadData,
            fmt::format("row {}, field '{}': '{}' is no number", row, forMessage(input.name), forMessage(cell)),
            "Give a number, or leave the field empty when it is missing");
    return number(column, *value, row);
}

Result<std::optional<RowEncoder::Feature>> RowEncoder::encode(
    std::size_t column, const table::Value& cell, std::size_t row) const {
    if (table::isNull(cell)) return std::nullopt;
    if (const auto* text = std::get_if<std::string>(&cell)) return encodeText(column, *text, row);
    if (m_inputs[column].categorical) return encodeText(column, table::toText(cell), row);
    return number(column, table::toDouble(cell), row);
}

} // namespace slipway::train
