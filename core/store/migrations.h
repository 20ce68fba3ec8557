#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include "core/base/result.h"

namespace slipway::store {

class Database;

/// One step of the schema. Numbers start at 1 and have no gaps; a released one never changes.
struct Migration {
    int number;
    std::string_view name;
    std::string_view sql;
};

/// Brings `db` to the last number, all steps in one transaction, after a backup copy `<file>.backup-v<old>` when the
/// database already had a version. Version and application id live in SQLite's user_version and application_id.
/// A database with a higher version than the program's is refused with FailedPrecondition and left untouched; one
/// with a foreign application id is BadData.
Status migrate(Database& db, const std::filesystem::path& file, std::span<const Migration> migrations);

/// The schema number stored in the database.
Result<int> schemaVersion(Database& db);

} // namespace slipway::store
