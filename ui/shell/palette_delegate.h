#pragma once

#include <QStyledItemDelegate>

namespace slipway::ui {

/// Row of the palette: icon, title with the match in bold, place, shortcut. 46 high.
class PaletteDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1, PlaceRole, IconNameRole, ShortcutRole, HitsRole, ScoreRole, RunRole };
    static constexpr int kRowHeight = 46;

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRowHeight}; }
};

} // namespace slipway::ui
