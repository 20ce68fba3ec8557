#include "core/data/profile.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/data/column_profile.h"
#include "core/data/pii_scan.h"

namespace slipway::data {

namespace {

using table::quoteIdentifier;

/// Finite values only: infinities would swallow mean, quantiles and bins.
std::string finite(const table::Column& column) {
    const auto name = quoteIdentifier(column.name);
    const bool canBeInfinite = column.sqlType == "DOUBLE" || column.sqlType == "FLOAT";
    return canBeInfinite ? fmt::format("CASE WHEN isfinite({0}) THEN {0} END", name) : name;
}

/// The nine figures of a column as SQL, NULL for those that it has not.
std::string figures(const table::Column& column) {
    const auto value = presentSql(column);
    auto text = fmt::format("count({0}), count(DISTINCT {0})", value);
    if (isNumeric(column)) {
        const auto f = finite(column);
        text += fmt::format(", min({0}), max({0})", f);
        for (const double share : kProfileQuantiles) text += fmt::format(", quantile_cont({}::DOUBLE, {})", f, share);
    } else {
        text += column.type == table::Type::Time ? fmt::format(", min({0}), max({0})", value) : ", NULL, NULL";
        text += ", NULL, NULL, NULL, NULL, NULL";
    }
    return text;
}

class Profiler {
public:
    Profiler(table::Connection& connection, std::string table, Progress& progress)
        : m_connection(connection), m_table(std::move(table)), m_progress(progress) {}

    Result<Profile> run(std::int64_t rowsInMemory) {
        SLIPWAY_TRY(readShape());
        if (m_profile.rows <= rowsInMemory) SLIPWAY_TRY(readValues());
        SLIPWAY_TRY(readFigures());
        for (std::size_t i = 0; i < m_left.size(); ++i) {
            SLIPWAY_TRY(proceed(0.6 + 0.4 * static_cast<double>(i) / static_cast<double>(m_left.size()), m_left[i]));
            const auto& source = m_columns[m_left[i]];
            auto& column = m_profile.columns[m_left[i]];
            if (isNumeric(source)) SLIPWAY_TRY(readNumbers(source, column));
            SLIPWAY_TRY(readTop(source, column));
            SLIPWAY_ASSIGN(column.pii, scanForPii(m_connection, m_table, source));
        }
        return std::move(m_profile);
    }

private:
    /// Some columns a statement: one over thousands takes DuckDB quadratic time to plan.
    static constexpr std::size_t kTogether = 32;

    Status proceed(double fraction, std::size_t column) {
        if (m_progress.cancelled()) return fail(ErrorCode::Cancelled, "profiling was cancelled");
        m_progress.update(fraction, fmt::format("column {} of {}", column + 1, m_columns.size()));
        return {};
    }

    Status readShape() {
        const auto table = quoteIdentifier(m_table);
        SLIPWAY_ASSIGN(auto empty, m_connection.query(fmt::format("SELECT * FROM {} LIMIT 0", table)));
        m_columns = std::move(empty.columns);
        SLIPWAY_ASSIGN(const auto count, m_connection.query(fmt::format("SELECT count(*) FROM {}", table)));
        m_profile.rows = std::get<std::int64_t>(count.cells[0][0]);
        m_profile.columns.resize(m_columns.size());
        m_left.resize(m_columns.size());
        std::iota(m_left.begin(), m_left.end(), std::size_t(0));
        return {};
    }

    Status readValues() {
        std::vector<std::size_t> here, left;
        for (const auto i : m_left) (canProfileValues(m_columns[i]) ? here : left).push_back(i);
        for (std::size_t first = 0; first < here.size(); first += kTogether) {
            const auto together = std::span(here).subspan(first, std::min(kTogether, here.size() - first));
            SLIPWAY_TRY(proceed(
                0.4 * static_cast<double>(together.front()) / static_cast<double>(m_columns.size()), together.front()));
            std::vector<std::string> list;
            for (const auto i : together) list.push_back(presentSql(m_columns[i]));
            SLIPWAY_ASSIGN(const auto values,
                m_connection.query(fmt::format("SELECT {} FROM {}", join(list, ", "), quoteIdentifier(m_table))));
            for (std::size_t k = 0; k < together.size(); ++k) {
                const auto i = together[k];
                if (auto column = profileValues(m_columns[i], values.cells[k]))
                    m_profile.columns[i] = std::move(*column);
                else
                    left.push_back(i);
            }
        }
        m_left = std::move(left);
        return {};
    }

    Status readFigures() {
        const auto count = static_cast<double>(m_left.size());
        for (std::size_t first = 0; first < m_left.size(); first += kTogether) {
            const auto end = std::min(m_left.size(), first + kTogether);
            SubProgress part(m_progress, 0.4 + 0.2 * static_cast<double>(first) / count,
                0.4 + 0.2 * static_cast<double>(end) / count);
            SLIPWAY_TRY(readFigures(std::span(m_left).subspan(first, end - first), part));
        }
        return {};
    }

    Status readFigures(std::span<const std::size_t> columns, Progress& progress) {
        std::vector<std::string> list;
        for (const auto i : columns) list.push_back(figures(m_columns[i]));
        SLIPWAY_ASSIGN(const auto row,
            m_connection.query(
                fmt::format("SELECT {} FROM {}", join(list, ", "), quoteIdentifier(m_table)), {}, progress));
        std::size_t at = 0;
        const auto next = [&]() -> const table::Value& { return row.cells[at++][0]; };
        for (const auto i : columns) {
            auto& column = m_profile.columns[i];
            column.name = m_columns[i].name;
            column.type = table::name(m_columns[i].type);
            column.missing = m_profile.rows - std::get<std::int64_t>(next());
            column.distinct = std::get<std::int64_t>(next());
            const auto& low = next();
            const auto& high = next();
            if (!table::isNull(low)) column.minimum = table::toText(low);
            if (!table::isNull(high)) column.maximum = table::toText(high);
            for (const double share : kProfileQuantiles)
                if (const double value = table::toDouble(next()); std::isfinite(value))
                    column.quantiles.emplace_back(share, value);
        }
        return {};
    }

    Status readNumbers(const table::Column& source, ColumnProfile& column) {
        SLIPWAY_ASSIGN(const auto numbers,
            m_connection.numberColumn(fmt::format("SELECT {} FROM {}", finite(source), quoteIdentifier(m_table))));
        addNumbers(numbers.values, column);
        return {};
    }

    Status readTop(const table::Column& source, ColumnProfile& column) {
        const auto value = presentSql(source);
        // Every value once: no need to count what is known to be 1.
        const bool unique = column.distinct == m_profile.rows - column.missing;
        SLIPWAY_ASSIGN(const auto top,
            m_connection.query(
                unique
                    ? fmt::format("SELECT {0} AS v, 1::BIGINT AS n FROM {1} WHERE {0} IS NOT NULL ORDER BY 1 LIMIT {2}",
                          value, quoteIdentifier(m_table), kTopValues)
                    : fmt::format("SELECT {0} AS v, count(*) AS n FROM {1} WHERE {0} IS NOT NULL GROUP BY 1 ORDER BY 2 "
                                  "DESC, 1 LIMIT {2}",
                          value, quoteIdentifier(m_table), kTopValues)));
        for (std::size_t row = 0; row < top.rowCount(); ++row)
            column.top.push_back({shownValue(top.cells[0][row]), std::get<std::int64_t>(top.cells[1][row])});
        return {};
    }

    table::Connection& m_connection;
    std::string m_table;
    Progress& m_progress;
    std::vector<table::Column> m_columns;
    std::vector<std::size_t> m_left; ///< columns that the engine tells about
    Profile m_profile;
};

} // namespace

Result<Profile> profileTable(
    table::Connection& connection, const std::string& table, Progress& progress, std::int64_t rowsInMemory) {
    if (progress.cancelled()) return fail(ErrorCode::Cancelled, "profiling was cancelled");
    return Profiler(connection, table, progress).run(rowsInMemory);
}

} // namespace slipway::data
