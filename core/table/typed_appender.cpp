#include "core/table/typed_appender.h"

#include <fmt/format.h>

#include "core/table/engine_error.h"
#include "core/table/engine_state.h"

namespace slipway::table {

namespace {

struct DestroyAppender {
    void operator()(duckdb_appender appender) const noexcept { duckdb_appender_destroy(&appender); }
};
using AppenderHandle = std::unique_ptr<std::remove_pointer_t<duckdb_appender>, DestroyAppender>;

duckdb_type duckTypeOf(CellKind kind) {
    switch (kind) {
    case CellKind::Boolean:
        return DUCKDB_TYPE_BOOLEAN;
    case CellKind::Integer:
        return DUCKDB_TYPE_BIGINT;
    case CellKind::Real:
        return DUCKDB_TYPE_DOUBLE;
    case CellKind::Date:
        return DUCKDB_TYPE_DATE;
    case CellKind::Timestamp:
        return DUCKDB_TYPE_TIMESTAMP;
    case CellKind::Unknown:
    case CellKind::Text:
        break;
    }
    return DUCKDB_TYPE_VARCHAR;
}

} // namespace

struct TypedAppender::State {
    struct Slot {
        CellKind kind;
        duckdb_vector vector = nullptr;
        void* data = nullptr;
        std::uint64_t* validity = nullptr;
    };

    Connection* connection = nullptr;
    std::string table;
    AppenderHandle appender;
    Chunk chunk;
    std::vector<Slot> slots;
    std::int64_t* rowNumbers = nullptr;
    bool numbered = false;
    idx_t used = 0, capacity = 0;
    std::uint64_t rows = 0;

    ~State() {
        if (!appender) return;
        appender.reset();
        (void)connection->exec("DROP TABLE IF EXISTS temp.main." + quoteIdentifier(table));
    }

    void pointAtVectors() {
        const std::size_t first = numbered ? 1 : 0;
        if (numbered)
            rowNumbers =
                static_cast<std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk.get(), 0)));
        for (std::size_t i = 0; i < slots.size(); ++i) {
            slots[i].vector = duckdb_data_chunk_get_vector(chunk.get(), i + first);
            slots[i].data = duckdb_vector_get_data(slots[i].vector);
            slots[i].validity = nullptr;
        }
    }

    Status failure() {
        const auto data = duckdb_appender_error_data(appender.get());
        const char* message = duckdb_error_data_message(data);
        auto error = errorOf(duckdb_error_data_error_type(data), message ? message : "rows cannot be stored");
        auto copy = data;
        duckdb_destroy_error_data(&copy);
        return std::unexpected(std::move(error));
    }

    Status flushChunk() {
        if (used == 0) return {};
        duckdb_data_chunk_set_size(chunk.get(), used);
        if (duckdb_append_data_chunk(appender.get(), chunk.get()) == DuckDBError) return failure();
        duckdb_data_chunk_reset(chunk.get());
        used = 0;
        pointAtVectors();
        return {};
    }
};

TypedAppender::TypedAppender(std::unique_ptr<State> state) : m_state(std::move(state)) {}
TypedAppender::TypedAppender(TypedAppender&&) noexcept = default;
TypedAppender::~TypedAppender() = default;

Result<TypedAppender> TypedAppender::create(Connection& connection, std::string_view table,
    const std::vector<Field>& fields, std::string_view rowNumberColumn) {
    std::vector<LogicalType> types;
    std::string columns;
    const auto add = [&](std::string_view name, duckdb_type type) {
        types.emplace_back(duckdb_create_logical_type(type));
        columns += (columns.empty() ? "" : ", ") + quoteIdentifier(name) + " " + sqlTypeOf(types.back().get());
    };
    if (!rowNumberColumn.empty()) add(rowNumberColumn, DUCKDB_TYPE_BIGINT);
    auto state = std::make_unique<State>();
    for (const auto& field : fields) {
        add(field.name, duckTypeOf(field.kind));
        state->slots.push_back({field.kind});
    }
    SLIPWAY_TRY(connection.exec(fmt::format("CREATE TEMP TABLE {} ({})", quoteIdentifier(table), columns)));
    state->connection = &connection;
    state->table = table;
    state->numbered = !rowNumberColumn.empty();
    duckdb_appender raw = nullptr;
    const auto created =
        duckdb_appender_create_ext(connection.m_state->connection.get(), "temp", "main", state->table.c_str(), &raw);
    state->appender.reset(raw);
    if (created == DuckDBError) return std::unexpected(state->failure().error());
    std::vector<duckdb_logical_type> plain;
    for (const auto& type : types) plain.push_back(type.get());
    state->chunk.reset(duckdb_create_data_chunk(plain.data(), plain.size()));
    state->capacity = duckdb_vector_size();
    state->pointAtVectors();
    return TypedAppender(std::move(state));
}

void TypedAppender::setNull(std::size_t field) {
    auto& slot = m_state->slots[field];
    if (!slot.validity) {
        duckdb_vector_ensure_validity_writable(slot.vector);
        slot.validity = duckdb_vector_get_validity(slot.vector);
    }
    duckdb_validity_set_row_invalid(slot.validity, m_state->used);
}

bool TypedAppender::set(std::size_t field, std::string_view text) {
    auto& slot = m_state->slots[field];
    const auto row = m_state->used;
    switch (slot.kind) {
    case CellKind::Boolean:
        return readBoolean(text, static_cast<bool*>(slot.data)[row]);
    case CellKind::Integer:
        return readInteger(text, static_cast<std::int64_t*>(slot.data)[row]);
    case CellKind::Real:
        return readReal(text, static_cast<double*>(slot.data)[row]);
    case CellKind::Date:
        return readDate(text, static_cast<std::int32_t*>(slot.data)[row]);
    case CellKind::Timestamp:
        return readTimestamp(text, static_cast<std::int64_t*>(slot.data)[row]);
    case CellKind::Unknown:
    case CellKind::Text:
        break;
    }
    duckdb_vector_assign_string_element_len(slot.vector, row, text.data(), text.size());
    return true;
}

Status TypedAppender::endRow() {
    if (m_state->numbered) m_state->rowNumbers[m_state->used] = static_cast<std::int64_t>(m_state->rows);
    ++m_state->rows;
    return ++m_state->used == m_state->capacity ? m_state->flushChunk() : Status();
}

Status TypedAppender::finish() {
    SLIPWAY_TRY(m_state->flushChunk());
    if (duckdb_appender_close(m_state->appender.get()) == DuckDBError) return m_state->failure();
    m_state->appender.reset();
    return {};
}

std::uint64_t TypedAppender::rows() const {
    return m_state->rows;
}

} // namespace slipway::table
