#pragma once

#include "core/train/parameter_importance.h"
#include "ui/shell/app_context.h"
#include "ui/track/compare/compare_section.h"

class QStackedWidget;

namespace slipway::ui {

class DataTable;
class KeyPicker;
class ListTableModel;
class TextLabel;

/// Which parameters mattered for a chosen metric: importance and correlations, a row a parameter.
class ImportanceSection : public CompareSection {
    Q_OBJECT
public:
    explicit ImportanceSection(AppContext& app, QWidget* parent = nullptr);
    void showRuns(const SharedRuns& runs) override;

private:
    void compute();
    void fill(const train::ImportanceReport& report);

    AppContext& m_app;
    SharedRuns m_runs;
    KeyPicker* m_metric;
    TextLabel* m_note;
    ListTableModel* m_model;
    DataTable* m_table;
    QStackedWidget* m_stack;
    TextLabel* m_refusal;
};

} // namespace slipway::ui
