#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/table/cell_parser.h"
#include "core/table/engine.h"

namespace slipway::table {

/// Fills a new temporary table row by row through DuckDB's vectors. The table is dropped again when finish() was not
/// reached. Borrows the connection.
class TypedAppender {
public:
    struct Field {
        std::string name;
        CellKind kind = CellKind::Text;
    };
    /// `rowNumberColumn` non-empty: a 0-based row number comes first.
    static Result<TypedAppender> create(Connection& connection, std::string_view table,
        const std::vector<Field>& fields, std::string_view rowNumberColumn);
    TypedAppender(TypedAppender&&) noexcept;
    ~TypedAppender();

    void setNull(std::size_t field);
    /// False when the text is no value of the field's kind.
    bool set(std::size_t field, std::string_view text);
    /// Every field was set: on to the next row.
    Status endRow();
    Status finish();
    std::uint64_t rows() const;

private:
    struct State;
    explicit TypedAppender(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::table
