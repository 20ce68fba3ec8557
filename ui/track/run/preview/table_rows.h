#pragma once

#include <QString>
#include <vector>

#include "core/table/value.h"
#include "ui/widgets/table_cell.h"

namespace slipway::ui {

/// A table as a DataTable shows it; made in a job, since its cells are many.
struct TableRows {
    std::vector<TableColumn> columns;
    std::vector<TableRow> rows;
    QString note;
};

TableRows tableRows(const table::Table& table);

} // namespace slipway::ui
