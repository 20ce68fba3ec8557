#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

struct sqlite3_stmt;

namespace slipway::store {

/// One prepared statement, borrowed from its Database's cache; reset and its bindings cleared when destroyed.
/// Parameters count from 1, columns from 0. Bind by type; text is copied.
///
///     SLIPWAY_ASSIGN(auto find, db.prepare("SELECT name FROM run WHERE id = ?"));
///     find.bind(1, id);
///     SLIPWAY_ASSIGN(const bool found, find.step());
class Statement {
public:
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;
    ~Statement();

    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, int value) { return bind(index, static_cast<std::int64_t>(value)); }
    Statement& bind(int index, bool value) { return bind(index, static_cast<std::int64_t>(value)); }
    Statement& bind(int index, double value); ///< NaN is stored as NULL by SQLite: store NaN otherwise
    Statement& bind(int index, std::string_view value);
    Statement& bind(int index, const std::string& value) { return bind(index, std::string_view(value)); }
    Statement& bind(int index, const char* value) { return bind(index, std::string_view(value)); }
    Statement& bindBlob(int index, std::string_view bytes);
    Statement& bindNull(int index);
    template <class T> Statement& bind(int index, const std::optional<T>& value) {
        return value ? bind(index, *value) : bindNull(index);
    }
    /// bindAll(a, b, c) binds 1, 2, 3.
    template <class... T> Statement& bindAll(const T&... values) {
        int index = 0;
        (bind(++index, values), ...);
        return *this;
    }

    /// True: a row is there. False: done. A failed bind before it is reported here.
    Result<bool> step();
    /// Runs a statement that returns no rows, and resets it for the next binding.
    Status run();
    void reset();

    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;      ///< "" for NULL
    std::string_view view(int column) const; ///< text or blob; valid until the next step(), reset() or destruction
    int columnCount() const;

private:
    friend class Database;
    struct State;
    explicit Statement(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway::store
