#pragma once

#include <string_view>

namespace slipway::data {

/// Whether a column's name says that it describes a person's protected trait: sex, race, age, religion …
/// Words count, not letters inside them: "age_group" is, "mileage" is not.
bool isSensitiveName(std::string_view column);

} // namespace slipway::data
