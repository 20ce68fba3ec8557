#include "ui/widgets/cell_delegate.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <QtMath>

#include "ui/shell/theme.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/digits.h"
#include "ui/widgets/sparkline.h"

namespace slipway::ui {

namespace {

constexpr double kLeastSpark = 72, kMostSpark = 120, kLeastBar = 36, kBarNumber = 52;

FontRole fontOf(const QModelIndex& index) {
    if (index.data(CodeRole).toBool()) return FontRole::Code;
    return index.data(StrongRole).toBool() ? FontRole::Strong : FontRole::Body;
}

bool isRight(const QModelIndex& index) {
    return (index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0;
}

double textWidth(const QModelIndex& index) {
    double width = tabularWidth(fontFor(fontOf(index)), index.data().toString());
    if (!index.data(IconRole).toString().isEmpty()) width += 24;
    if (index.data(SwatchRole).isValid()) width += 22;
    const QString detail = index.data(DetailRole).toString();
    if (!detail.isEmpty()) width += 8 + tabularWidth(fontFor(FontRole::Caption), detail);
    return width;
}

} // namespace

QRectF CellDelegate::contentOf(const QRectF& cell, int column, int columns) {
    return cell.adjusted(column == 0 ? kEdge : kPadding, 0, column + 1 == columns ? -kEdge : -kPadding, -1);
}

CellDelegate::CellDelegate(DataTable& table) : QStyledItemDelegate(&table), m_table(table) {}

int CellDelegate::marginsOf(int column, int columns) {
    return (column == 0 ? kEdge : kPadding) + (column + 1 == columns ? kEdge : kPadding);
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    double width = textWidth(index) + 1;
    if (index.data(SparkRole).isValid()) width = kLeastSpark;
    if (index.data(PillRole).isValid()) width = pillSize(index.data().toString()).width();
    if (index.data(BarRole).isValid()) width = kBarNumber + 8 + kLeastBar;
    return {qCeil(width) + marginsOf(index.column(), index.model()->columnCount()), option.rect.height()};
}

void CellDelegate::paintBackground(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        painter->fillRect(option.rect, color(Token::Selected));
    else if (index.row() == m_table.m_hoverRow)
        painter->fillRect(option.rect, color(Token::Hover));
    // A table as high as its rows ends at its card's border, which is line enough.
    if (m_table.m_fitRows == 0 || index.row() + 1 < index.model()->rowCount())
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), color(Token::Line));
    const bool keyboard = m_table.property("kf").toBool() && m_table.hasFocus();
    if (keyboard && index.row() == m_table.currentIndex().row()) {
        const int first = 0, last = index.model()->columnCount() - 1;
        const QRect& r = option.rect;
        painter->fillRect(QRect(r.left(), r.top(), r.width(), 2), color(Token::Focus));
        painter->fillRect(QRect(r.left(), r.bottom() - 1, r.width(), 2), color(Token::Focus));
        if (index.column() == first) painter->fillRect(QRect(r.left(), r.top(), 2, r.height()), color(Token::Focus));
        if (index.column() == last)
            painter->fillRect(QRect(r.right() - 1, r.top(), 2, r.height()), color(Token::Focus));
    }
}

void CellDelegate::paintText(
    QPainter* painter, QRectF box, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const bool selected = option.state & QStyle::State_Selected;
    const bool muted = index.data(MutedRole).toBool();
    const QVariant swatch = index.data(SwatchRole);
    if (swatch.isValid()) {
        const int slot = swatch.toInt();
        QPen pen(Theme::current().series(slot), 3, seriesStyle(slot), Qt::FlatCap);
        if (pen.style() != Qt::SolidLine)
            pen.setDashPattern(pen.style() == Qt::DotLine ? QList<qreal>{1, 1} : QList<qreal>{2, 1});
        painter->setPen(pen);
        painter->drawLine(QPointF(box.left(), box.center().y()), QPointF(box.left() + 14, box.center().y()));
        box.setLeft(box.left() + 22);
    }
    const QString iconName = index.data(IconRole).toString();
    if (!iconName.isEmpty()) {
        paintIcon(painter, QRectF(box.left(), box.center().y() - 8, 16, 16), iconName, color(Token::TextSecondary));
        box.setLeft(box.left() + 24);
    }
    const QString text = index.data().toString();
    const QFont used = fontFor(fontOf(index));
    painter->setPen(color(muted && !selected ? Token::TextSecondary : Token::Text));
    const QString detail = index.data(DetailRole).toString();
    const double width = tabularWidth(used, text);
    paintTabular(painter, box, used, text, isRight(index));
    if (detail.isEmpty() || box.width() - width < 32) return;
    // After the text, or before a number that stands at the right.
    const QRectF rest = isRight(index) ? box.adjusted(0, 0, -width - 8, 0) : box.adjusted(width + 8, 0, 0, 0);
    painter->setPen(color(selected ? Token::TextSecondary : Token::TextMuted));
    paintTabular(painter, rest, fontFor(FontRole::Caption), detail, isRight(index));
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    paintBackground(painter, option, index);
    const QRectF box = contentOf(QRectF(option.rect), index.column(), index.model()->columnCount());
    const QVariant pill = index.data(PillRole);
    const QVariant spark = index.data(SparkRole);
    const QVariant bar = index.data(BarRole);
    painter->setRenderHint(QPainter::Antialiasing);
    if (spark.isValid()) {
        std::vector<double> values;
        for (const QVariant& value : spark.toList()) values.push_back(value.toDouble());
        paintSparkBars(painter, QRectF(box.left(), box.top() + 8, std::min(box.width(), kMostSpark), box.height() - 16),
            values, Theme::current().series(0));
    } else if (pill.isValid()) {
        paintPill(painter, box, static_cast<PillKind>(pill.toInt()), index.data().toString());
    } else if (bar.isValid()) {
        const double number = std::min(box.width() * 0.6, kBarNumber);
        const QRectF track(box.left(), box.center().y() - 3, box.width() - number - 8, 6);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(Token::Sunken));
        painter->drawRoundedRect(track, 3, 3);
        const double share = std::clamp(bar.toDouble(), 0.0, 1.0);
        if (share > 0) {
            painter->setBrush(Theme::current().series(0));
            painter->drawRoundedRect(QRectF(track.left(), track.top(), std::max(4.0, track.width() * share), 6), 3, 3);
        }
        paintText(painter, QRectF(box.right() - number, box.top(), number, box.height()), option, index);
    } else {
        paintText(painter, box, option, index);
    }
    painter->restore();
}

bool CellDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index) {
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString tip = index.data(Qt::ToolTipRole).toString();
    if (tip.isEmpty() && sizeHint(option, index).width() > option.rect.width()) tip = index.data().toString();
    QToolTip::showText(event->globalPos(), tip, view);
    return true;
}

} // namespace slipway::ui
