#include "ui/track/table/run_table_view.h"

#include <algorithm>

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMouseEvent>
#include <QScrollBar>

#include "ui/shell/theme.h"
#include "ui/track/table/pinned_columns.h"
#include "ui/track/table/run_cell_delegate.h"
#include "ui/track/table/run_table_header.h"

namespace slipway::ui {

namespace {
constexpr int kMeasuredRows = 50, kMostBeyond = 60, kNameBeyond = 140, kTurnMs = 100, kNameLeast = 240;
constexpr double kTurnDegrees = 30;
} // namespace

RunTableView::RunTableView(RunTableModel& runs, QWidget* parent)
    : DataTable(tr("Runs"), parent), m_runs(runs), m_header(new RunTableHeader(this)) {
    setObjectName(QStringLiteral("runsTable"));
    setHorizontalHeader(m_header);
    m_header->setSortIndicatorShown(true); // the view takes it away from a new header
    m_header->setAccessibleName(tr("Columns of the runs"));
    m_delegate = new RunCellDelegate(*this);
    setItemDelegate(m_delegate);
    setSelectionMode(QAbstractItemView::NoSelection);
    setModel(&runs);
    m_pinned = new PinnedColumns(*this);
    m_pinned->setItemDelegate(new RunCellDelegate(*this));
    viewport()->stackUnder(m_pinned);
    connect(&runs, &QAbstractItemModel::modelAboutToBeReset, this, &RunTableView::rememberCurrent);
    connect(&runs, &QAbstractItemModel::modelReset, this, &RunTableView::afterReset);
    connect(&runs, &QAbstractItemModel::dataChanged, this, &RunTableView::updateTurning);
    connect(&runs, &RunTableModel::spreadsChanged, this, [this] {
        if (!m_runs.rows().isGrouped()) return;
        m_measuredRows = false; // a mean with its deviation is wider than one value
        fitColumns();
    });
    connect(&runs, &QAbstractItemModel::dataChanged, m_pinned->viewport(), qOverload<>(&QWidget::update));
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &RunTableView::updateTurning);
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, this, [this] { m_pinned->arrange(); });
    connect(this, &DataTable::hoverRowChanged, m_pinned->viewport(), qOverload<>(&QWidget::update));
    for (auto* header : {m_header, m_pinned->header()}) {
        connect(header, &RunTableHeader::orderWanted, this, &RunTableView::orderWanted);
        connect(header, &RunTableHeader::menuWanted, this, &RunTableView::headerMenuWanted);
    }
    connect(m_header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (m_fitting) return;
        m_runs.setColumnWidth(column, width);
        m_pinned->arrange();
        columnResized();
    });
    connect(m_header, &QHeaderView::sectionMoved, this, [this](int, int from, int to) {
        // Behind the header's own work: the columns are made anew.
        if (!m_fitting) QTimer::singleShot(0, this, [this, from, to] { columnMoved(to, from); });
    });
    connect(&Theme::current(), &Theme::changed, this, [this] { m_measuredRows = false; }); // the text may be larger
    m_turning.setInterval(kTurnMs);
    connect(&m_turning, &QTimer::timeout, this, &RunTableView::turnMarks);
}

std::vector<std::int64_t> RunTableView::chosenRuns() const {
    auto chosen = m_runs.selectedNumbers();
    if (!chosen.empty() || !currentIndex().isValid()) return chosen;
    const auto current = m_runs.runsOfRow(currentIndex().row());
    return {current.begin(), current.end()};
}

std::pair<int, int> RunTableView::visibleRows() const {
    const int first = rowAt(0), last = rowAt(viewport()->height() - 1);
    return {std::max(0, first), last < 0 ? m_runs.rowCount() - 1 : last};
}

bool RunTableView::isAtTop() const {
    return verticalScrollBar()->value() == 0;
}

void RunTableView::setShownOrder(int column, Qt::SortOrder order) {
    m_header->setSortIndicator(column, order);
    m_pinned->arrange();
    viewport()->update();
}

void RunTableView::makeCurrent(int row) {
    if (row < 0 || row >= m_runs.rowCount()) return;
    const QModelIndex index = m_runs.index(row, 0);
    setCurrentIndex(index);
    scrollTo(index);
    m_anchor = row;
}

void RunTableView::renameCurrent() {
    const QModelIndex index = m_runs.index(currentIndex().row(), 0);
    if (!m_runs.loadedRow(index.row())) return;
    m_pinned->isVisible() ? m_pinned->edit(index) : edit(index);
}

int RunTableView::pinnedWidth() const {
    int width = 0;
    for (std::size_t i = 0; i < m_runs.columns().size() && m_runs.columns()[i].pinned; ++i)
        width += columnWidth(static_cast<int>(i));
    return width;
}

void RunTableView::press(const QModelIndex& index, const QRect& cell, const QMouseEvent& event) {
    setProperty("kf", false);
    setFocus(Qt::MouseFocusReason);
    const int row = index.row();
    const bool group = m_runs.isGroup(row), left = event.button() == Qt::LeftButton;
    const auto modifiers = event.modifiers();
    if (left && index.column() == 0 && !group && RunCellDelegate::markOf(cell, index).contains(event.pos())) {
        setCurrentIndex(m_runs.index(row, 0));
        m_runs.marks().setShown(m_runs.runsOfRow(row), !index.data(RunShownRole).toBool());
        return;
    }
    setCurrentIndex(index);
    if (!left) {
        // The menu is about what is selected, or about the row under the pointer.
        if (!index.data(RunSelectedRole).toBool()) m_runs.selection().setOnly(m_runs.runsOfRow(row));
        return;
    }
    if (modifiers.testFlag(Qt::ShiftModifier)) return extendTo(row);
    m_anchor = row;
    if (modifiers.testFlag(Qt::ControlModifier))
        toggleCurrent();
    else if (group)
        m_runs.setUnfolded(row, !m_runs.isUnfolded(row));
    else
        m_runs.selection().setOnly(m_runs.runsOfRow(row));
}

void RunTableView::doubleClick(const QModelIndex& index, const QRect& cell, const QPoint& at) {
    const bool onMark = index.column() == 0 && RunCellDelegate::markOf(cell, index).contains(at);
    if (onMark || m_runs.isGroup(index.row())) return;
    openWanted(index.row());
}

void RunTableView::hover(int row) {
    setHoverRow(row);
}

void RunTableView::mousePressEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid()) press(index, visualRect(index), *event);
}

void RunTableView::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid()) doubleClick(index, visualRect(index), event->pos());
}

void RunTableView::mouseMoveEvent(QMouseEvent* event) {
    hover(rowAt(event->pos().y()));
    event->accept();
}

void RunTableView::contextMenuEvent(QContextMenuEvent* event) {
    QPoint place = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        if (!currentIndex().isValid()) return;
        if (!currentIndex().data(RunSelectedRole).toBool())
            m_runs.selection().setOnly(m_runs.runsOfRow(currentIndex().row()));
        place = viewport()->mapToGlobal(visualRect(m_runs.index(currentIndex().row(), 0)).bottomLeft() + QPoint(40, 0));
    } else if (!indexAt(event->pos()).isValid()) {
        return;
    }
    menuWanted(place);
}

void RunTableView::toggleRows(int from, int to, bool selected) {
    std::vector<std::int64_t> runs;
    for (int row = std::min(from, to); row <= std::max(from, to); ++row) {
        if (m_runs.isGroup(row) && m_runs.isUnfolded(row)) continue; // its runs are rows of their own
        const auto own = m_runs.runsOfRow(row);
        runs.insert(runs.end(), own.begin(), own.end());
    }
    selected ? m_runs.selection().setOnly(runs) : m_runs.selection().set(runs, false);
}

void RunTableView::toggleCurrent() {
    if (!currentIndex().isValid()) return;
    const int row = currentIndex().row();
    m_runs.selection().set(m_runs.runsOfRow(row), !currentIndex().data(RunSelectedRole).toBool());
}

void RunTableView::extendTo(int row) {
    if (m_anchor < 0 || m_anchor >= m_runs.rowCount()) m_anchor = row;
    toggleRows(m_anchor, row, true);
}

void RunTableView::toggleShown() {
    const auto runs = chosenRuns();
    if (runs.empty()) return;
    const bool shown = currentIndex().isValid() && !m_runs.isGroup(currentIndex().row())
                           ? currentIndex().data(RunShownRole).toBool()
                           : m_runs.marks().shownOf(runs).size() == runs.size();
    m_runs.marks().setShown(std::span(runs).first(std::min(runs.size(), RunMarks::kMostShown)), !shown);
}

bool RunTableView::isMeasured() const {
    if (!m_measuredRows || m_measuredGroups != m_runs.rows().isGrouped()) return false;
    return std::ranges::equal(m_measuredFields, m_runs.columns(), {}, {}, &RunColumn::field);
}

/// Once for these columns: widths that change with every filter are hard to look at.
void RunTableView::measureColumns() {
    const int rows = std::min(m_runs.rowCount(), kMeasuredRows);
    const QStyleOptionViewItem option;
    m_measured.clear();
    m_measuredFields.clear();
    m_measuredRows = rows > 0;
    m_measuredGroups = m_runs.rows().isGrouped();
    for (const auto& column : m_runs.columns()) {
        const int at = static_cast<int>(m_measured.size()), usual = usualWidth(column.field);
        const int most = usual + (at == 0 ? kNameBeyond : kMostBeyond);
        int width = std::max(usual, std::min(m_header->neededWidth(at), most));
        for (int row = 0; row < rows && column.width == 0; ++row)
            if (m_runs.loadedRow(row) || m_runs.isGroup(row))
                width = std::max(width, std::min(m_delegate->sizeHint(option, m_runs.index(row, at)).width(), most));
        m_measured.push_back(width);
        m_measuredFields.push_back(column.field);
    }
}

void RunTableView::fitColumns() {
    if (!isMeasured()) measureColumns();
    m_fitting = true;
    const auto& columns = m_runs.columns();
    std::vector<int> widths;
    int wanted = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        widths.push_back(columns[i].width > 0 ? columns[i].width : m_measured[i]);
        wanted += widths.back();
    }
    // The name gives and takes what the others leave.
    const int spare = viewport()->width() - wanted;
    if (!widths.empty() && columns.front().width == 0)
        widths.front() = std::max(std::min(widths.front(), kNameLeast), widths.front() + spare);
    for (std::size_t i = 0; i < widths.size(); ++i) setColumnWidth(static_cast<int>(i), widths[i]);
    m_fitting = false;
    m_pinned->arrange();
}

void RunTableView::rememberCurrent() {
    const QModelIndex current = currentIndex();
    m_currentRun = current.isValid() && !m_runs.isGroup(current.row()) ? *m_runs.runsOfRow(current.row()).data() : -1;
    m_scrolled = verticalScrollBar()->value();
}

void RunTableView::afterReset() {
    m_fitting = true;
    for (int i = 0; i < m_header->count(); ++i) // a drag has left its trace
        if (m_header->visualIndex(i) != i) m_header->moveSection(m_header->visualIndex(i), i);
    m_fitting = false;
    fitColumns();
    updateGeometries();
    verticalScrollBar()->setValue(m_scrolled);
    m_anchor = -1;
    const int row = m_currentRun < 0 ? -1 : m_runs.rowOfRun(m_currentRun);
    if (row >= 0) setCurrentIndex(m_runs.index(row, 0));
    m_pinned->arrange();
    updateTurning();
}

void RunTableView::columnMoved(int newPlace, int oldPlace) {
    auto columns = m_runs.columns();
    if (oldPlace <= 0 || newPlace <= 0 || std::max(oldPlace, newPlace) >= static_cast<int>(columns.size())) return;
    const auto pinned = static_cast<int>(std::ranges::count(columns, true, &RunColumn::pinned));
    RunColumn moved = columns[static_cast<std::size_t>(oldPlace)];
    columns.erase(columns.begin() + oldPlace);
    moved.pinned = moved.pinned ? newPlace < pinned : newPlace < pinned && newPlace > 0;
    columns.insert(columns.begin() + newPlace, moved);
    columnsArranged(columns);
}

bool RunTableView::anyLive() const {
    if (!isVisible() || Theme::current().reduceMotion()) return false;
    const auto [first, last] = visibleRows();
    for (int row = first; row <= last; ++row)
        if (const auto* run = m_runs.loadedRow(row); run && run->run.status == track::RunStatus::Running) return true;
    return false;
}

void RunTableView::updateTurning() {
    const bool wanted = anyLive();
    if (wanted == m_turning.isActive()) return;
    wanted ? m_turning.start() : m_turning.stop();
}

void RunTableView::turnMarks() {
    m_turn += kTurnDegrees;
    m_delegate->setTurn(m_turn);
    static_cast<RunCellDelegate*>(m_pinned->itemDelegate())->setTurn(m_turn);
    for (std::size_t i = 0; i < m_runs.columns().size(); ++i) {
        const auto& field = m_runs.columns()[i].field;
        if (field.group != track::FieldGroup::Attribute || field.key != "status") continue;
        const int column = static_cast<int>(i);
        viewport()->update(columnViewportPosition(column), 0, columnWidth(column), viewport()->height());
        if (m_runs.columns()[i].pinned) m_pinned->viewport()->update();
    }
}

void RunTableView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    DataTable::currentChanged(current, previous);
    if (m_pinned) m_pinned->viewport()->update();
}

void RunTableView::resizeEvent(QResizeEvent* event) {
    DataTable::resizeEvent(event);
    fitColumns();
}

void RunTableView::showEvent(QShowEvent* event) {
    DataTable::showEvent(event);
    fitColumns();
    updateTurning();
}

void RunTableView::hideEvent(QHideEvent* event) {
    m_turning.stop();
    DataTable::hideEvent(event);
}

void RunTableView::updateGeometries() {
    DataTable::updateGeometries();
    if (m_pinned) m_pinned->arrange();
}

} // namespace slipway::ui
