#pragma once

#include <vector>

#include "ui/widgets/table_cell.h"

namespace slipway::ui {

/// Widths of a table's columns for `room` pixels; `needed` is what the longest text of each column takes. A column gets
/// its given width or more when its text is longer. When room is short, first what no text uses goes, then what long
/// texts took beyond the given width; only then the table scrolls. What is left over goes to the stretching columns.
std::vector<int> fitColumns(const std::vector<TableColumn>& columns, const std::vector<int>& needed, int room);

} // namespace slipway::ui
