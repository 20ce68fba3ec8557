#include "core/monitor/drift_columns.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/table/column_scan.h"

namespace slipway::monitor {

namespace {

constexpr std::size_t kMostIntegerCategories = 10;

std::string asText(const SideColumn& side) {
    const auto column = table::quoteIdentifier(side.column.name);
    return side.column.sqlType == "VARCHAR" ? column : fmt::format("CAST({} AS VARCHAR)", column);
}

bool isNumber(const SideColumn& side) {
    return side.column.type == table::Type::Integer || side.column.type == table::Type::Real;
}

/// Without NaN and infinities.
NumberCells cleaned(table::NumberScan&& scan) {
    if (scan.finite && !scan.values.empty()) return {std::move(scan.values), scan.sum, scan.minimum, scan.maximum};
    NumberCells cells{std::move(scan.values)};
    std::erase_if(cells.values, [](double value) { return !std::isfinite(value); });
    if (cells.values.empty()) return cells;
    for (const double value : cells.values) cells.sum += value;
    const auto [least, greatest] = std::ranges::minmax(cells.values);
    cells.minimum = least;
    cells.maximum = greatest;
    return cells;
}

} // namespace

Result<NumberCells> readNumbers(table::Connection& connection, const SideColumn& side, Progress& progress) {
    const auto column = table::quoteIdentifier(side.column.name);
    const auto expression =
        isNumberStorage(side.column.type) ? column : fmt::format("TRY_CAST({} AS DOUBLE)", asText(side));
    SLIPWAY_ASSIGN(auto scans, table::ColumnScan::run(connection,
                                   fmt::format("SELECT {} FROM {}", expression, table::quoteIdentifier(side.table)),
                                   static_cast<std::size_t>(side.rows), progress));
    return cleaned(std::move(scans.front()));
}

Result<std::vector<std::optional<NumberCells>>> readTogether(
    table::Connection& connection, const std::vector<SideColumn>& columns, Progress& progress) {
    std::vector<std::optional<NumberCells>> cells(columns.size());
    std::string list;
    for (const auto& column : columns)
        if (isNumber(column)) list += (list.empty() ? "" : ", ") + table::quoteIdentifier(column.column.name);
    if (list.empty()) return cells;
    SLIPWAY_ASSIGN(
        auto scans, table::ColumnScan::run(connection,
                        fmt::format("SELECT {} FROM {}", list, table::quoteIdentifier(columns.front().table)),
                        static_cast<std::size_t>(columns.front().rows), progress));
    for (std::size_t i = 0, next = 0; i < columns.size(); ++i)
        if (isNumber(columns[i])) cells[i] = cleaned(std::move(scans[next++]));
    return cells;
}

Result<Presence> countPresent(table::Connection& connection, const SideColumn& side, Progress& progress) {
    SLIPWAY_ASSIGN(const auto sums,
        connection.query(fmt::format("SELECT count({0}), count(DISTINCT {0}) FROM {1}",
                             table::quoteIdentifier(side.column.name), table::quoteIdentifier(side.table)),
            {}, progress));
    return Presence{static_cast<std::int64_t>(table::toDouble(sums.cells[0][0])),
        static_cast<std::int64_t>(table::toDouble(sums.cells[1][0]))};
}

Result<CategoryCells> readCategories(
    table::Connection& connection, const SideColumn& side, std::int64_t mostGroups, Progress& progress) {
    const auto text = asText(side), table = table::quoteIdentifier(side.table);
    auto sql = fmt::format("SELECT {0} AS value, count(*) FROM {1} GROUP BY 1", text, table);
    if (mostGroups != kAllGroups) sql += fmt::format(" LIMIT {}", mostGroups + 2); // the nulls are a group, too
    SLIPWAY_ASSIGN(const auto groups, connection.query(sql, {}, progress));
    CategoryCells cells;
    const auto nulls = std::ranges::count_if(groups.cells[0], table::isNull);
    if (mostGroups != kAllGroups && static_cast<std::int64_t>(groups.rowCount()) - nulls > mostGroups) {
        SLIPWAY_ASSIGN(const auto presence, countPresent(connection, side, progress));
        cells.total = presence.total;
        cells.distinct = presence.distinct;
        cells.complete = false;
        return cells;
    }
    for (std::size_t i = 0; i < groups.rowCount(); ++i) {
        if (table::isNull(groups.cells[0][i])) continue;
        const double count = table::toDouble(groups.cells[1][i]);
        cells.counts[table::toText(groups.cells[0][i])] += count;
        cells.total += static_cast<std::int64_t>(count);
    }
    cells.distinct = static_cast<std::int64_t>(cells.counts.size());
    return cells;
}

Result<std::vector<std::string>> readTexts(
    table::Connection& connection, const SideColumn& side, std::int64_t most, Progress& progress) {
    const auto text = asText(side);
    // A hash orders texts the same way in every run, whatever the threads do.
    const auto sql =
        fmt::format("SELECT {0} AS value FROM {1} WHERE {0} IS NOT NULL ORDER BY hash(value), value LIMIT {2}", text,
            table::quoteIdentifier(side.table), most);
    SLIPWAY_ASSIGN(const auto rows, connection.query(sql, {}, progress));
    std::vector<std::string> texts;
    for (const auto& cell : rows.cells[0]) texts.push_back(table::toText(cell));
    return texts;
}

bool isNumberStorage(table::Type type) {
    return type == table::Type::Integer || type == table::Type::Real || type == table::Type::Boolean;
}

ColumnKind kindOfIntegers(const NumberCells& cells) {
    if (cells.values.empty()) return ColumnKind::Empty;
    const auto distinct = distinctUpTo(kMostIntegerCategories + 1, cells.values);
    return distinct > kMostIntegerCategories ? ColumnKind::Numeric : ColumnKind::Categorical;
}

ColumnKind kindOfCategories(const CategoryCells& cells) {
    if (cells.total == 0) return ColumnKind::Empty;
    return static_cast<double>(cells.distinct) > 0.5 * static_cast<double>(cells.total) ? ColumnKind::Text
                                                                                        : ColumnKind::Categorical;
}

} // namespace slipway::monitor
