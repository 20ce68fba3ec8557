#pragma once

#include "core/label/assist/auto_labeler.h"
#include "ui/label/overview/project_facts.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/card.h"

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPushButton;

namespace slipway::ui {

class AssistJob;
class DataTable;
class ListTableModel;
class TextLabel;

/// Labels without a person, at a precision that the person chooses: the plan in words, Apply, what the audit says, and
/// the batches, which can be undone.
class AutoLabelCard : public Card {
    Q_OBJECT
public:
    explicit AutoLabelCard(AppContext& app, QWidget* parent = nullptr);
    void showProject(const label::Project& project, const QStringList& questions);

signals:
    void changed();

private:
    void makeWish();
    void makeBatches();
    label::AutoLabelRequest request() const;
    void dropPlan();
    void plan();
    void apply();
    void undoBatch();
    void readStatus();
    void showStatus(const label::AutoLabelStatus& status);
    void allow();

    AppContext& m_app;
    label::Project m_project;
    std::shared_ptr<std::optional<label::AutoLabelPlan>> m_plan;
    QDoubleSpinBox* m_precision;
    QLineEdit* m_model;
    QComboBox* m_question;
    QPushButton *m_planButton, *m_apply, *m_undo;
    TextLabel* m_audit;
    AssistJob* m_job;
    ListTableModel* m_batches;
    DataTable* m_table;
};

} // namespace slipway::ui
