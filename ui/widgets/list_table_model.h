#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "ui/widgets/table_cell.h"

namespace slipway::ui {

/// A table held in memory, up to some 20,000 rows. setRows() with the same ids in the same order updates in place.
class ListTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit ListTableModel(std::vector<TableColumn> columns, QObject* parent = nullptr);

    void setColumns(std::vector<TableColumn> columns); ///< resets
    void setRows(std::vector<TableRow> rows);
    void appendRows(std::vector<TableRow> rows);
    const std::vector<TableRow>& rows() const { return m_rows; }
    const TableRow& rowAt(int row) const { return m_rows.at(static_cast<std::size_t>(row)); }
    const std::vector<TableColumn>& columns() const { return m_columns; }
    int indexOfId(const QString& id) const; ///< -1: not there

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    void applySort();
    std::vector<TableColumn> m_columns;
    std::vector<TableRow> m_rows;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace slipway::ui
