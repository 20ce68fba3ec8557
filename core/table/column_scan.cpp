#include "core/table/column_scan.h"

#include <algorithm>
#include <cmath>
#include <stop_token>

#include "core/table/engine_state.h"

namespace slipway::table {

namespace {

void take(duckdb_vector vector, std::size_t rows, NumberScan& scan) {
    const auto before = scan.values.size();
    appendNumbers(vector, rows, scan.values);
    double sum = scan.sum, low = scan.minimum, high = scan.maximum;
    bool finite = scan.finite;
    for (auto i = before; i < scan.values.size(); ++i) {
        const double value = scan.values[i];
        finite &= std::abs(value) <= std::numeric_limits<double>::max();
        low = value < low ? value : low;
        high = value > high ? value : high;
        sum += value;
    }
    scan.sum = sum;
    scan.minimum = low;
    scan.maximum = high;
    scan.finite = finite;
}

} // namespace

Result<std::vector<NumberScan>> ColumnScan::run(
    Connection& connection, std::string_view sql, std::size_t rows, Progress& progress) {
    if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the query was cancelled");
    const std::stop_callback stop(progress.token(), [&] { connection.interrupt(); });
    SLIPWAY_ASSIGN(const auto statement, connection.m_state->prepare(sql, {}));
    const auto types = preparedTypes(statement.get());
    if (!std::ranges::all_of(types, isNumeric)) return fail(ErrorCode::InvalidArgument, "numeric columns are expected");
    std::vector<NumberScan> scans(types.size());
    for (auto& scan : scans) scan.values.reserve(rows);
    Answer answer;
    SLIPWAY_TRY(connection.m_state->execute(statement.get(), answer, nullptr, true));
    while (const auto chunk = answer.next()) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the query was cancelled");
        for (std::size_t c = 0; c < scans.size(); ++c)
            take(duckdb_data_chunk_get_vector(chunk.get(), c), duckdb_data_chunk_get_size(chunk.get()), scans[c]);
    }
    SLIPWAY_TRY(answer.error());
    if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the query was cancelled");
    return scans;
}

} // namespace slipway::table
