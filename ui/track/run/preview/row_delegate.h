#pragma once

#include <QStyledItemDelegate>

namespace slipway::ui {

/// Rows of one height with room around the text, for trees.
class RowDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return {QStyledItemDelegate::sizeHint(option, index).width(), kHeight};
    }
    static constexpr int kHeight = 28;
};

} // namespace slipway::ui
