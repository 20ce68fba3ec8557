#pragma once

#include <expected>
#include <filesystem>
#include <string_view>

#include "core/base/result.h"

struct sqlite3;

namespace slipway::store {

/// An Error for a failed SQLite call: disk full, no permission, damaged file, locked … get their own code and a hint.
/// `db` may be null (out of memory). For core/store only.
[[nodiscard]] std::unexpected<Error> failFromSqlite(sqlite3* db, int resultCode);
[[nodiscard]] std::unexpected<Error> failFromSqlite(sqlite3* db, int resultCode, const std::filesystem::path& file);

} // namespace slipway::store
