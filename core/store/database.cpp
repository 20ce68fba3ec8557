#include "core/store/database.h"

#include <cerrno>

#include <unistd.h>

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/text.h"
#include "core/store/sqlite_error.h"
#include "core/store/statement_state.h"

namespace slipway::store {

namespace fs = std::filesystem;

namespace {

constexpr int kBusyMilliseconds = 30000;

struct CloseConnection {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
};
using ConnectionHandle = std::unique_ptr<sqlite3, CloseConnection>;

std::string asUri(const fs::path& path, std::string_view query) {
    std::string uri = "file:";
    for (const char c : fs::absolute(path).string()) {
        if (c == '?' || c == '#' || c == '%')
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        else
            uri += c;
    }
    return uri + std::string(query);
}

/// Statements cannot damage the file itself, and "x" is never silently taken for a text.
void harden(sqlite3* db) {
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, kBusyMilliseconds);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

Result<ConnectionHandle> connect(const std::string& name, int flags, const fs::path& file) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nullptr);
    ConnectionHandle db(raw);
    if (code != SQLITE_OK) return failFromSqlite(raw, code, file);
    harden(raw);
    return db;
}

Status execOn(sqlite3* db, const char* sql) {
    const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failFromSqlite(db, code);
    return {};
}

/// Reads the first page and the schema, so that a file of another kind is found on opening.
constexpr auto kProbe = "SELECT count(*) FROM sqlite_schema";

Status checkWritable(const fs::path& path) {
    auto folder = path.parent_path();
    if (folder.empty()) folder = ".";
    if (::access(path.c_str(), W_OK) != 0 && errno != ENOENT)
        return failFromErrno(errno, "write the database " + path.string());
    if (::access(folder.c_str(), W_OK) != 0) return failFromErrno(errno, "write in the folder " + folder.string());
    return {};
}

Result<ConnectionHandle> openForWriting(const fs::path& path, bool create) {
    SLIPWAY_TRY(checkWritable(path));
    const int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
    SLIPWAY_ASSIGN(auto db, connect(asUri(path, ""), flags, path));
    SLIPWAY_TRY(execOn(db.get(), kProbe));
    SLIPWAY_TRY(execOn(db.get(), "PRAGMA journal_mode = WAL"));
    SLIPWAY_TRY(execOn(db.get(), "PRAGMA synchronous = FULL"));
    SLIPWAY_TRY(execOn(db.get(), "PRAGMA foreign_keys = ON"));
    return db;
}

/// Reading a WAL database needs its -shm file, which cannot be made in a folder without write permission. Such a
/// folder cannot change under us, so SQLite may read the file as immutable; but only when no commits wait in the -wal.
Result<ConnectionHandle> openForReading(const fs::path& path) {
    SLIPWAY_ASSIGN(auto db, connect(asUri(path, "?mode=ro"), SQLITE_OPEN_READONLY, path));
    const int code = sqlite3_exec(db.get(), kProbe, nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) return db;
    const int kind = code & 0xff;
    if (kind != SQLITE_CANTOPEN && kind != SQLITE_READONLY) return failFromSqlite(db.get(), code);
    std::error_code missing;
    const auto waiting = fs::file_size(path.string() + "-wal", missing);
    if (!missing && waiting > 0)
        return fail(ErrorCode::PermissionDenied,
            fmt::format("{} was not closed properly and its folder cannot be written", path.string()),
            "Copy the whole folder to a place where you may write, and open the copy");
    SLIPWAY_ASSIGN(auto immutable, connect(asUri(path, "?immutable=1"), SQLITE_OPEN_READONLY, path));
    SLIPWAY_TRY(execOn(immutable.get(), kProbe));
    return immutable;
}

} // namespace

struct Database::State {
    ConnectionHandle db;
    StatementCache statements; // after db: finalized before the connection closes
};

Result<Database> Database::open(const fs::path& path, Mode mode) {
    if (mode != Mode::Create) {
        SLIPWAY_TRY(checkReadableFile(path));
    }
    auto db = mode == Mode::ReadOnly ? openForReading(path) : openForWriting(path, mode == Mode::Create);
    if (!db) return std::unexpected(std::move(db.error()));
    auto state = std::make_unique<State>();
    state->db = std::move(*db);
    return Database(std::move(state));
}

Result<Database> Database::inMemory() {
    auto state = std::make_unique<State>();
    SLIPWAY_ASSIGN(state->db, connect(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "in memory"));
    SLIPWAY_TRY(execOn(state->db.get(), "PRAGMA foreign_keys = ON"));
    return Database(std::move(state));
}

Database::Database(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Statement> Database::prepare(std::string_view sql) {
    auto handle = m_state->statements.take(sql);
    if (!handle) {
        sqlite3_stmt* raw = nullptr;
        const char* tail = nullptr;
        const int code = sqlite3_prepare_v3(
            m_state->db.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &tail);
        handle.reset(raw);
        if (code != SQLITE_OK) return failFromSqlite(m_state->db.get(), code);
        if (!handle || !trimmed(sql.substr(static_cast<std::size_t>(tail - sql.data()))).empty())
            return fail(ErrorCode::Internal,
                fmt::format("exactly one SQL statement is prepared at a time, not '{}'", forMessage(sql)));
    }
    return Statement(std::make_unique<Statement::State>(m_state->statements, std::move(handle)));
}

Status Database::exec(std::string_view sql) {
    return execOn(m_state->db.get(), std::string(sql).c_str());
}

std::int64_t Database::lastInsertId() const {
    return sqlite3_last_insert_rowid(m_state->db.get());
}
std::int64_t Database::changes() const {
    return sqlite3_changes64(m_state->db.get());
}
bool Database::inTransaction() const {
    return sqlite3_get_autocommit(m_state->db.get()) == 0;
}
void Database::interrupt() {
    sqlite3_interrupt(m_state->db.get());
}
sqlite3* Database::handle() const {
    return m_state->db.get();
}

fs::path Database::file() const {
    const char* name = sqlite3_db_filename(m_state->db.get(), "main");
    return name ? name : "";
}

Result<std::int64_t> Database::dataVersion() {
    SLIPWAY_ASSIGN(auto read, prepare("PRAGMA data_version"));
    SLIPWAY_TRY(read.step());
    return read.integer(0);
}

Status Database::backupTo(const fs::path& path) {
    const fs::path temporary = path.string() + ".tmp-" + newShortId();
    const auto copy = [&]() -> Status {
        SLIPWAY_ASSIGN(
            auto target, connect(asUri(temporary, ""), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, temporary));
        auto* backup = sqlite3_backup_init(target.get(), "main", m_state->db.get(), "main");
        if (backup == nullptr) return failFromSqlite(target.get(), sqlite3_errcode(target.get()), path);
        sqlite3_backup_step(backup, -1);
        const int code = sqlite3_backup_finish(backup);
        if (code != SQLITE_OK) return failFromSqlite(target.get(), code, path);
        return {};
    };
    if (auto copied = copy(); !copied) {
        ::unlink(temporary.c_str());
        return copied;
    }
    return publishFile(temporary, path);
}

} // namespace slipway::store
