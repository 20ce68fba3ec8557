#pragma once

#include <QWidget>

#include "ui/label/overview/project_facts.h"

class QComboBox;

namespace slipway::ui {

class Card;
class DataTable;
class EmptyState;
class KpiTile;
class ListTableModel;

/// How far people agree: over all, by pairs of people, by label and by question.
class AgreementSection : public QWidget {
    Q_OBJECT
public:
    explicit AgreementSection(QWidget* parent = nullptr);
    void showProject(const ProjectFacts& facts);

signals:
    void disagreementWanted(); ///< the list of tasks, least agreement first

private:
    QWidget* makeTiles();
    void showTiles();
    void showQuestions();
    void showPairs();
    void showLabels();
    void showClasses();

    label::Project m_project;
    label::AgreementTotals m_totals;
    EmptyState *m_single, *m_waiting;
    QWidget *m_emptyCard, *m_content;
    KpiTile *m_mean, *m_tasks, *m_people;
    Card *m_questionsCard, *m_pairsCard, *m_labelsCard, *m_classesCard;
    ListTableModel *m_questions, *m_pairs, *m_labels, *m_classes;
    DataTable *m_questionsTable, *m_pairsTable, *m_labelsTable, *m_classesTable;
    QComboBox* m_question;
};

} // namespace slipway::ui
