#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/track/filter_field.h"

namespace slipway::track {

/// 1, -1, .5, 1e-3: a finite number in decimal digits.
std::optional<double> plainNumber(std::string_view text);

/// The desktop's numbers: with a unit (10min, 2GB), relative times (-7d, today), ISO dates for times. Durations count
/// in seconds for metrics and parameters, in milliseconds for times and durations; sizes in bytes.
std::optional<double> quantity(std::string_view text, FieldType type, std::int64_t now);

/// One value token as the field's type wants it.
using FilterValue = std::variant<std::monostate, double, std::string, std::vector<std::string>>;
Result<FilterValue> readValue(
    const FilterToken& token, const FilterField& field, Operator op, Dialect dialect, std::int64_t now);

/// The text that the field's table means by `given`.
std::string meantText(const FilterField& field, std::string given);

} // namespace slipway::track
