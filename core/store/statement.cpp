#include "core/store/statement.h"

#include <sqlite3.h>

#include "core/store/sqlite_error.h"
#include "core/store/statement_state.h"

namespace slipway::store {

Statement::Statement(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;
Statement::~Statement() = default;

Statement::State::~State() {
    sqlite3_reset(handle.get());
    sqlite3_clear_bindings(handle.get());
    cache.giveBack(std::move(handle));
}

void Statement::State::bound(int resultCode) {
    finished = false;
    if (resultCode != SQLITE_OK && bindError == SQLITE_OK) bindError = resultCode;
}

Statement& Statement::bind(int index, std::int64_t value) {
    m_state->bound(sqlite3_bind_int64(m_state->handle.get(), index, value));
    return *this;
}

Statement& Statement::bind(int index, double value) {
    m_state->bound(sqlite3_bind_double(m_state->handle.get(), index, value));
    return *this;
}

Statement& Statement::bind(int index, std::string_view value) {
    const char* data = value.data() ? value.data() : ""; // a null pointer would bind NULL
    m_state->bound(
        sqlite3_bind_text64(m_state->handle.get(), index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bindBlob(int index, std::string_view bytes) {
    const char* data = bytes.data() ? bytes.data() : "";
    m_state->bound(sqlite3_bind_blob64(m_state->handle.get(), index, data, bytes.size(), SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bindNull(int index) {
    m_state->bound(sqlite3_bind_null(m_state->handle.get(), index));
    return *this;
}

Result<bool> Statement::step() {
    auto& state = *m_state;
    if (state.finished) return false; // SQLite would start over
    auto* stmt = state.handle.get();
    if (state.bindError != SQLITE_OK) return failFromSqlite(sqlite3_db_handle(stmt), state.bindError);
    const int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) return true;
    state.finished = true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(stmt); // ends its read lock now, not when the statement goes out of scope
        return false;
    }
    Result<bool> failed = failFromSqlite(sqlite3_db_handle(stmt), code);
    sqlite3_reset(stmt);
    return failed;
}

Status Statement::run() {
    auto more = step();
    while (more && *more) more = step();
    reset();
    if (!more) return std::unexpected(std::move(more.error()));
    return {};
}

void Statement::reset() {
    sqlite3_reset(m_state->handle.get());
    m_state->finished = false;
    m_state->bindError = SQLITE_OK;
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_state->handle.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_state->handle.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(m_state->handle.get(), column);
}

std::string Statement::text(int column) const {
    return std::string(view(column));
}

std::string_view Statement::view(int column) const {
    auto* stmt = m_state->handle.get();
    const auto* data = sqlite3_column_type(stmt, column) == SQLITE_BLOB
                           ? static_cast<const char*>(sqlite3_column_blob(stmt, column))
                           : reinterpret_cast<const char*>(sqlite3_column_text(stmt, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(stmt, column))};
}

int Statement::columnCount() const {
    return sqlite3_column_count(m_state->handle.get());
}

} // namespace slipway::store
