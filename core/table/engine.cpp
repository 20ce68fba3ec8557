#include "core/table/engine.h"

#include <algorithm>
#include <stop_token>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/table/engine_state.h"
#include "core/table/select_guard.h"

namespace slipway::table {

Connection::Connection(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open() {
    SLIPWAY_ASSIGN(auto state, State::open());
    return Connection(std::move(state));
}

Result<Table> Connection::query(std::string_view sql, const std::vector<Value>& parameters) {
    return m_state->run(sql, parameters, nullptr);
}

Result<Table> Connection::query(std::string_view sql, const std::vector<Value>& parameters, Progress& progress) {
    if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the query was cancelled");
    SLIPWAY_TRY(m_state->wantProgress());
    const std::stop_callback stop(progress.token(), [this] { interrupt(); });
    return m_state->run(sql, parameters, &progress);
}

Status Connection::exec(std::string_view sql, const std::vector<Value>& parameters) {
    SLIPWAY_ASSIGN(const auto statement, m_state->prepare(sql, parameters));
    Answer answer;
    return m_state->execute(statement.get(), answer, nullptr);
}

Result<Connection::Matrix> Connection::numbers(std::string_view sql, const std::vector<Value>& parameters) {
    SLIPWAY_ASSIGN(const auto statement, m_state->prepare(sql, parameters));
    Matrix matrix;
    Answer answer;
    SLIPWAY_TRY(m_state->execute(statement.get(), answer, nullptr));
    for (const auto& column : columnsOf(answer.get())) {
        if (column.type != Type::Integer && column.type != Type::Real && column.type != Type::Boolean)
            return fail(ErrorCode::InvalidArgument,
                fmt::format("column '{}' is {}, not a number", forMessage(column.name), table::name(column.type)),
                "Leave it out or encode it");
        ++matrix.columns;
    }
    while (const auto chunk = answer.next()) {
        const auto rows = duckdb_data_chunk_get_size(chunk.get());
        matrix.values.resize((matrix.rows + rows) * matrix.columns);
        for (std::size_t c = 0; c < matrix.columns; ++c)
            copyNumbers(duckdb_data_chunk_get_vector(chunk.get(), c), rows,
                matrix.values.data() + matrix.rows * matrix.columns + c, matrix.columns);
        matrix.rows += rows;
    }
    SLIPWAY_TRY(answer.error());
    return matrix;
}

Result<Connection::NumberColumn> Connection::numberColumn(std::string_view sql, const std::vector<Value>& parameters) {
    SLIPWAY_ASSIGN(const auto statement, m_state->prepare(sql, parameters));
    if (duckdb_prepared_statement_column_count(statement.get()) != 1 ||
        !isNumeric(duckdb_prepared_statement_column_type(statement.get(), 0)))
        return fail(ErrorCode::InvalidArgument, "one numeric column is expected");
    NumberColumn column;
    Answer answer;
    SLIPWAY_TRY(m_state->execute(statement.get(), answer, nullptr));
    while (const auto chunk = answer.next())
        column.nulls += appendNumbers(
            duckdb_data_chunk_get_vector(chunk.get(), 0), duckdb_data_chunk_get_size(chunk.get()), column.values);
    SLIPWAY_TRY(answer.error());
    return column;
}

Result<std::string> Connection::checkedSelect(std::string_view sql) {
    SLIPWAY_ASSIGN(const auto tree, m_state->syntaxTree(sql));
    SLIPWAY_ASSIGN(const auto known, m_state->knownTables());
    SLIPWAY_TRY(checkSyntaxTree(tree, [&](std::string_view name) { return known.contains(toLower(name)); }));
    auto text = trimmed(sql);
    while (text.ends_with(';')) text = trimmed(text.substr(0, text.size() - 1));
    return std::string(text);
}

Result<std::string> Connection::checkedExpression(std::string_view expression, std::string_view table) {
    const auto text = trimmed(expression);
    if (text.empty())
        return fail(ErrorCode::InvalidArgument, "the condition is empty", "For example: age BETWEEN 17 AND 90");
    SLIPWAY_ASSIGN(
        const auto tree, m_state->syntaxTree(fmt::format("SELECT (\n{}\n) FROM {}", text, quoteIdentifier(table))));
    SLIPWAY_TRY(checkExpressionTree(tree, table));
    return fmt::format("(\n{}\n)", text);
}

Result<std::vector<std::string>> Connection::tableNames(std::string_view sql) {
    SLIPWAY_ASSIGN(const auto tree, m_state->syntaxTree(sql));
    return tablesInSyntaxTree(tree);
}

Result<Connection::Limited> Connection::querySelect(std::string_view sql, std::size_t maxRows, Progress& progress) {
    if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the query was cancelled");
    SLIPWAY_ASSIGN(const auto checked, checkedSelect(sql));
    SLIPWAY_TRY(m_state->wantProgress());
    const std::stop_callback stop(progress.token(), [this] { interrupt(); });
    SLIPWAY_ASSIGN(auto statement, m_state->prepare(checked, {}));
    Limited limited;
    limited.table.columns = columnsOf(statement.get());
    limited.table.cells.resize(limited.table.columns.size());
    if (const auto wrapped = withTextColumns(checked, preparedTypes(statement.get())); !wrapped.empty()) {
        SLIPWAY_ASSIGN(statement, m_state->prepare(wrapped, {}));
    }
    Answer answer;
    SLIPWAY_TRY(m_state->execute(statement.get(), answer, &progress, true));
    while (const auto chunk = answer.next()) {
        const std::size_t rows = duckdb_data_chunk_get_size(chunk.get());
        const auto taken = std::min(rows, maxRows - limited.table.rowCount());
        appendChunk(chunk.get(), taken, limited.table);
        if (taken < rows) {
            limited.truncated = true;
            return limited;
        }
    }
    SLIPWAY_TRY(answer.error());
    if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the query was cancelled");
    return limited;
}

void Connection::interrupt() {
    duckdb_interrupt(m_state->connection.get());
}

std::string quoteIdentifier(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
    return text + '"';
}

std::string quoteText(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
    return quoted + '\'';
}

} // namespace slipway::table
