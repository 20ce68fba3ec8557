#pragma once

#include "ui/widgets/cell_delegate.h"

namespace slipway::ui {

/// Cells of the runs table: beside those of every table an eye and the caret of a group in the first column, grey bars
/// where a row is not loaded, and a turning arc in the status of a run that is running.
class RunCellDelegate : public CellDelegate {
    Q_OBJECT
public:
    using CellDelegate::CellDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void updateEditorGeometry(
        QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

    /// Where the eye, or the caret of a group row, takes clicks; in the first column's cell.
    static QRect markOf(const QRect& cell, const QModelIndex& index);
    void setTurn(double degrees) { m_turn = degrees; }

private:
    void paintName(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintGroup(QPainter* painter, const QRectF& box, const QModelIndex& index) const;
    void paintLive(QPainter* painter, const QRectF& box, const QString& word) const;
    double m_turn = 0;
};

} // namespace slipway::ui
