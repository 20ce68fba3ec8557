#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>

#include "ui/track/table/run_table_view.h"

// What keys do in RunTableView.
namespace slipway::ui {

namespace {
constexpr int kSideways = 120;
}

void RunTableView::scrollSideways(int by) {
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + by);
}

void RunTableView::foldKey(bool unfold) {
    const int row = currentIndex().row();
    const int group = row < 0 ? -1 : m_runs.groupRowOf(row);
    if (group < 0) return scrollSideways(unfold ? kSideways : -kSideways);
    if (group == row && m_runs.isUnfolded(row) == unfold) return scrollSideways(unfold ? kSideways : -kSideways);
    if (group != row && unfold) return scrollSideways(kSideways);
    if (group != row) return makeCurrent(group);
    m_runs.setUnfolded(row, unfold);
}

/// To another row; with Shift the rows from where it began are selected.
bool RunTableView::moveKey(QKeyEvent* event) {
    const int rows = m_runs.rowCount();
    const int page = std::max(1, viewport()->height() / verticalHeader()->defaultSectionSize() - 1);
    const int from = currentIndex().isValid() ? currentIndex().row() : -1;
    int to = 0;
    switch (event->key()) {
    case Qt::Key_Up:
        to = from - 1;
        break;
    case Qt::Key_Down:
        to = from + 1;
        break;
    case Qt::Key_PageUp:
        to = from - page;
        break;
    case Qt::Key_PageDown:
        to = from + page;
        break;
    case Qt::Key_Home:
        break;
    case Qt::Key_End:
        to = rows - 1;
        break;
    default:
        return false;
    }
    if (rows == 0) return true;
    const bool extends = event->modifiers().testFlag(Qt::ShiftModifier);
    if (extends && m_anchor < 0) m_anchor = std::max(0, from);
    const int anchor = m_anchor;
    makeCurrent(std::clamp(to, 0, rows - 1));
    if (!extends) return true;
    m_anchor = anchor;
    extendTo(currentIndex().row());
    return true;
}

bool RunTableView::pressKey(QKeyEvent* event) {
    const auto modifiers = event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier);
    if (event->matches(QKeySequence::Copy)) return copyWanted(), true;
    if (event->matches(QKeySequence::SelectAll)) return m_runs.selection().selectAll(), true;
    if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        return copyLinkWanted(), true;
    if (modifiers != Qt::NoModifier && modifiers != Qt::ControlModifier) return false;
    if (moveKey(event)) return true;
    if (modifiers != Qt::NoModifier) return false;
    const int row = currentIndex().row();
    switch (event->key()) {
    case Qt::Key_Space:
        return toggleCurrent(), true;
    case Qt::Key_Left:
        return foldKey(false), true;
    case Qt::Key_Right:
        return foldKey(true), true;
    case Qt::Key_V:
        return toggleShown(), true;
    case Qt::Key_C:
        return compareWanted(), true;
    case Qt::Key_F2:
        return renameCurrent(), true;
    case Qt::Key_Delete:
        return deleteWanted(), true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (row >= 0 && m_runs.isGroup(row))
            m_runs.setUnfolded(row, !m_runs.isUnfolded(row));
        else if (row >= 0)
            openWanted(row);
        return true;
    case Qt::Key_Escape:
        if (m_runs.selection().isEmpty()) return false;
        return m_runs.selection().clear(), true;
    default:
        return false;
    }
}

void RunTableView::keyPressEvent(QKeyEvent* event) {
    setProperty("kf", true); // the current row shows itself
    if (pressKey(event))
        event->accept();
    else
        event->ignore();
}

/// Single letters are keys here, and a search would load every page.
void RunTableView::keyboardSearch(const QString&) {}

} // namespace slipway::ui
