#pragma once

#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/table/engine.h"

namespace slipway::table {

/// The values of a numeric column without its nulls, in the order of the rows, with what can be told in passing.
struct NumberScan {
    std::vector<double> values;
    double sum = 0; ///< in that order
    double minimum = std::numeric_limits<double>::infinity(), maximum = -std::numeric_limits<double>::infinity();
    bool finite = true; ///< neither NaN nor infinity; else sum, minimum and maximum mean nothing
};

/// One pass over a SELECT for many numeric columns at once, working on each stretch of rows while DuckDB reads the
/// next.
class ColumnScan {
public:
    /// `rows` to expect, which saves growing. Fails when a column is neither numeric nor boolean.
    static Result<std::vector<NumberScan>> run(
        Connection& connection, std::string_view sql, std::size_t rows, Progress& progress);
};

} // namespace slipway::table
