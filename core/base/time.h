#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace slipway {

/// Milliseconds since 1970-01-01T00:00:00Z. 0 means "never" where a field says so.
using Timestamp = std::int64_t;

/// "2026-01-31T10:00:00.123Z"; the milliseconds are left out when they are 0.
std::string toIso8601(Timestamp time);

/// Reads what toIso8601 writes, also with an offset (+02:00) or without a zone (then UTC), blank for T, date only.
Result<Timestamp> parseIso8601(std::string_view text);

/// "90s", "5m", "2h", "7d" or a bare number of seconds, in milliseconds.
Result<std::int64_t> parseDuration(std::string_view text);

} // namespace slipway
