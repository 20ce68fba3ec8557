#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace slipway::table {

/// A cell. Times are ISO 8601 text; decimals and huge integers are double.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

enum class Type { Boolean, Integer, Real, Text, Time, Other };
std::string_view name(Type type); ///< "boolean", "integer", "real", "text", "time", "other"

struct Column {
    std::string name;
    Type type = Type::Other;
    std::string sqlType; ///< as DuckDB says it: BIGINT, VARCHAR, …
};

bool isNull(const Value& value);
/// As a person reads it; "" for null.
std::string toText(const Value& value);
/// NaN for null and text that is no number.
double toDouble(const Value& value);

/// A whole answer, column by column; every column has the same number of cells.
struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<Value>> cells; ///< cells[column][row]
    std::size_t rowCount() const { return cells.empty() ? 0 : cells.front().size(); }
    int indexOf(std::string_view column) const; ///< -1 when there is none
};

} // namespace slipway::table
