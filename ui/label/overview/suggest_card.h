#pragma once

#include "ui/label/overview/project_facts.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/card.h"

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace slipway::ui {

class AssistJob;
class DataTable;
class ListTableModel;

/// Suggestions of a model: from a file, or asked from a model server.
class SuggestCard : public Card {
    Q_OBJECT
public:
    explicit SuggestCard(AppContext& app, QWidget* parent = nullptr);
    void showProject(const label::Project& project, const QStringList& questions);

signals:
    void fileWanted();
    void changed();

private:
    void readEndpoints();
    void ask();
    void showProblems();
    AppContext& m_app;
    label::Project m_project;
    QComboBox *m_endpoint, *m_question;
    QLineEdit* m_model;
    QSpinBox* m_most;
    QPushButton* m_ask;
    AssistJob* m_job;
    std::shared_ptr<std::vector<label::Problem>> m_problems;
    ListTableModel* m_list;
    DataTable* m_table;
};

} // namespace slipway::ui
