#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/store/statement.h"

struct sqlite3;

namespace slipway::store {

/// One connection to one SQLite file. WAL, synchronous=FULL, foreign keys on, 30 s busy timeout: an acknowledged
/// commit survives kill -9 and power loss, and other processes' writes are waited for.
/// Not thread-safe: one connection per thread. Movable; statements must not outlive it.
class Database {
public:
    enum class Mode { ReadWrite, Create, ReadOnly };

    /// Create makes the file when it is missing; the others report NotFound. A file that is not a SQLite database is
    /// BadData; a folder without write permission opens with an error for ReadWrite and works for ReadOnly.
    static Result<Database> open(const std::filesystem::path& path, Mode mode = Mode::ReadWrite);
    static Result<Database> inMemory();

    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    /// Prepared statements are cached by text for the life of the connection, so preparing in a loop is cheap.
    Result<Statement> prepare(std::string_view sql);
    /// Runs one or more statements without parameters.
    Status exec(std::string_view sql);

    std::int64_t lastInsertId() const;
    std::int64_t changes() const;
    bool inTransaction() const;
    /// Safe from another thread: the running statement ends with Cancelled.
    void interrupt();
    /// Changes whenever another connection has committed; cheap enough to poll.
    Result<std::int64_t> dataVersion();
    std::filesystem::path file() const; ///< empty for one in memory
    /// Copies the whole database into a new file (SQLite's online backup).
    Status backupTo(const std::filesystem::path& path);

    sqlite3* handle() const; ///< for core/store only

private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::store
