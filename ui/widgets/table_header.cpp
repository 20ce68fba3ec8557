#include "ui/widgets/table_header.h"

#include <QPainter>
#include <QtMath>

#include "ui/shell/theme.h"
#include "ui/widgets/cell_delegate.h"

namespace slipway::ui {

TableHeader::TableHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setHighlightSections(false);
    setMinimumSectionSize(48);
    setMouseTracking(true);
}

QSize TableHeader::sizeHint() const {
    return {QHeaderView::sizeHint().width(), 36};
}

int TableHeader::neededWidth(int section) const {
    const QString title = model()->headerData(section, orientation()).toString();
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    return qCeil(QFontMetricsF(fontFor(FontRole::TableHeader)).horizontalAdvance(title)) + (sorted ? 16 : 0) + 1 +
           CellDelegate::marginsOf(section, count());
}

void TableHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
    painter->save();
    painter->fillRect(rect, color(Token::Surface));
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color(Token::Line));
    const QRectF box = CellDelegate::contentOf(QRectF(rect), section, count());
    const bool right =
        (model()->headerData(section, orientation(), Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0;
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    const QFont used = fontFor(FontRole::TableHeader);
    const QString title = model()->headerData(section, orientation()).toString();
    const double arrow = sorted ? 16 : 0;
    const QString shown = QFontMetricsF(used).elidedText(title, Qt::ElideRight, box.width() - arrow);
    const double width = QFontMetricsF(used).horizontalAdvance(shown);
    painter->setFont(used);
    painter->setPen(color(sorted ? Token::Text : Token::TextSecondary));
    painter->drawText(box, Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft), shown);
    if (sorted) {
        const double x = right ? box.right() - width - 16 : box.left() + width + 4;
        const auto name =
            sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral("arrow-up") : QStringLiteral("arrow-down");
        paintIcon(painter, QRectF(x, box.center().y() - 6, 12, 12), name, color(Token::TextSecondary));
    }
    painter->restore();
}

} // namespace slipway::ui
