#include "ui/track/run/preview/table_rows.h"

#include <algorithm>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

std::vector<TableColumn> columnsOf(const table::Table& table) {
    std::vector<TableColumn> columns;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto& column = table.columns[i];
        bool numbers = column.type == table::Type::Integer || column.type == table::Type::Real;
        if (column.type == table::Type::Text && !table.cells[i].empty())
            numbers = std::holds_alternative<double>(table.cells[i].front()) ||
                      std::holds_alternative<std::int64_t>(table.cells[i].front());
        columns.push_back({format::text(column.name), numbers ? Align::Right : Align::Left, 110, false,
            format::text(column.sqlType)});
    }
    const auto last =
        std::find_if(columns.rbegin(), columns.rend(), [](const auto& column) { return column.align == Align::Left; });
    if (last != columns.rend()) last->stretch = true;
    return columns;
}

std::vector<TableRow> rowsOf(const table::Table& table) {
    std::vector<TableRow> rows(table.rowCount());
    for (std::size_t r = 0; r < rows.size(); ++r) {
        rows[r].id = QString::number(r + 1);
        for (const auto& column : table.cells) {
            Cell cell(
                table::isNull(column[r]) ? format::missing() : format::text(table::toText(column[r])).simplified());
            cell.muted = table::isNull(column[r]);
            rows[r].cells.push_back(std::move(cell));
        }
    }
    return rows;
}

} // namespace

TableRows tableRows(const table::Table& table) {
    return {columnsOf(table), rowsOf(table), {}};
}

} // namespace slipway::ui
