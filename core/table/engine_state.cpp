#include "core/table/engine_state.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/table/engine_error.h"

namespace slipway::table {

namespace {

/// The process's one database; a new one after DuckDB has declared the old one unusable.
class Engine {
public:
    static Engine& instance() {
        static Engine engine;
        return engine;
    }
    Result<DatabaseHandle> database() {
        std::lock_guard lock(m_mutex);
        if (!m_database) SLIPWAY_TRY(start());
        return m_database;
    }
    void drop(const DatabaseHandle& broken) {
        std::lock_guard lock(m_mutex);
        if (m_database == broken) m_database.reset();
    }

private:
    Status start() {
        duckdb_config raw = nullptr;
        duckdb_create_config(&raw);
        const ConfigHandle config(raw);
        std::error_code ignored;
        const auto spill = std::filesystem::temp_directory_path(ignored) / fmt::format("slipway-duckdb-{}", ::getpid());
        const std::pair<const char*, std::string> settings[] = {{"autoinstall_known_extensions", "false"},
            {"autoload_known_extensions", "false"}, {"allow_community_extensions", "false"},
            {"allow_persistent_secrets", "false"}, {"temp_directory", spill.string()},
            {"threads", std::to_string(std::max(1u, std::thread::hardware_concurrency()))}};
        for (const auto& [key, value] : settings)
            if (duckdb_set_config(raw, key, value.c_str()) == DuckDBError)
                return fail(ErrorCode::Internal, fmt::format("DuckDB does not know the setting {}", key),
                    "Install DuckDB 1.4 with packaging/setup.sh");
        duckdb_database db = nullptr;
        char* message = nullptr;
        if (duckdb_open_ext(nullptr, &db, raw, &message) == DuckDBError) {
            auto error =
                fail(ErrorCode::Internal, fmt::format("DuckDB does not start: {}", forMessage(message ? message : "")));
            duckdb_free(message);
            return error;
        }
        m_database = DatabaseHandle(db, CloseDatabase{});
        return {};
    }

    std::mutex m_mutex;
    DatabaseHandle m_database;
};

void bindValue(duckdb_prepared_statement statement, idx_t index, const Value& value) {
    if (const auto* b = std::get_if<bool>(&value))
        duckdb_bind_boolean(statement, index, *b);
    else if (const auto* i = std::get_if<std::int64_t>(&value))
        duckdb_bind_int64(statement, index, *i);
    else if (const auto* d = std::get_if<double>(&value))
        duckdb_bind_double(statement, index, *d);
    else if (const auto* s = std::get_if<std::string>(&value))
        duckdb_bind_varchar_length(statement, index, s->data(), s->size());
    else
        duckdb_bind_null(statement, index);
}

std::vector<duckdb_type> resultTypes(duckdb_result* result) {
    std::vector<duckdb_type> types;
    for (idx_t i = 0; i < duckdb_column_count(result); ++i) types.push_back(duckdb_column_type(result, i));
    return types;
}

} // namespace

std::vector<duckdb_type> preparedTypes(duckdb_prepared_statement statement) {
    std::vector<duckdb_type> types;
    for (idx_t i = 0; i < duckdb_prepared_statement_column_count(statement); ++i)
        types.push_back(duckdb_prepared_statement_column_type(statement, i));
    return types;
}

std::string withTextColumns(std::string_view sql, const std::vector<duckdb_type>& types) {
    std::string list, names;
    bool needed = false;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const bool readable = types[i] == DUCKDB_TYPE_INVALID || isReadable(types[i]);
        needed = needed || !readable;
        names += fmt::format("{}c{}", i ? ", " : "", i);
        list += fmt::format("{}c{}{}", i ? ", " : "", i, readable ? "" : "::VARCHAR");
    }
    if (!needed) return {};
    auto inner = trimmed(sql);
    while (inner.ends_with(';')) inner = trimmed(inner.substr(0, inner.size() - 1));
    return fmt::format("SELECT {} FROM (\n{}\n) AS t({})", list, inner, names);
}

std::vector<Column> columnsOf(duckdb_prepared_statement statement) {
    std::vector<Column> columns;
    for (idx_t i = 0; i < duckdb_prepared_statement_column_count(statement); ++i) {
        const LogicalType type(duckdb_prepared_statement_column_logical_type(statement, i));
        const char* name = duckdb_prepared_statement_column_name(statement, i);
        columns.push_back({name ? name : "", typeOf(duckdb_get_type_id(type.get())), sqlTypeOf(type.get())});
        duckdb_free(const_cast<char*>(name));
    }
    return columns;
}

std::vector<Column> columnsOf(duckdb_result* result) {
    std::vector<Column> columns;
    for (idx_t i = 0; i < duckdb_column_count(result); ++i) {
        const LogicalType type(duckdb_column_logical_type(result, i));
        columns.push_back(
            {duckdb_column_name(result, i), typeOf(duckdb_get_type_id(type.get())), sqlTypeOf(type.get())});
    }
    return columns;
}

void appendChunk(duckdb_data_chunk chunk, std::size_t rows, Table& table) {
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        appendCells(duckdb_data_chunk_get_vector(chunk, c), rows, table.cells[c]);
}

Result<std::unique_ptr<Connection::State>> Connection::State::open() {
    auto state = std::make_unique<State>();
    SLIPWAY_ASSIGN(state->database, Engine::instance().database());
    duckdb_connection raw = nullptr;
    if (duckdb_connect(state->database.get(), &raw) == DuckDBError)
        return fail(ErrorCode::Internal, "DuckDB gives no connection");
    state->connection.reset(raw);
    return state;
}

Result<StatementHandle> Connection::State::prepare(std::string_view sql, const std::vector<Value>& parameters) {
    if (sql.find('\0') != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, "the SQL holds a zero byte", "Remove it");
    duckdb_prepared_statement raw = nullptr;
    const auto state = duckdb_prepare(connection.get(), std::string(sql).c_str(), &raw);
    StatementHandle statement(raw);
    if (state == DuckDBError) return std::unexpected(prepareError(statement.get()));
    if (duckdb_nparams(raw) != parameters.size())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the SQL has {} parameters, {} were given", duckdb_nparams(raw), parameters.size()));
    for (idx_t i = 0; i < parameters.size(); ++i) bindValue(raw, i + 1, parameters[i]);
    return statement;
}

Error Connection::State::prepareError(duckdb_prepared_statement statement) {
    const char* message = duckdb_prepare_error(statement);
    const std::string text = message ? message : "the SQL cannot be prepared";
    return checkedFatal(errorOf(typeInText(text), text), text);
}

Error Connection::State::checkedFatal(Error error, std::string_view message) {
    if (message.find("database has been invalidated") != std::string_view::npos) Engine::instance().drop(database);
    return error;
}

Status Connection::State::execute(
    duckdb_prepared_statement statement, Answer& answer, Progress* progress, bool streaming) {
    duckdb_pending_result raw = nullptr;
    const auto state =
        streaming ? duckdb_pending_prepared_streaming(statement, &raw) : duckdb_pending_prepared(statement, &raw);
    const PendingHandle pending(raw);
    if (state == DuckDBError) return pendingError(pending.get());
    if (progress) SLIPWAY_TRY(drive(pending.get(), *progress));
    if (duckdb_execute_pending(pending.get(), answer.get()) == DuckDBError) {
        const char* message = duckdb_result_error(answer.get());
        const std::string text = message ? message : "the query failed";
        return std::unexpected(checkedFatal(errorOf(duckdb_result_error_type(answer.get()), text), text));
    }
    return {};
}

Status Connection::State::pendingError(duckdb_pending_result pending) {
    const char* message = duckdb_pending_error(pending);
    const std::string text = message ? message : "the query failed";
    return std::unexpected(checkedFatal(errorOf(typeInText(text), text), text));
}

Status Connection::State::drive(duckdb_pending_result pending, Progress& progress) {
    auto reported = std::chrono::steady_clock::now();
    for (;;) {
        if (progress.cancelled()) duckdb_interrupt(connection.get());
        const auto state = duckdb_pending_execute_task(pending);
        if (state == DUCKDB_PENDING_RESULT_READY) return {};
        if (state == DUCKDB_PENDING_ERROR) return pendingError(pending);
        if (state == DUCKDB_PENDING_NO_TASKS_AVAILABLE) std::this_thread::sleep_for(std::chrono::microseconds(100));
        if (const auto now = std::chrono::steady_clock::now(); now - reported > std::chrono::milliseconds(100)) {
            reported = now;
            const double percent = duckdb_query_progress(connection.get()).percentage;
            if (percent >= 0) progress.update(std::min(1.0, percent / 100), "");
        }
    }
}

Status Connection::State::wantProgress() {
    if (reportsProgress) return {};
    reportsProgress = true;
    for (const char* sql : {"SET enable_progress_bar=true", "SET enable_progress_bar_print=false"}) {
        SLIPWAY_ASSIGN(const auto statement, prepare(sql, {}));
        Answer answer;
        SLIPWAY_TRY(execute(statement.get(), answer, nullptr));
    }
    return {};
}

Result<Table> Connection::State::run(std::string_view sql, const std::vector<Value>& parameters, Progress* progress) {
    SLIPWAY_ASSIGN(auto statement, prepare(sql, parameters));
    const bool selects = duckdb_prepared_statement_type(statement.get()) == DUCKDB_STATEMENT_TYPE_SELECT;
    std::vector<Column> columns;
    if (selects) {
        if (const auto wrapped = withTextColumns(sql, preparedTypes(statement.get())); !wrapped.empty()) {
            columns = columnsOf(statement.get());
            SLIPWAY_ASSIGN(statement, prepare(wrapped, parameters));
        }
    }
    auto answer = std::make_unique<Answer>();
    SLIPWAY_TRY(execute(statement.get(), *answer, progress));
    if (columns.empty()) columns = columnsOf(answer->get());
    if (selects) {
        if (const auto wrapped = withTextColumns(sql, resultTypes(answer->get())); !wrapped.empty()) {
            SLIPWAY_ASSIGN(statement, prepare(wrapped, parameters));
            answer = std::make_unique<Answer>();
            SLIPWAY_TRY(execute(statement.get(), *answer, progress));
        }
    }
    Table table;
    table.columns = std::move(columns);
    table.cells.resize(table.columns.size());
    while (const auto chunk = answer->next()) appendChunk(chunk.get(), duckdb_data_chunk_get_size(chunk.get()), table);
    SLIPWAY_TRY(answer->error());
    return table;
}

Result<std::string> Connection::State::syntaxTree(std::string_view sql) {
    auto serialized = run("SELECT json_serialize_sql(?::VARCHAR)", {std::string(sql)}, nullptr);
    if (!serialized) {
        if (serialized.error().code == ErrorCode::BadData) serialized.error().code = ErrorCode::InvalidArgument;
        return std::unexpected(serialized.error());
    }
    return toText(serialized->cells.at(0).at(0));
}

Result<std::set<std::string>> Connection::State::knownTables() {
    SLIPWAY_ASSIGN(const auto found, run("SELECT lower(view_name) FROM duckdb_views() WHERE NOT internal UNION ALL "
                                         "SELECT lower(table_name) FROM duckdb_tables() WHERE NOT internal",
                                         {}, nullptr));
    std::set<std::string> names;
    for (const auto& cell : found.cells.at(0)) names.insert(toText(cell));
    return names;
}

} // namespace slipway::table
