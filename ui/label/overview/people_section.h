#pragma once

#include <QWidget>

#include "ui/label/overview/project_facts.h"
#include "ui/shell/app_context.h"

class QComboBox;
class QPushButton;
class QSpinBox;

namespace slipway::ui {

class DataTable;
class EmptyState;
class ListTableModel;
class TextLabel;

/// Who works on a project: what they did, how fast, and how well by gold items and by each other; and work for them.
class PeopleSection : public QWidget {
    Q_OBJECT
public:
    explicit PeopleSection(AppContext& app, QWidget* parent = nullptr);
    void showProject(const ProjectFacts& facts);
    /// Reads the gold scores, which open answers: only while a person looks.
    void setShown(bool shown);

signals:
    void packWanted(const QString& person); ///< all that are assigned to them
    void packAnswersWanted(const QString& person);
    void mergeWanted();
    void changed();

private:
    QWidget* makeTable();
    QWidget* makeWork();
    QWidget* makePackets();
    void readScores();
    void showPeople();
    void showPerson();
    void assignNext();
    QString person() const;

    AppContext& m_app;
    ProjectFacts m_facts;
    std::vector<label::PersonScore> m_scores;
    bool m_shown = false;
    ListTableModel* m_model;
    DataTable* m_table;
    EmptyState* m_empty;
    QComboBox* m_person;
    QSpinBox* m_count;
    QPushButton *m_assign, *m_pack, *m_answers;
    TextLabel *m_queue, *m_error;
};

} // namespace slipway::ui
