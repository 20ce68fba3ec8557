#pragma once

// For core/data only.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/data/profile.h"
#include "core/table/engine.h"

namespace slipway::data {

/// "Does the engine call it a number": integer or real.
bool isNumeric(const table::Column& column);
/// The column in SQL without NaN, which counts as missing: what pandas calls dropna(). Other types are their text.
std::string presentSql(const table::Column& column);

/// Mean, deviation and histogram of finite values in the order of the rows.
void addNumbers(const std::vector<double>& values, ColumnProfile& column);
/// The value as a profile shows it, not longer than a line or two.
std::string shownValue(const table::Value& value);

constexpr std::array kProfileQuantiles{0.05, 0.25, 0.5, 0.75, 0.95};
constexpr std::size_t kTopValues = 10;

/// Whether profileValues() can tell the figures of such a column to the last digit as the engine does.
bool canProfileValues(const table::Column& column);
/// All figures of one column from the cells of presentSql(). None when these cells are of a kind that the engine orders
/// in its own way.
std::optional<ColumnProfile> profileValues(const table::Column& column, const std::vector<table::Value>& cells);

} // namespace slipway::data
