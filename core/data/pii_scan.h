#pragma once

#include <string>
#include <vector>

#include "core/data/profile.h"
#include "core/table/engine.h"

namespace slipway::data {

/// Kinds of personal data in one column with the share of its non-null values that hold one, over at most 10,000
/// distinct values (always the same ones). Checksums are checked. Names, places and nationalities are not looked for.
Result<std::vector<ColumnProfile::Pii>> scanForPii(
    table::Connection& connection, const std::string& table, const table::Column& column);

} // namespace slipway::data
