#pragma once

#include <QAbstractItemView>
#include <QPainter>
#include <QStyledItemDelegate>

#include "ui/shell/theme.h"

namespace slipway::ui {

/// Row of the section list, in the look of the navigation rail.
class SectionDelegate : public QStyledItemDelegate {
public:
    enum Role { IconNameRole = Qt::UserRole + 1 };
    explicit SectionDelegate(QAbstractItemView* view) : QStyledItemDelegate(view), m_view(*view) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {180, 36}; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const bool selected = option.state & QStyle::State_Selected;
        const QRectF box = QRectF(option.rect).adjusted(1, 1, -1, -1);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        if (selected || option.state & QStyle::State_MouseOver) {
            painter->setBrush(color(selected ? Token::Selected : Token::Hover));
            painter->drawRoundedRect(box, 6, 6);
        }
        if (selected && m_view.property("kf").toBool()) {
            painter->setPen(QPen(color(Token::Focus), 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6);
        }
        const QColor ink = color(selected ? Token::AccentText : Token::TextSecondary);
        paintIcon(
            painter, QRectF(box.left() + 10, box.center().y() - 8, 16, 16), index.data(IconNameRole).toString(), ink);
        painter->setFont(fontFor(selected ? FontRole::Strong : FontRole::Control));
        painter->setPen(color(selected ? Token::AccentText : Token::Text));
        painter->drawText(box.adjusted(36, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
        painter->restore();
    }

private:
    QAbstractItemView& m_view;
};

} // namespace slipway::ui
