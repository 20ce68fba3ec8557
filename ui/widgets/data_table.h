#pragma once

#include <QTableView>
#include <vector>

#include "ui/widgets/table_cell.h"

namespace slipway::ui {

class ListTableModel;

/// A table in the look of the design: 36 px rows, hairlines, hover, own header and cell painting with equal-width
/// digits, no grid, no row numbers. Arrows move, Enter or double click opens, Ctrl+C copies tab-separated.
class DataTable : public QTableView {
    Q_OBJECT
public:
    /// `name` is what a screen reader says; objectName is set by the caller.
    explicit DataTable(const QString& name, QWidget* parent = nullptr);

    /// Sets widths, alignment and stretch from the model's columns, and keeps selection by row id across resets.
    void setListModel(ListTableModel* model);
    void setSortable(bool sortable);
    /// As high as its rows (for small tables in cards), at most `maximumRows`.
    void fitHeightToRows(int maximumRows = 12);
    QString selectedId() const; ///< "" when nothing is selected
    QStringList selectedIds() const;
    bool selectId(const QString& id); ///< false: no such row
    QString selectionAsText() const;

signals:
    void activatedId(const QString& id);       ///< Enter or double click
    void selectedIdChanged(const QString& id); ///< current row
    void hoverRowChanged(int row);             ///< -1: the pointer is elsewhere

protected:
    void setHoverRow(int row);
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    friend class CellDelegate;
    void rememberSelection();
    void restoreSelection();
    void measureColumns();
    void fitColumns();
    void refitColumns();
    void updateHeight();

    ListTableModel* m_list = nullptr;
    std::vector<int> m_needed; ///< width that each column's text takes
    QString m_keptId;
    int m_hoverRow = -1;
    int m_fitRows = 0;
    bool m_restoring = false;
};

} // namespace slipway::ui
