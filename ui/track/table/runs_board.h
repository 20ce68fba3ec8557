#pragma once

#include <QWidget>

#include "core/base/result.h"
#include "ui/shell/app_context.h"
#include "ui/track/compare/charted_run.h"
#include "ui/track/table/run_view_state.h"

class QHBoxLayout;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace slipway::ui {

class Chip;
class ColumnChooser;
class ColumnMenu;
class CurvesCard;
class ExperimentPicker;
class GroupButton;
class RunExport;
class RunFilterBar;
class RunTableModel;
class RunTableView;
class RunViewMenu;
class RunWrites;
class SelectionBar;
class ShownRuns;

/// The runs table with all that belongs to it: filter, experiments, views, columns, grouping, what can be done with
/// selected runs, and the curves of those whose eye is open.
class RunsBoard : public QWidget {
    Q_OBJECT
public:
    RunsBoard(AppContext& app, QWidget* parent);

    /// Asks again; rows may come in another order.
    void reload();
    /// What is visible is brought up to date in place; new runs wait behind a chip, or come in at the top when nobody
    /// looks elsewhere.
    void refreshLive();
    void showView(const RunViewState& view);
    const RunViewState& view() const { return m_view; }
    void compareChosen();
    /// Selects this run and says how to go on.
    void chooseToCompare(const QString& id);
    void showExperiment(const QString& nameOrId);

    RunTableModel& model() const { return *m_model; }
    RunTableView& table() const { return *m_table; }
    RunFilterBar& filterBar() const { return *m_filter; }
    QWidget* searchField() const;
    bool isFiltered() const;

signals:
    void answered(); ///< a list is shown
    void runWanted(const QString& id);
    void comparisonWanted(const std::vector<slipway::ui::ChartedRun>& runs);
    void failed(const QString& what, const slipway::Error& error);
    void exportRunsWanted(const std::vector<std::int64_t>& runs); ///< as an mlruns folder

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildTools();
    void buildTable();
    void addCommands();
    void connectTable();
    void connectSelection();

    void ask(); ///< what the view says
    void changeView();
    void chooseUsualColumns();
    void showAnswer(bool newQuestion);
    void showNews();
    void showSelection();
    void showOrder();
    void setColumns(const std::vector<RunColumn>& columns);
    void orderBy(int column);
    void openRow(int row);
    void showRowMenu(const QPoint& global);
    void showCurves(int place);
    void layOutCurves();
    void askToRegister();
    void askForTag();
    void deleteChosen();
    void copyLink();
    void exportChosen(const QString& format);
    std::vector<RunColumn> shownColumns() const;
    std::vector<std::int64_t> chosen() const;
    QString chosenText() const;
    void restore();
    void remember();
    QString key(const char* name) const;

    AppContext& m_app;
    RunTableModel* m_model;
    RunWrites* m_writes;
    RunExport* m_export;
    ShownRuns* m_shown;
    ColumnMenu* m_columnMenu;
    RunViewState m_view;
    std::vector<RunColumn> m_usual;
    RunFilterBar* m_filter = nullptr;
    RunTableView* m_table = nullptr;
    SelectionBar* m_selection = nullptr;
    ExperimentPicker* m_experiments = nullptr;
    RunViewMenu* m_views = nullptr;
    ColumnChooser* m_chooser = nullptr;
    GroupButton* m_groups = nullptr;
    CurvesCard* m_curves = nullptr;
    Chip* m_news = nullptr;
    QStackedWidget *m_tools = nullptr, *m_tableStack = nullptr;
    QSplitter* m_split = nullptr;
    int m_curvesPlace = -1; ///< -1: as there is room
    bool m_usualAsked = false;
};

} // namespace slipway::ui
