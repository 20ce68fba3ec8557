#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/table/value.h"

namespace slipway::table {

/// One DuckDB connection to the process's one in-memory database. Extensions are never downloaded or loaded from
/// disk, and file access is left to the SQL that we build: text from outside only ever arrives as a bound
/// parameter or through quoteIdentifier()/quoteText(). One thread at a time. Creating one costs microseconds once the
/// first has started the engine (some 20 ms).
class Connection {
public:
    static Result<Connection> open();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    /// One statement; `?` parameters. Errors keep DuckDB's first line and position as BadData or InvalidArgument.
    Result<Table> query(std::string_view sql, const std::vector<Value>& parameters = {});
    /// Interrupted when `progress` is cancelled (then Cancelled); reports DuckDB's own percentage.
    Result<Table> query(std::string_view sql, const std::vector<Value>& parameters, Progress& progress);
    Status exec(std::string_view sql, const std::vector<Value>& parameters = {});

    /// All rows of numeric columns as doubles, NaN for null, row-major with `columns` per row: the fast path into
    /// training and drift sums. Fails when a column is not numeric or boolean.
    struct Matrix {
        std::size_t rows = 0, columns = 0;
        std::vector<double> values;
    };
    Result<Matrix> numbers(std::string_view sql, const std::vector<Value>& parameters = {});
    /// One column as doubles / texts; nulls are left out and counted.
    struct NumberColumn {
        std::vector<double> values;
        std::size_t nulls = 0;
    };
    Result<NumberColumn> numberColumn(std::string_view sql, const std::vector<Value>& parameters = {});

    /// Refuses file access, attach, copy, pragma and multiple statements: for SQL that a person typed over views which
    /// were created before. Allows one SELECT (or WITH, VALUES, DESCRIBE, SUMMARIZE). Row limit, then truncated = true.
    struct Limited {
        Table table;
        bool truncated = false;
    };
    Result<Limited> querySelect(std::string_view sql, std::size_t maxRows, Progress& progress);

    /// The same rules for SQL that we run inside a statement of our own: the text without its closing semicolon.
    Result<std::string> checkedSelect(std::string_view sql);
    /// One expression over the columns of `table` ("age > 17"), by the same rules; ready to stand in parentheses.
    Result<std::string> checkedExpression(std::string_view expression, std::string_view table);

    /// Tables that a SELECT names in FROM, without what its WITH defines; nothing is looked up.
    Result<std::vector<std::string>> tableNames(std::string_view sql);

    /// Safe from another thread.
    void interrupt();

private:
    friend class ColumnScan;
    friend class TypedAppender;
    struct State;
    explicit Connection(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

std::string quoteIdentifier(std::string_view name); ///< "a""b"
std::string quoteText(std::string_view text);       ///< 'it''s'

} // namespace slipway::table
