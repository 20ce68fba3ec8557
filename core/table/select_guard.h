#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace slipway::table {

/// Says whether a name is a table or view that may be read.
using TableCheck = std::function<bool(std::string_view name)>;

/// Decides over the syntax tree that DuckDB's json_serialize_sql prints for a statement: exactly one SELECT that
/// reads only known tables and harmless table functions. File names in FROM, read_csv() and the like are refused.
Status checkSyntaxTree(std::string_view serialized, const TableCheck& isKnown);
/// Names after FROM that no WITH defines, each once, in the order in which they come.
Result<std::vector<std::string>> tablesInSyntaxTree(std::string_view serialized);
/// Also: the statement is `SELECT (EXPRESSION) FROM table` and nothing else.
Status checkExpressionTree(std::string_view serialized, std::string_view table);

} // namespace slipway::table
