#pragma once

#include <QStyledItemDelegate>

namespace slipway::ui {

class DataTable;

/// Paints a cell from its roles (table_cell.h): pill, bar, sparkline, swatch, icon, text with equal-width digits.
class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit CellDelegate(DataTable& table);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

    static constexpr int kPadding = 12;
    static constexpr int kEdge = 16; ///< at the left of the first and the right of the last column, as a card's padding
    /// Where the content of a cell or header stands.
    static QRectF contentOf(const QRectF& cell, int column, int columns);
    /// What contentOf() leaves out at both sides together.
    static int marginsOf(int column, int columns);

protected:
    void paintBackground(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    /// Swatch, icon, text and detail, in `box`.
    void paintText(QPainter* painter, QRectF box, const QStyleOptionViewItem& option, const QModelIndex& index) const;

private:
    DataTable& m_table;
};

} // namespace slipway::ui
