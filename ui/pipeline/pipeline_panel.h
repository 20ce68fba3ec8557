#pragma once

#include "ui/pipeline/pipeline_controller.h"
#include "ui/shell/panel.h"

class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace slipway::ui {

class Card;
class DataTable;
class ListTableModel;
class RunGrid;
class StepDetails;

/// Pipelines: see why one failed, and run it again. List left, grid of runs and steps, details of the chosen step.
class PipelinePanel : public Panel {
    Q_OBJECT
public:
    explicit PipelinePanel(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;
    void showObject(const QString& link) override;

private:
    QWidget* buildMiddle();
    QWidget* buildDetails();
    void showPipelines(const std::vector<PipelineListEntry>& entries);
    void showPipeline();
    void showStep();
    const PipelineListEntry* chosen() const;
    const pipeline::PipelineRun* chosenRun() const;

    PipelineController* m_controller;
    std::vector<PipelineListEntry> m_entries;
    QStackedWidget* m_pages;
    DataTable* m_table;
    ListTableModel* m_model;
    Card* m_gridCard = nullptr;
    RunGrid* m_grid = nullptr;
    QPlainTextEdit* m_code = nullptr;
    StepDetails* m_step = nullptr;
    QPushButton* m_run;
    QPushButton* m_cancel;
};

} // namespace slipway::ui
