#include "core/store/migrations.h"

#include <fmt/format.h>

#include "core/store/database.h"
#include "core/store/transaction.h"

namespace slipway::store {

namespace {

constexpr std::int64_t kApplicationId = 0x536C7077; // "Slpw", as `file workspace.db` shows it

Result<std::int64_t> readNumber(Database& db, std::string_view sql) {
    SLIPWAY_ASSIGN(auto read, db.prepare(sql));
    SLIPWAY_TRY(read.step());
    return read.integer(0);
}

Status checkIsOurs(Database& db, const std::filesystem::path& file) {
    SLIPWAY_ASSIGN(const auto application, readNumber(db, "PRAGMA application_id"));
    if (application == kApplicationId) return {};
    SLIPWAY_ASSIGN(const auto tables, readNumber(db, "SELECT count(*) FROM sqlite_schema"));
    if (application == 0 && tables == 0) return {};
    return fail(ErrorCode::BadData, fmt::format("{} is a database of another program", file.string()),
        "Check the path; it was left as it is");
}

Status checkIsNotNewer(Database& db, const std::filesystem::path& file, int last) {
    SLIPWAY_ASSIGN(const int version, schemaVersion(db));
    if (version <= last) return {};
    return fail(ErrorCode::FailedPrecondition,
        fmt::format(
            "{} was written by a newer program (schema {}, this program knows {})", file.string(), version, last),
        "Update Slipway; the workspace was left as it is");
}

/// Called while this connection holds the write lock: the copy cannot contain half of another program's migration.
/// SQLite copies only from a connection that is not writing, hence the second one.
Status backUp(const std::filesystem::path& file, int version) {
    SLIPWAY_ASSIGN(auto reader, Database::open(file, Database::Mode::ReadOnly));
    return reader.backupTo(fmt::format("{}.backup-v{}", file.string(), version));
}

} // namespace

Result<int> schemaVersion(Database& db) {
    SLIPWAY_ASSIGN(const auto version, readNumber(db, "PRAGMA user_version"));
    return static_cast<int>(version);
}

Status migrate(Database& db, const std::filesystem::path& file, std::span<const Migration> migrations) {
    const int last = migrations.empty() ? 0 : migrations.back().number;
    SLIPWAY_TRY(checkIsOurs(db, file));
    SLIPWAY_TRY(checkIsNotNewer(db, file, last));
    SLIPWAY_ASSIGN(int version, schemaVersion(db));
    if (version == last) return {};

    SLIPWAY_ASSIGN(auto transaction, Transaction::begin(db));
    SLIPWAY_TRY(checkIsNotNewer(db, file, last)); // another program may have been quicker
    SLIPWAY_ASSIGN(version, schemaVersion(db));
    if (version > 0 && version < last) {
        SLIPWAY_TRY(backUp(file, version));
    }
    for (const auto& migration : migrations) {
        if (migration.number <= version) continue;
        if (auto done = db.exec(migration.sql); !done) {
            auto error = std::move(done.error());
            error.message =
                fmt::format("step {} of the schema ({}) failed: {}", migration.number, migration.name, error.message);
            return std::unexpected(std::move(error));
        }
    }
    SLIPWAY_TRY(db.exec(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, last)));
    return transaction.commit();
}

} // namespace slipway::store
