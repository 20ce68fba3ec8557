#pragma once

#include <duckdb.h>

#include <string_view>

#include "core/base/result.h"

namespace slipway::table {

/// What DuckDB says, as our kind of failure: its first line, and where in the SQL it points.
Error errorOf(duckdb_error_type type, std::string_view message);

/// The kind that a message begins with ("Parser Error: …"), for calls that give no type.
duckdb_error_type typeInText(std::string_view message);

} // namespace slipway::table
