#pragma once

#include <QTimer>

#include "ui/track/table/run_table_model.h"
#include "ui/widgets/data_table.h"

namespace slipway::ui {

class PinnedColumns;
class RunCellDelegate;
class RunTableHeader;

/// The runs table as people use it. The current row moves with the arrows; Space, Ctrl and Shift choose rows; pinned
/// columns stay where they are when it scrolls sideways. What is done with runs is for whoever listens.
class RunTableView : public DataTable {
    Q_OBJECT
public:
    RunTableView(RunTableModel& runs, QWidget* parent);

    RunTableModel& runs() const { return m_runs; }
    /// Selected, or else the current row's.
    std::vector<std::int64_t> chosenRuns() const;
    std::pair<int, int> visibleRows() const; ///< first and last
    bool isAtTop() const;
    void setShownOrder(int column, Qt::SortOrder order); ///< -1: by time
    void renameCurrent();
    void makeCurrent(int row);
    int pinnedWidth() const;

    // For the view of the pinned columns, which sees the mouse over them.
    void press(const QModelIndex& index, const QRect& cell, const QMouseEvent& event);
    void doubleClick(const QModelIndex& index, const QRect& cell, const QPoint& at);
    void hover(int row);

signals:
    void openWanted(int row);
    void compareWanted();
    void deleteWanted();
    void copyWanted();
    void copyLinkWanted();
    void menuWanted(const QPoint& global);
    void orderWanted(int column);
    void headerMenuWanted(int column, const QPoint& global);
    void columnsArranged(const std::vector<slipway::ui::RunColumn>& columns); ///< dragged
    void columnResized();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void updateGeometries() override;
    void hideEvent(QHideEvent* event) override;
    void keyboardSearch(const QString& text) override;

private:
    bool pressKey(QKeyEvent* event);
    bool moveKey(QKeyEvent* event);
    void foldKey(bool unfold);
    void scrollSideways(int by);
    void toggleRows(int from, int to, bool selected);
    void toggleCurrent();
    void extendTo(int row);
    void toggleShown();
    void fitColumns();
    void measureColumns();
    bool isMeasured() const;
    void afterReset();
    void rememberCurrent();
    void columnMoved(int newPlace, int oldPlace);
    void turnMarks();
    void updateTurning();
    bool anyLive() const;

    RunTableModel& m_runs;
    RunTableHeader* m_header;
    RunCellDelegate* m_delegate = nullptr;
    PinnedColumns* m_pinned = nullptr;
    QTimer m_turning;
    double m_turn = 0;
    std::vector<int> m_measured; ///< width that each column's title and first rows take
    std::vector<track::RunField> m_measuredFields;
    bool m_measuredRows = false, m_measuredGroups = false;
    int m_anchor = -1;
    std::int64_t m_currentRun = -1;
    int m_scrolled = 0;
    bool m_fitting = false;
};

} // namespace slipway::ui
