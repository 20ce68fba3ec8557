#include "ui/track/table/run_cell_delegate.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QLineEdit>
#include <QPainter>
#include <QToolTip>

#include "ui/shell/theme.h"
#include "ui/track/table/run_table_model.h"
#include "ui/widgets/digits.h"

namespace slipway::ui {

namespace {

constexpr int kIndent = 20, kMark = 24;
constexpr double kBarHeight = 8;

int indentOf(const QModelIndex& index) {
    return index.data(RunIndentRole).toBool() ? kIndent : 0;
}

/// What the first column's text begins behind.
int nameOffset(const QModelIndex& index) {
    return indentOf(index) + kMark;
}

} // namespace

QRect RunCellDelegate::markOf(const QRect& cell, const QModelIndex& index) {
    const int left = cell.left() + kEdge - 6 + indentOf(index);
    return {left, cell.center().y() - 14, 28, 28};
}

QSize RunCellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QSize size = CellDelegate::sizeHint(option, index);
    if (index.column() != 0) return size;
    // Room for the swatch even while there is none: names stand under each other.
    return {size.width() + nameOffset(index) + (index.data(SwatchRole).isValid() ? 0 : 22), size.height()};
}

void RunCellDelegate::paintLive(QPainter* painter, const QRectF& box, const QString& word) const {
    paintPill(painter, box, PillKind::Info, word);
    const QPointF centre(box.left() + 12, box.center().y());
    painter->setPen(Qt::NoPen);
    painter->setBrush(color(pillFill(PillKind::Info)));
    painter->drawEllipse(centre, 6, 6); // over the shape that stands still
    QPen pen(color(pillText(PillKind::Info)), 1.6, Qt::SolidLine, Qt::RoundCap);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    painter->drawArc(QRectF(centre.x() - 4, centre.y() - 4, 8, 8), static_cast<int>(-m_turn * 16), 270 * 16);
}

/// The number of runs is never cut, however long the values are.
void RunCellDelegate::paintGroup(QPainter* painter, const QRectF& box, const QModelIndex& index) const {
    const QString runs = index.data(DetailRole).toString();
    const QFont caption = fontFor(FontRole::Caption);
    const double width = tabularWidth(caption, runs);
    painter->setPen(color(Token::TextMuted));
    paintTabular(painter, box, caption, runs, true);
    painter->setPen(color(Token::Text));
    paintTabular(
        painter, box.adjusted(0, 0, -width - 12, 0), fontFor(FontRole::Strong), index.data().toString(), false);
}

void RunCellDelegate::paintName(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QRectF box = contentOf(QRectF(option.rect), 0, index.model()->columnCount());
    const QRectF mark(box.left() + indentOf(index), box.center().y() - 8, 16, 16);
    if (index.data(RunGroupRole).toBool()) {
        const bool unfolded = index.data(RunUnfoldedRole).toBool();
        paintIcon(painter, mark, unfolded ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
            color(Token::TextSecondary));
        box.setLeft(mark.left() + kMark);
        paintGroup(painter, box, index);
        return;
    } else {
        const bool shown = index.data(RunShownRole).toBool();
        paintIcon(painter, mark, shown ? QStringLiteral("eye") : QStringLiteral("eye-off"),
            color(shown ? Token::TextSecondary : Token::LineControl));
        box.setLeft(mark.left() + kMark);
        if (!index.data(SwatchRole).isValid()) box.setLeft(box.left() + 22);
    }
    paintText(painter, box, option, index);
}

void RunCellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem used = option;
    used.state.setFlag(QStyle::State_Selected, index.data(RunSelectedRole).toBool());
    const bool loading = index.data(RunLoadingRole).toBool();
    const bool live = index.data(RunLiveRole).toBool() && index.data(PillRole).isValid();
    if (index.column() != 0 && !loading && !live) return CellDelegate::paint(painter, used, index);
    painter->save();
    paintBackground(painter, used, index);
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = contentOf(QRectF(option.rect), index.column(), index.model()->columnCount());
    if (loading) {
        const double width = box.width() * (index.column() == 0 ? 0.6 : 0.5);
        const bool right = (index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0;
        const double left = right ? box.right() - width : box.left() + (index.column() == 0 ? nameOffset(index) : 0);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(Token::Sunken));
        painter->drawRoundedRect(QRectF(left, box.center().y() - kBarHeight / 2, width, kBarHeight), 4, 4);
    } else if (live) {
        paintLive(painter, box, index.data().toString());
    } else {
        paintName(painter, used, index);
    }
    painter->restore();
}

QWidget* RunCellDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const {
    auto* edit = new QLineEdit(parent);
    edit->setObjectName(QStringLiteral("runNameEdit"));
    edit->setAccessibleName(tr("Name of the run"));
    edit->setMaxLength(250);
    edit->setText(index.data(Qt::EditRole).toString());
    return edit;
}

void RunCellDelegate::updateEditorGeometry(
    QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    editor->setGeometry(option.rect.adjusted(kEdge + nameOffset(index), 2, -4, -2));
}

bool RunCellDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const bool onEye = event->type() == QEvent::ToolTip && index.column() == 0 && !index.data(RunGroupRole).toBool() &&
                       markOf(option.rect, index).contains(event->pos());
    if (!onEye) return CellDelegate::helpEvent(event, view, option, index);
    QToolTip::showText(event->globalPos(),
        index.data(RunShownRole).toBool() ? tr("Shown in the charts. Click or V hides it.")
                                          : tr("Not in the charts. Click or V shows it."),
        view);
    return true;
}

} // namespace slipway::ui
