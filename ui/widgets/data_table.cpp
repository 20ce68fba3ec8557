#include "ui/widgets/data_table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QScrollBar>
#include <QStyle>
#include <algorithm>

#include "ui/shell/theme.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/column_fit.h"
#include "ui/widgets/list_table_model.h"
#include "ui/widgets/table_header.h"

namespace slipway::ui {

namespace {
constexpr int kRowHeight = 36;
constexpr int kMostCopied = 100000;
constexpr int kMeasuredRows = 50; // columns are as wide as these need; later rows elide
} // namespace

DataTable::DataTable(const QString& name, QWidget* parent) : QTableView(parent) {
    setAccessibleName(name);
    setHorizontalHeader(new TableHeader(this));
    horizontalHeader()->setAccessibleName(tr("Columns of %1").arg(name));
    horizontalHeader()->setFocusPolicy(Qt::NoFocus);
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &DataTable::refitColumns);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    setItemDelegate(new CellDelegate(*this));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setMouseTracking(true);
    setCornerButtonEnabled(false);
    connect(this, &QTableView::doubleClicked, this,
        [this](const QModelIndex& index) { activatedId(index.data(RowIdRole).toString()); });
}

void DataTable::setListModel(ListTableModel* model) {
    if (model == m_list) return refitColumns();
    m_list = model;
    setModel(model);
    // A row can be the current one without being selected, as the first is when the table gets the focus: only what is
    // selected counts.
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (m_restoring || selectedId() == m_keptId) return;
        m_keptId = selectedId();
        selectedIdChanged(m_keptId);
    });
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &DataTable::rememberSelection);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        restoreSelection();
        refitColumns();
    });
    connect(model, &QAbstractItemModel::dataChanged, this, &DataTable::refitColumns);
    connect(model, &QAbstractItemModel::rowsInserted, this, &DataTable::updateHeight);
    refitColumns();
}

/// A table that stands on the page by itself gets a card's border.
void DataTable::showEvent(QShowEvent* event) {
    bool inCard = false;
    for (const QWidget* at = parentWidget(); at && !inCard; at = at->parentWidget())
        inCard = at->objectName() == QLatin1String("card");
    if (!inCard && !property("framed").toBool()) {
        setProperty("framed", true);
        style()->unpolish(this);
        style()->polish(this);
        setFrameShape(QFrame::StyledPanel); // after the sheet was read anew: the frame's width comes from it
        updateHeight();
    }
    QTableView::showEvent(event);
}

void DataTable::setSortable(bool sortable) {
    // Qt sorts by column 0 when switched on; a table starts in the order of its rows.
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(sortable);
    horizontalHeader()->setSortIndicatorShown(sortable);
    horizontalHeader()->setSectionsClickable(sortable);
}

void DataTable::fitHeightToRows(int maximumRows) {
    m_fitRows = maximumRows;
    updateHeight();
}

void DataTable::updateHeight() {
    if (m_fitRows == 0 || !model()) return;
    const int rows = std::clamp(model()->rowCount(), 1, m_fitRows);
    int height = horizontalHeader()->sizeHint().height() + rows * kRowHeight;
    int wanted = 0;
    for (int i = 0; i < horizontalHeader()->count(); ++i) wanted += columnWidth(i);
    if (wanted > viewport()->width() && isVisible()) height += 12;
    if (property("framed").toBool()) height += 8; // border and padding
    setFixedHeight(height);
    setVerticalScrollBarPolicy(model()->rowCount() <= m_fitRows ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
}

/// The room that the titles and the first rows take.
void DataTable::measureColumns() {
    m_needed.clear();
    if (!m_list) return;
    const int columns = m_list->columnCount(), rows = std::min(m_list->rowCount(), kMeasuredRows);
    const QStyleOptionViewItem option;
    for (int column = 0; column < columns; ++column) {
        int needed = static_cast<TableHeader*>(horizontalHeader())->neededWidth(column);
        for (int row = 0; row < rows; ++row)
            needed = std::max(needed, itemDelegate()->sizeHint(option, m_list->index(row, column)).width());
        m_needed.push_back(needed);
    }
}

void DataTable::fitColumns() {
    if (!m_list || m_needed.size() != m_list->columns().size()) return;
    const auto widths = ui::fitColumns(m_list->columns(), m_needed, viewport()->width());
    for (int i = 0; i < static_cast<int>(widths.size()); ++i) setColumnWidth(i, widths[static_cast<std::size_t>(i)]);
}

void DataTable::refitColumns() {
    measureColumns();
    fitColumns();
    updateHeight();
}

void DataTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fitColumns();
    updateHeight();
}

void DataTable::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() != QEvent::StyleChange) return;
    measureColumns(); // the text may be larger now
    fitColumns();
    viewport()->update();
}

void DataTable::rememberSelection() {
    m_restoring = true;
    m_keptId = selectedId();
}

void DataTable::restoreSelection() {
    if (!m_keptId.isEmpty()) selectId(m_keptId);
    m_restoring = false;
    if (selectedId() == m_keptId) return;
    m_keptId = selectedId();
    selectedIdChanged(m_keptId);
}

QString DataTable::selectedId() const {
    if (!selectionModel()) return {};
    const QModelIndex current = currentIndex();
    if (current.isValid() && selectionModel()->isRowSelected(current.row())) return current.data(RowIdRole).toString();
    const QModelIndexList rows = selectionModel()->selectedRows();
    return rows.isEmpty() ? QString() : rows.first().data(RowIdRole).toString();
}

QStringList DataTable::selectedIds() const {
    QStringList ids;
    if (selectionModel())
        for (const QModelIndex& index : selectionModel()->selectedRows())
            ids.push_back(index.data(RowIdRole).toString());
    return ids;
}

bool DataTable::selectId(const QString& id) {
    const int row = m_list ? m_list->indexOfId(id) : -1;
    if (row < 0) return false;
    const QModelIndex index = m_list->index(row, 0);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
    return true;
}

QString DataTable::selectionAsText() const {
    if (!model() || !selectionModel()) return {};
    QStringList lines;
    QStringList titles;
    for (int column = 0; column < model()->columnCount(); ++column)
        titles.push_back(model()->headerData(column, Qt::Horizontal).toString());
    lines.push_back(titles.join('\t'));
    QModelIndexList rows = selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    for (const QModelIndex& row : rows) {
        if (lines.size() > kMostCopied) break;
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column)
            cells.push_back(row.siblingAtColumn(column).data().toString());
        lines.push_back(cells.join('\t'));
    }
    return lines.join('\n');
}

void DataTable::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    viewport()->update();
    if (m_restoring || selectedId() == m_keptId) return; // one of several selected rows became the current one
    m_keptId = selectedId();
    selectedIdChanged(m_keptId);
}

void DataTable::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(selectionAsText());
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentIndex().isValid() && event->modifiers() == Qt::NoModifier) {
            activatedId(currentIndex().data(RowIdRole).toString());
            return;
        }
    }
    QTableView::keyPressEvent(event);
}

void DataTable::setHoverRow(int row) {
    if (row == m_hoverRow) return;
    m_hoverRow = row;
    viewport()->update();
    hoverRowChanged(row);
}

void DataTable::mouseMoveEvent(QMouseEvent* event) {
    setHoverRow(rowAt(event->pos().y()));
    QTableView::mouseMoveEvent(event);
}

void DataTable::leaveEvent(QEvent* event) {
    setHoverRow(-1);
    QTableView::leaveEvent(event);
}

} // namespace slipway::ui
