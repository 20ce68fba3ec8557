#include "ui/shell/palette_delegate.h"

#include <QPainter>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

/// Letters that matched are semibold and in the accent.
void paintTitle(QPainter& painter, const QRectF& box, const QString& title, const QList<int>& hits, bool enabled) {
    double x = box.left();
    const QFont plain = fontFor(FontRole::Control), bold = fontFor(FontRole::Strong);
    for (int i = 0; i < title.size();) {
        const bool hit = hits.contains(i);
        int end = i;
        while (end < title.size() && hits.contains(end) == hit) ++end;
        const QString run = title.mid(i, end - i);
        painter.setFont(hit ? bold : plain);
        painter.setPen(color(!enabled ? Token::TextMuted : hit ? Token::AccentText : Token::Text));
        const QFontMetricsF metrics(painter.font());
        const double left = box.right() - x;
        if (left < 8) return;
        painter.drawText(QRectF(x, box.top(), left, box.height()), Qt::AlignVCenter | Qt::AlignLeft,
            metrics.elidedText(run, Qt::ElideRight, left));
        x += metrics.horizontalAdvance(run);
        i = end;
    }
}

} // namespace

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF row = QRectF(option.rect).adjusted(0, 1, 0, -1);
    const bool enabled = index.flags() & Qt::ItemIsEnabled;
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(option.state & QStyle::State_Selected ? Token::Selected : Token::Hover));
        painter->drawRoundedRect(row, 8, 8);
    }
    paintIcon(painter, QRectF(row.left() + 12, row.center().y() - 9, 18, 18), index.data(IconNameRole).toString(),
        color(Token::TextSecondary));
    double right = row.right() - 12;
    const QString shortcut = index.data(ShortcutRole).toString();
    if (!shortcut.isEmpty()) {
        const QFont used = fontFor(FontRole::Axis);
        const double width = QFontMetricsF(used).horizontalAdvance(shortcut) + 12;
        const QRectF cap(right - width, row.center().y() - 10, width, 20);
        painter->setPen(QPen(color(Token::LineButton), 1));
        painter->setBrush(color(Token::Surface));
        painter->drawRoundedRect(cap, 4, 4);
        painter->setFont(used);
        painter->setPen(color(Token::TextSecondary));
        painter->drawText(cap, Qt::AlignCenter, shortcut);
        right = cap.left() - 12;
    }
    const QString place = index.data(PlaceRole).toString();
    const QFont caption = fontFor(FontRole::Caption);
    const double placeWidth = std::min(220.0, QFontMetricsF(caption).horizontalAdvance(place) + 4);
    painter->setFont(caption);
    painter->setPen(color(option.state & QStyle::State_Selected ? Token::TextSecondary : Token::TextMuted));
    painter->drawText(QRectF(right - placeWidth, row.top(), placeWidth, row.height()),
        Qt::AlignVCenter | Qt::AlignRight, QFontMetricsF(caption).elidedText(place, Qt::ElideRight, placeWidth));
    const double left = row.left() + 42;
    paintTitle(*painter, QRectF(left, row.top(), right - placeWidth - 16 - left, row.height()), index.data().toString(),
        index.data(HitsRole).value<QList<int>>(), enabled);
    painter->restore();
}

} // namespace slipway::ui
