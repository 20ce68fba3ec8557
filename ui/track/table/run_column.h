#pragma once

#include <QString>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/track/run_cells.h"
#include "ui/widgets/table_cell.h"

namespace slipway::ui {

/// A column of the runs table. The first one of a table is always the name and always pinned.
struct RunColumn {
    track::RunField field;
    int width = 0; ///< 0: what its title and kind need
    bool pinned = false;
    bool operator==(const RunColumn&) const = default;
};

/// The column that every table begins with.
RunColumn nameColumn();
bool isName(const track::RunField& field);

QString titleOf(const track::RunField& field); ///< "Started", "loss", "loss min"
QString tipOf(const track::RunField& field);   ///< "Metric loss: smallest value"
QString kindOf(track::FieldGroup group);       ///< "Metrics"
Align alignOf(const track::RunField& field);
int usualWidth(const track::RunField& field);
/// Whether the list can be ordered, or grouped, by it.
bool isSortable(const track::RunField& field);
bool isGroupable(const track::RunField& field);

/// "metrics.loss", and back; the key stands as it is.
std::string writtenField(const track::RunField& field);
std::optional<track::RunField> readField(std::string_view text);
/// How the field is named in a filter: "metrics.`val loss`".
QString filterName(const track::RunField& field);

/// What the chooser offers beside keys: attributes and the data's version.
std::vector<track::RunField> fixedFields();

/// A value as the table shows it; `status` and times get their looks.
Cell shownCell(const track::RunCell& value, const track::RunField& field);
/// The same as text that reads back exactly, for exports.
QString exactText(const track::RunCell& value, const track::RunField& field);

/// Name, status, experiment, started, duration, user, data, then these metrics.
std::vector<RunColumn> usualColumns(const QStringList& metrics);
/// Held-out results before validation, validation before training; at most `limit` of them.
QStringList bestKnownMetrics(QStringList metrics, int limit);

} // namespace slipway::ui
