#include "ui/track/table/pinned_columns.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include "ui/shell/theme.h"
#include "ui/track/table/run_table_header.h"
#include "ui/track/table/run_table_view.h"

namespace slipway::ui {

PinnedColumns::PinnedColumns(RunTableView& table)
    : QTableView(&table), m_table(table), m_header(new RunTableHeader(this)) {
    setObjectName(QStringLiteral("pinnedColumns"));
    setAccessibleName(tr("Pinned columns"));
    setHorizontalHeader(m_header);
    m_header->setSortIndicatorShown(true);
    m_header->setSectionsMovable(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(table.verticalHeader()->defaultSectionSize());
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    setWordWrap(false);
    connect(table.verticalScrollBar(), &QScrollBar::valueChanged, verticalScrollBar(), &QScrollBar::setValue);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, table.verticalScrollBar(), &QScrollBar::setValue);
    connect(m_header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (!m_arranging) m_table.setColumnWidth(column, width);
    });
    hide();
}

void PinnedColumns::arrange() {
    const bool needed = m_table.horizontalScrollBar()->value() > 0 && m_table.model()->columnCount() > 0;
    if (!needed) {
        hide();
        if (model()) setModel(nullptr); // a second look at a million rows costs
        return;
    }
    m_arranging = true;
    if (!model()) {
        setModel(m_table.model());
        setSelectionModel(m_table.selectionModel());
    }
    const auto& columns = m_table.runs().columns();
    int width = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const int column = static_cast<int>(i);
        setColumnHidden(column, !columns[i].pinned);
        if (!columns[i].pinned) continue;
        setColumnWidth(column, m_table.columnWidth(column));
        width += m_table.columnWidth(column);
    }
    m_header->setSortIndicator(
        m_table.horizontalHeader()->sortIndicatorSection(), m_table.horizontalHeader()->sortIndicatorOrder());
    const QRect view = m_table.viewport()->geometry();
    const int top = m_table.horizontalHeader()->height();
    setGeometry(view.left(), view.top() - top, std::min(width, view.width() * 2 / 3), view.height() + top);
    verticalScrollBar()->setValue(m_table.verticalScrollBar()->value());
    show();
    raise();
    m_arranging = false;
}

void PinnedColumns::mousePressEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid()) m_table.press(index, visualRect(index), *event);
}

void PinnedColumns::mouseReleaseEvent(QMouseEvent* event) {
    event->accept();
}

void PinnedColumns::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid()) m_table.doubleClick(index, visualRect(index), event->pos());
}

void PinnedColumns::mouseMoveEvent(QMouseEvent* event) {
    m_table.hover(rowAt(event->pos().y()));
    event->accept();
}

void PinnedColumns::contextMenuEvent(QContextMenuEvent* event) {
    QContextMenuEvent there(event->reason(), QPoint(1, event->pos().y()), event->globalPos());
    QApplication::sendEvent(m_table.viewport(), &there);
}

void PinnedColumns::wheelEvent(QWheelEvent* event) {
    QApplication::sendEvent(m_table.viewport(), event);
}

void PinnedColumns::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    QPainter painter(viewport());
    painter.fillRect(QRect(viewport()->width() - 1, 0, 1, viewport()->height()), color(Token::LineButton));
}

} // namespace slipway::ui
