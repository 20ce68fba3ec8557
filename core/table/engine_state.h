#pragma once

// Private to core/table: what stands behind Connection.
#include <duckdb.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/table/engine.h"
#include "core/table/engine_error.h"
#include "core/table/vector_reader.h"

namespace slipway::table {

struct CloseDatabase {
    void operator()(duckdb_database db) const noexcept { duckdb_close(&db); }
};
struct Disconnect {
    void operator()(duckdb_connection connection) const noexcept { duckdb_disconnect(&connection); }
};
struct DestroyStatement {
    void operator()(duckdb_prepared_statement statement) const noexcept { duckdb_destroy_prepare(&statement); }
};
struct DestroyPending {
    void operator()(duckdb_pending_result pending) const noexcept { duckdb_destroy_pending(&pending); }
};
struct DestroyConfig {
    void operator()(duckdb_config config) const noexcept { duckdb_destroy_config(&config); }
};
using ConnectionHandle = std::unique_ptr<std::remove_pointer_t<duckdb_connection>, Disconnect>;
using StatementHandle = std::unique_ptr<std::remove_pointer_t<duckdb_prepared_statement>, DestroyStatement>;
using PendingHandle = std::unique_ptr<std::remove_pointer_t<duckdb_pending_result>, DestroyPending>;
using ConfigHandle = std::unique_ptr<std::remove_pointer_t<duckdb_config>, DestroyConfig>;
using DatabaseHandle = std::shared_ptr<std::remove_pointer_t<duckdb_database>>;

/// Owns a result and hands out its chunks.
class Answer {
public:
    Answer() = default;
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;
    ~Answer() { duckdb_destroy_result(&m_result); }
    duckdb_result* get() { return &m_result; }
    std::size_t columnCount() { return duckdb_column_count(&m_result); }
    /// Null at the end or on an error, which only error() tells.
    Chunk next() { return Chunk(duckdb_fetch_chunk(m_result)); }
    Status error() {
        const char* message = duckdb_result_error(&m_result);
        if (!message || !*message) return {};
        return std::unexpected(errorOf(duckdb_result_error_type(&m_result), message));
    }

private:
    duckdb_result m_result{};
};

/// The same SELECT with the columns that we cannot read as text; "" when all can be read. A column whose type hangs on
/// a parameter is DUCKDB_TYPE_INVALID until the statement has run.
std::string withTextColumns(std::string_view sql, const std::vector<duckdb_type>& types);
std::vector<duckdb_type> preparedTypes(duckdb_prepared_statement statement);
std::vector<Column> columnsOf(duckdb_prepared_statement statement);
std::vector<Column> columnsOf(duckdb_result* result);
void appendChunk(duckdb_data_chunk chunk, std::size_t rows, Table& table);

struct Connection::State {
    DatabaseHandle database;
    ConnectionHandle connection;
    bool reportsProgress = false;

    static Result<std::unique_ptr<State>> open();
    Result<StatementHandle> prepare(std::string_view sql, const std::vector<Value>& parameters);
    Error prepareError(duckdb_prepared_statement statement);
    Error checkedFatal(Error error, std::string_view message);
    /// Runs it, looking at `progress` between tasks: an interrupt that arrives before DuckDB has begun would be lost.
    Status execute(duckdb_prepared_statement statement, Answer& answer, Progress* progress, bool streaming = false);
    Status pendingError(duckdb_pending_result pending);
    Status drive(duckdb_pending_result pending, Progress& progress);
    Status wantProgress();
    Result<Table> run(std::string_view sql, const std::vector<Value>& parameters, Progress* progress);
    Result<std::string> syntaxTree(std::string_view sql);
    /// Tables and views that exist; everything else would be looked for as a file.
    Result<std::set<std::string>> knownTables();
};

} // namespace slipway::table
