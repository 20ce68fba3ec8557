#include "ui/track/table/run_table_header.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {
constexpr int kChevron = 12, kGrip = 4;
}

RunTableHeader::RunTableHeader(QWidget* parent) : TableHeader(parent) {
    setSectionsClickable(true);
    setSectionsMovable(true);
    setFirstSectionMovable(false);
    setSortIndicatorShown(true);
    setSortIndicator(-1, Qt::AscendingOrder);
    setFocusPolicy(Qt::NoFocus);
    connect(this, &QHeaderView::sectionClicked, this, &RunTableHeader::orderWanted);
}

QRect RunTableHeader::chevronOf(int section, const QRect& rect) const {
    const bool right = (model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    const int left = right ? rect.left() + kGrip : rect.right() - kChevron - kGrip;
    return {left, rect.center().y() - kChevron / 2, kChevron, kChevron};
}

QRect RunTableHeader::chevronOf(int section) const {
    return chevronOf(section, QRect(sectionViewportPosition(section), 0, sectionSize(section), height()));
}

void RunTableHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
    TableHeader::paintSection(painter, rect, section);
    if (section != m_hovered) return;
    const QRect box = chevronOf(section, rect);
    painter->fillRect(box.adjusted(-1, -2, 1, 2), color(Token::Surface));
    paintIcon(painter, box, QStringLiteral("chevron-down"), color(Token::TextSecondary));
}

void RunTableHeader::setHovered(int section) {
    if (section == m_hovered) return;
    m_hovered = section;
    viewport()->update();
}

void RunTableHeader::mousePressEvent(QMouseEvent* event) {
    const int section = logicalIndexAt(event->pos());
    m_pressed = section >= 0 && event->button() == Qt::LeftButton &&
                        chevronOf(section).adjusted(-2, -8, 2, 8).contains(event->pos())
                    ? section
                    : -1;
    if (m_pressed < 0) TableHeader::mousePressEvent(event);
}

void RunTableHeader::mouseMoveEvent(QMouseEvent* event) {
    setHovered(logicalIndexAt(event->pos()));
    TableHeader::mouseMoveEvent(event);
}

void RunTableHeader::mouseReleaseEvent(QMouseEvent* event) {
    if (m_pressed < 0) return TableHeader::mouseReleaseEvent(event);
    const int section = std::exchange(m_pressed, -1);
    menuWanted(section, viewport()->mapToGlobal(QPoint(chevronOf(section).left(), height())));
}

void RunTableHeader::leaveEvent(QEvent* event) {
    setHovered(-1);
    TableHeader::leaveEvent(event);
}

void RunTableHeader::contextMenuEvent(QContextMenuEvent* event) {
    const int section = logicalIndexAt(event->pos());
    if (section >= 0) menuWanted(section, event->globalPos());
}

} // namespace slipway::ui
