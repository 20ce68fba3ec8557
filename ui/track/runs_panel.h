#pragma once

#include "ui/shell/panel.h"
#include "ui/track/runs_controller.h"

class QComboBox;
class QPushButton;
class QStackedWidget;

namespace slipway::ui {

class DataTable;
class LineChart;
class ListTableModel;
class RunDetails;
class SearchBox;

/// Experiments: find the best runs and see why. Runs above; below, their curves and the chosen run or a comparison.
class RunsPanel : public Panel {
    Q_OBJECT
public:
    explicit RunsPanel(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;
    void showObject(const QString& link) override;
    QWidget* searchField() override;

private:
    void buildHeader();
    void buildFilterBar();
    void buildTable();
    void buildLowerHalf();
    void connectController();
    void showRuns(const track::RunPage& page, bool first);
    void showEmptyOrTable();
    void updateSelection();
    void reloadCurves();
    void drawCurves(const QString& metric, const std::map<QString, QVector<QPointF>>& points);
    QStringList chartedRuns() const;
    std::vector<track::Run> chosenRuns() const;
    void askToRegister();
    void deleteChosen();
    track::RunQuery query() const;

    RunsController* m_controller;
    std::vector<track::Run> m_runs;
    QString m_next, m_wanted, m_shownRun;
    SearchBox* m_search = nullptr;
    QComboBox* m_experiment = nullptr;
    QComboBox* m_metric = nullptr;
    QStackedWidget* m_pages = nullptr;
    DataTable* m_table = nullptr;
    ListTableModel* m_model = nullptr;
    LineChart* m_chart = nullptr;
    RunDetails* m_details = nullptr;
    QPushButton* m_register = nullptr;
    QPushButton* m_delete = nullptr;
};

} // namespace slipway::ui
