#include "ui/data/dataset_rows.h"

#include <algorithm>

#include <QObject>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

int sensitiveCount(const data::DatasetVersion& version) {
    return static_cast<int>(std::ranges::count_if(version.columns, &data::DatasetColumn::sensitive));
}

bool isNumeric(table::Type type) {
    return type == table::Type::Integer || type == table::Type::Real;
}

bool isSensitive(const data::DatasetVersion& version, const std::string& column) {
    return std::ranges::any_of(version.columns, [&](const auto& c) { return c.name == column && c.sensitive; });
}

QString range(const data::ColumnProfile& column) {
    if (!column.minimum || !column.maximum) return format::missing();
    const auto shown = [&](const std::string& value) {
        bool isNumber = false;
        const double number = format::text(value).toDouble(&isNumber);
        return isNumber && (column.type == "integer" || column.type == "real") ? format::number(number)
                                                                               : format::text(value);
    };
    return QObject::tr("%1 … %2").arg(shown(*column.minimum), shown(*column.maximum));
}

} // namespace

std::vector<TableColumn> datasetColumns() {
    return {{QObject::tr("Dataset"), Align::Left, 170, true, {}}, {QObject::tr("Version"), Align::Right, 70, false, {}},
        {QObject::tr("Rows"), Align::Right, 90, false, {}}, {QObject::tr("Columns"), Align::Right, 80, false, {}},
        {QObject::tr("Skipped"), Align::Right, 80, false, QObject::tr("Bad rows of the source that were left out")},
        {QObject::tr("Size"), Align::Right, 80, false, {}}, {QObject::tr("Sensitive"), Align::Left, 110, false, {}},
        {QObject::tr("From"), Align::Left, 220, false, {}}, {QObject::tr("Made"), Align::Left, 110, false, {}}};
}

TableRow datasetRow(const data::DatasetVersion& version) {
    TableRow row{format::text(version.reference()), {}, format::text(version.lineageId())};
    Cell name(format::text(version.dataset));
    name.strong = true;
    name.icon = "database";
    row.cells = {name, Cell::count(version.version), Cell::count(version.rows),
        Cell::count(static_cast<std::int64_t>(version.columns.size())), Cell::count(version.skippedRows),
        Cell(format::bytes(version.bytes)), {}, Cell(format::text(version.source)), Cell::time(version.createdAt)};
    row.cells[5].sort = QVariant::fromValue<qlonglong>(version.bytes);
    const int sensitive = sensitiveCount(version);
    row.cells[6] =
        sensitive > 0
            ? Cell::withPill({PillKind::Warn, format::plural(sensitive, QObject::tr("column"), QObject::tr("columns"))})
            : Cell(format::missing());
    return row;
}

std::vector<TableColumn> profileColumns() {
    return {{QObject::tr("Column"), Align::Left, 150, true, {}}, {QObject::tr("Type"), Align::Left, 80, false, {}},
        {QObject::tr("Missing"), Align::Right, 90, false, {}}, {QObject::tr("Distinct"), Align::Right, 90, false, {}},
        {QObject::tr("Mean"), Align::Right, 90, false, {}},
        {QObject::tr("Std. dev."), Align::Right, 90, false, QObject::tr("Sample standard deviation")},
        {QObject::tr("Range"), Align::Left, 160, false, {}}, {QObject::tr("Distribution"), Align::Left, 110, false, {}},
        {QObject::tr("Flags"), Align::Left, 120, false, {}}};
}

std::vector<TableRow> profileRows(const data::Profile& profile, const data::DatasetVersion& version) {
    std::vector<TableRow> rows;
    for (const auto& column : profile.columns) {
        TableRow row{format::text(column.name), {}, {}};
        Cell distribution;
        for (const auto& bin : column.histogram) distribution.spark.push_back(static_cast<double>(bin.count));
        if (column.histogram.empty())
            for (const auto& top : column.top) distribution.spark.push_back(static_cast<double>(top.count));
        Cell flags(format::missing());
        if (isSensitive(version, column.name))
            flags = Cell::withPill({PillKind::Warn, QObject::tr("sensitive")});
        else if (!column.pii.empty())
            flags = Cell::withPill({PillKind::Bad, format::text(column.pii.front().kind)});
        row.cells = {Cell(format::text(column.name)), Cell(format::text(column.type)), Cell::count(column.missing),
            Cell::count(column.distinct), Cell::number(column.mean), Cell::number(column.stddev), Cell(range(column)),
            distribution, flags};
        row.cells[0].strong = true;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<TableColumn> previewColumns(const table::Table& table) {
    std::vector<TableColumn> columns;
    for (const auto& column : table.columns)
        columns.push_back({format::text(column.name), isNumeric(column.type) ? Align::Right : Align::Left, 120, false,
            format::text(column.sqlType)});
    return columns;
}

std::vector<TableRow> previewRows(const table::Table& table) {
    std::vector<TableRow> rows(table.rowCount());
    for (std::size_t r = 0; r < rows.size(); ++r) {
        rows[r].id = QString::number(r + 1);
        for (const auto& column : table.cells) {
            Cell cell(table::isNull(column[r]) ? format::missing() : format::text(table::toText(column[r])));
            cell.muted = table::isNull(column[r]);
            rows[r].cells.push_back(std::move(cell));
        }
    }
    return rows;
}

std::vector<TableColumn> filterColumns() {
    return {{QObject::tr("Rule"), Align::Left, 180, true, {}}, {QObject::tr("Dropped"), Align::Right, 110, false, {}},
        {QObject::tr("Left after it"), Align::Right, 120, false, {}}};
}

std::vector<TableRow> filterRows(const std::vector<data::RuleCount>& counts) {
    std::vector<TableRow> rows;
    for (const auto& count : counts)
        rows.push_back({format::text(count.rule),
            {Cell(format::text(count.rule)), Cell::count(count.dropped), Cell::count(count.kept)}, {}});
    return rows;
}

} // namespace slipway::ui
