#pragma once

#include "ui/shell/app_context.h"
#include "ui/track/compare/compare_section.h"

class QCheckBox;
class QLabel;
class QStackedWidget;

namespace slipway::ui {

class DataTable;
class DifferenceModel;
class FieldNames;
class KeyPicker;
class SearchBox;
class TextLabel;

/// The table of the comparison: names stay at the left while 100 runs scroll. A click on a run's name opens its menu
/// (open, baseline), a click on a row's name sorts the runs by it. Below, the chosen value beside the baseline's.
class DifferenceSection : public CompareSection {
    Q_OBJECT
public:
    explicit DifferenceSection(AppContext& app, QWidget* parent = nullptr);
    void showRuns(const SharedRuns& runs) override;
    QWidget* searchField() override;
    DifferenceModel& model() const { return *m_model; }

signals:
    void removeRun(const QString& id);

private:
    QWidget* makeBar();
    QWidget* makeTables();
    void applyFilter();
    void openRunMenu(int column);
    void sortByRow(int row);
    void showValues();
    void saveCsv();
    void showState();
    QStringList runNames() const;

    AppContext& m_app;
    DifferenceModel* m_model;
    FieldNames* m_names;
    SearchBox* m_search;
    QCheckBox* m_onlyDifferences;
    KeyPicker* m_baseline;
    TextLabel* m_count;
    DataTable* m_nameTable;
    DataTable* m_table;
    QStackedWidget* m_stack;
    QLabel* m_values;
    int m_sortedRow = -1;
    bool m_descending = false;
};

} // namespace slipway::ui
