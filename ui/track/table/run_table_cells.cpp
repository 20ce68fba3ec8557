#include <cmath>

#include "ui/track/compare/run_comparison.h"
#include "ui/track/table/run_table_model.h"
#include "ui/widgets/formatting.h"

// What the cells of RunTableModel say.
namespace slipway::ui {

namespace {

QString spreadText(const track::MetricSpread& spread) {
    if (spread.runs == 1) return format::metric(spread.mean);
    return RunTableModel::tr("%1 ± %2").arg(format::metric(spread.mean), format::number(spread.deviation));
}

} // namespace

QVariant RunTableModel::cellData(const Cell& cell, const RunColumn& column, int role) const {
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole:
        return cell.tip.isEmpty() ? QVariant() : cell.tip;
    case Qt::AccessibleTextRole:
        return titleOf(column.field) + QLatin1Char(' ') + cell.text;
    case PillRole:
        return cell.pill ? QVariant(static_cast<int>(*cell.pill)) : QVariant();
    case CodeRole:
        return cell.code;
    case StrongRole:
        return cell.strong;
    case MutedRole:
        return cell.muted;
    case DetailRole:
        return cell.detail.isEmpty() ? QVariant() : cell.detail;
    default:
        return {};
    }
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount()) return {};
    if (role == Qt::TextAlignmentRole) {
        const Align align = alignOf(m_columns[static_cast<std::size_t>(index.column())].field);
        return QVariant::fromValue(Qt::AlignVCenter | (align == Align::Right ? Qt::AlignRight : Qt::AlignLeft));
    }
    const auto place = m_rows.at(static_cast<std::size_t>(index.row()));
    if (place.group) return groupData(index, *place.group, role);
    return runData(index, place.position, place.inGroup, role);
}

QVariant RunTableModel::runData(const QModelIndex& index, std::size_t position, bool inGroup, int role) const {
    const std::int64_t number = m_rows.numbers()[position];
    const auto column = static_cast<std::size_t>(index.column());
    if (role == RunNumberRole) return QVariant::fromValue<qlonglong>(number);
    if (role == RunSelectedRole) return m_selection.contains(number);
    if (role == RunIndentRole) return inGroup;
    if (role == RunShownRole) return m_marks.isShown(number, position);
    if (role == RunGroupRole || role == RunUnfoldedRole) return false;
    const RunRow* row = m_pages.row(position);
    if (role == RunLoadingRole) return row == nullptr;
    if (!row) return role == Qt::AccessibleTextRole ? QVariant(tr("Loading")) : QVariant();
    if (role == RowIdRole) return format::text(row->run.id);
    if (role == RunLiveRole) return !row->gone && row->run.status == track::RunStatus::Running;
    if (row->gone) {
        if (role == MutedRole) return true;
        return index.column() == 0 && role == Qt::DisplayRole ? QVariant(tr("Deleted meanwhile")) : QVariant();
    }
    if (index.column() == 0) {
        const QString name = format::text(row->run.name);
        if (role == Qt::DisplayRole || role == Qt::EditRole) return name;
        if (role == StrongRole) return true;
        if (role == SwatchRole && m_marks.isShown(number, position)) {
            const int slot = m_marks.slotOf(format::text(row->run.id));
            return slot >= 0 ? QVariant(slot) : QVariant();
        }
        if (role == Qt::ToolTipRole) return name + QLatin1Char('\n') + format::text(row->run.id);
        if (role == Qt::AccessibleTextRole)
            return tr("Run %1%2%3")
                .arg(name, m_selection.contains(number) ? tr(", selected") : QString(),
                    m_marks.isShown(number, position) ? tr(", in charts") : QString());
        return {};
    }
    if (column >= row->cells.size()) return {};
    if (role == StrongRole && isBest(*row, column)) return true;
    return cellData(row->cells[column], m_columns[column], role);
}

bool RunTableModel::isBest(const RunRow& row, std::size_t column) const {
    const auto& field = m_columns[column].field;
    if (field.group != track::FieldGroup::Metric || numbers().size() < 2 || column >= row.run.cells.size())
        return false;
    const auto* value = std::get_if<double>(&row.run.cells[column]);
    if (!value || std::isnan(*value)) return false;
    const auto* spread = m_spreads.of(std::nullopt, field);
    if (!spread || spread->runs < 2 || spread->minimum == spread->maximum) return false;
    return *value == (lowerIsBetter(format::text(field.key)) ? spread->minimum : spread->maximum);
}

/// Of one field "depth = 6", of several their values: what they are of stands in the tip.
Cell RunTableModel::groupName(std::size_t group) const {
    const auto& values = m_rows.list().groups[group].values;
    QStringList shown, named;
    for (std::size_t i = 0; i < values.size() && i < m_query.groupBy.size(); ++i) {
        const auto& field = m_query.groupBy[i];
        QString value = values[i] ? format::text(*values[i]).simplified() : tr("none");
        if (values[i] && field.group == track::FieldGroup::Attribute && field.key == "status")
            value = lookOf(*values[i]).word;
        shown << value;
        named << titleOf(field) + QStringLiteral(" = ") + value;
    }
    Cell cell(shown.size() == 1 ? named.front() : shown.join(QStringLiteral(" · ")));
    const auto runs = static_cast<std::int64_t>(m_rows.list().groups[group].count);
    cell.detail = format::plural(runs, tr("run"), tr("runs"));
    cell.tip = named.join('\n') + QLatin1Char('\n') + cell.detail;
    cell.strong = true;
    return cell;
}

Cell RunTableModel::groupCell(std::size_t group, const RunColumn& column) const {
    if (column.field.group != track::FieldGroup::Metric) {
        // What the runs were grouped by is the same in all of them.
        const auto& by = m_query.groupBy;
        const auto found = std::ranges::find(by, column.field);
        const auto& values = m_rows.list().groups[group].values;
        const auto at = static_cast<std::size_t>(found - by.begin());
        if (found == by.end() || at >= values.size()) return {};
        if (!values[at]) return Cell::number(std::optional<double>());
        return shownCell(track::RunCell(*values[at]), column.field);
    }
    const auto* spread = m_spreads.of(group, column.field);
    if (!spread) return {};
    if (spread->runs == 0) return Cell::number(std::optional<double>());
    Cell cell(spreadText(*spread));
    cell.tip = tr("Mean %1 ± %2 over %3\nMinimum %4\nMaximum %5")
                   .arg(format::fullNumber(spread->mean), format::number(spread->deviation),
                       format::plural(spread->runs, tr("run"), tr("runs")), format::fullNumber(spread->minimum),
                       format::fullNumber(spread->maximum));
    return cell;
}

QVariant RunTableModel::groupData(const QModelIndex& index, std::size_t group, int role) const {
    if (role == RunGroupRole) return true;
    if (role == RunUnfoldedRole) return m_rows.isUnfolded(group);
    if (role == RunSelectedRole) {
        const auto runs = runsOfRow(index.row());
        return !m_selection.isEmpty() &&
               std::ranges::all_of(runs, [this](auto run) { return m_selection.contains(run); });
    }
    if (role == RunIndentRole || role == RunShownRole || role == RunLoadingRole || role == RunLiveRole) return false;
    if (role == RowIdRole) return QStringLiteral("group:%1").arg(group);
    const auto& column = m_columns[static_cast<std::size_t>(index.column())];
    const Cell cell = index.column() == 0 ? groupName(group) : groupCell(group, column);
    if (role == Qt::AccessibleTextRole && index.column() == 0)
        return tr("Group %1, %2, %3")
            .arg(cell.text, cell.detail, m_rows.isUnfolded(group) ? tr("unfolded") : tr("folded"));
    return cellData(cell, column, role);
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const auto& field = m_columns[static_cast<std::size_t>(section)].field;
    if (role == Qt::DisplayRole) return titleOf(field);
    if (role == Qt::ToolTipRole) return tipOf(field);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::AlignVCenter | (alignOf(field) == Align::Right ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

} // namespace slipway::ui
