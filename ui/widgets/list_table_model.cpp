#include "ui/widgets/list_table_model.h"

#include <algorithm>
#include <numeric>

namespace slipway::ui {

namespace {

bool lessThan(const Cell& a, const Cell& b) {
    if (a.sort.isValid() && b.sort.isValid()) {
        if (a.sort.typeId() == QMetaType::QString) return a.sort.toString() < b.sort.toString();
        return a.sort.toDouble() < b.sort.toDouble();
    }
    return QString::localeAwareCompare(a.text, b.text) < 0;
}

bool sameIds(const std::vector<TableRow>& a, const std::vector<TableRow>& b) {
    return std::ranges::equal(a, b, [](const TableRow& x, const TableRow& y) { return x.id == y.id; });
}

QVariant sparkOf(const std::vector<double>& values) {
    QVariantList list;
    for (const double value : values) list.push_back(value);
    return list;
}

} // namespace

ListTableModel::ListTableModel(std::vector<TableColumn> columns, QObject* parent)
    : QAbstractTableModel(parent), m_columns(std::move(columns)) {}

void ListTableModel::setColumns(std::vector<TableColumn> columns) {
    beginResetModel();
    m_columns = std::move(columns);
    m_rows.clear();
    m_sortColumn = -1;
    endResetModel();
}

void ListTableModel::applySort() {
    if (m_sortColumn < 0) return;
    const auto column = static_cast<std::size_t>(m_sortColumn);
    std::ranges::stable_sort(m_rows, [&](const TableRow& a, const TableRow& b) {
        if (column >= a.cells.size() || column >= b.cells.size()) return false;
        return m_sortOrder == Qt::AscendingOrder ? lessThan(a.cells[column], b.cells[column])
                                                 : lessThan(b.cells[column], a.cells[column]);
    });
}

void ListTableModel::setRows(std::vector<TableRow> rows) {
    std::vector<TableRow> old = std::exchange(m_rows, std::move(rows));
    applySort();
    if (!m_rows.empty() && sameIds(old, m_rows)) {
        dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    std::swap(old, m_rows);
    beginResetModel();
    m_rows = std::move(old);
    endResetModel();
}

void ListTableModel::appendRows(std::vector<TableRow> rows) {
    if (rows.empty()) return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(rows.size()) - 1);
    std::ranges::move(rows, std::back_inserter(m_rows));
    endInsertRows();
}

int ListTableModel::indexOfId(const QString& id) const {
    const auto found = std::ranges::find(m_rows, id, &TableRow::id);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int ListTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ListTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant ListTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const TableRow& row = rowAt(index.row());
    if (role == RowIdRole) return row.id;
    const auto column = static_cast<std::size_t>(index.column());
    if (column >= row.cells.size()) return {};
    const Cell& cell = row.cells[column];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole:
        return cell.tip.isEmpty() ? QVariant() : cell.tip;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter | (m_columns[column].align == Align::Right ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::AccessibleTextRole:
        return m_columns[column].title + ' ' + cell.text;
    case SortRole:
        return cell.sort.isValid() ? cell.sort : cell.text;
    case PillRole:
        return cell.pill ? QVariant(static_cast<int>(*cell.pill)) : QVariant();
    case BarRole:
        return cell.bar ? QVariant(*cell.bar) : QVariant();
    case SparkRole:
        return cell.spark.empty() ? QVariant() : sparkOf(cell.spark);
    case SwatchRole:
        return cell.swatch >= 0 ? QVariant(cell.swatch) : QVariant();
    case CodeRole:
        return cell.code;
    case StrongRole:
        return cell.strong;
    case MutedRole:
        return cell.muted;
    case IconRole:
        return cell.icon.isEmpty() ? QVariant() : cell.icon;
    case DetailRole:
        return cell.detail.isEmpty() ? QVariant() : cell.detail;
    default:
        return {};
    }
}

QVariant ListTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const TableColumn& column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole) return column.title;
    if (role == Qt::ToolTipRole) return column.tip.isEmpty() ? QVariant() : column.tip;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (column.align == Align::Right ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

void ListTableModel::sort(int column, Qt::SortOrder order) {
    m_sortColumn = column;
    m_sortOrder = order;
    if (column < 0 || m_rows.size() < 2) return;
    layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList old = persistentIndexList();
    std::vector<QString> ids;
    for (const QModelIndex& index : old) ids.push_back(rowAt(index.row()).id);
    applySort();
    QModelIndexList moved;
    for (qsizetype i = 0; i < old.size(); ++i)
        moved.push_back(index(indexOfId(ids[static_cast<std::size_t>(i)]), old[i].column()));
    changePersistentIndexList(old, moved);
    layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

} // namespace slipway::ui
