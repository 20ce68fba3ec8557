#include "ui/track/compare/run_header.h"

#include <QPainter>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_pens.h"
#include "ui/widgets/table_cell.h"

namespace slipway::ui {

namespace {
constexpr int kHeight = 36, kPadding = 12, kSwatch = 14;
}

RunHeader::RunHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setSectionsClickable(true);
    setHighlightSections(false);
    setDefaultSectionSize(140);
    setMinimumSectionSize(72);
    setSectionResizeMode(QHeaderView::Interactive);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::NoFocus);
}

QSize RunHeader::sizeHint() const {
    return {QHeaderView::sizeHint().width(), kHeight};
}

void RunHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
    painter->save();
    painter->fillRect(rect, color(Token::Surface));
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color(Token::Line));
    QRectF box = QRectF(rect).adjusted(kPadding, 0, -kPadding, 0);
    const QVariant slot = model()->headerData(section, Qt::Horizontal, SwatchRole);
    const QFont used = fontFor(FontRole::TableHeader);
    const QFontMetricsF metrics(used);
    const double room = box.width() - (slot.isValid() ? kSwatch + 6 : 0);
    const QString name = metrics.elidedText(
        model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString(), Qt::ElideMiddle, room);
    if (slot.isValid()) {
        painter->setRenderHint(QPainter::Antialiasing);
        const double left = box.right() - metrics.horizontalAdvance(name) - kSwatch - 6;
        QPen pen = curvePen(slot.toInt(), false, 3);
        if (pen.style() != Qt::SolidLine)
            pen.setDashPattern(pen.style() == Qt::DotLine ? QList<qreal>{1, 1} : QList<qreal>{2, 0.8});
        painter->setPen(pen);
        painter->drawLine(QPointF(left, box.center().y()), QPointF(left + kSwatch, box.center().y()));
    }
    painter->setFont(used);
    painter->setPen(color(Token::TextSecondary));
    painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight, name);
    painter->restore();
}

} // namespace slipway::ui
