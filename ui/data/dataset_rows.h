#pragma once

#include <vector>

#include "core/data/dataset.h"
#include "core/data/profile.h"
#include "core/data/row_filter.h"
#include "core/table/value.h"
#include "ui/widgets/table_cell.h"

namespace slipway::ui {

/// Columns and rows of the tables that describe datasets. Ids are references ("census:1") or column names.
std::vector<TableColumn> datasetColumns();
TableRow datasetRow(const data::DatasetVersion& version);

std::vector<TableColumn> profileColumns();
std::vector<TableRow> profileRows(const data::Profile& profile, const data::DatasetVersion& version);

std::vector<TableColumn> previewColumns(const table::Table& table);
std::vector<TableRow> previewRows(const table::Table& table);

std::vector<TableColumn> filterColumns();
std::vector<TableRow> filterRows(const std::vector<data::RuleCount>& counts);

} // namespace slipway::ui
