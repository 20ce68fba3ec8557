#pragma once

#include <cstdint>
#include <string_view>

namespace slipway::table {

/// What all values of a text column can be read as, narrowest first. Unknown: no value yet.
enum class CellKind { Unknown, Boolean, Integer, Real, Date, Timestamp, Text };

/// The kind of a column that was `before` when it also holds `cell`.
CellKind widened(CellKind before, std::string_view cell);

// Each answers false when the whole cell is no such value. Blanks around it are ignored.
bool readBoolean(std::string_view cell, bool& value);            ///< true or false, any case
bool readInteger(std::string_view cell, std::int64_t& value);    ///< [+-]digits within 64 bits
bool readReal(std::string_view cell, double& value);             ///< also inf, infinity, nan, any case, with sign
bool readDate(std::string_view cell, std::int32_t& days);        ///< 2024-02-29, days since 1970
bool readTimestamp(std::string_view cell, std::int64_t& micros); ///< ISO 8601 date, time, offset; without one UTC

} // namespace slipway::table
