#pragma once

#include <QWidget>

#include "core/label/label_store.h"
#include "ui/label/overview/project_facts.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/paged_table_model.h"

class QCheckBox;
class QComboBox;
class QPushButton;

namespace slipway::ui {

class DataTable;
class FileCheck;
class SearchBox;
class TextLabel;

/// All tasks of a project, page by page: filters, order, and what can be done with those that are selected.
class TaskList : public QWidget {
    Q_OBJECT
public:
    explicit TaskList(AppContext& app, QWidget* parent = nullptr);
    void showProject(const ProjectFacts& facts);
    void reload();
    void showState(label::TaskState state);
    void showOrder(label::TaskOrder order);
    QWidget* searchField() const;

signals:
    void taskChosen(qint64 number);
    void packWanted(const QString& person, const std::vector<std::int64_t>& tasks);
    void changed();

private:
    QWidget* makeFilters();
    QWidget* makeActions();
    QWidget* makeBrokenNote();
    void fillFilters(const ProjectFacts& facts);
    label::TaskFilter filter() const;
    bool isFiltered() const;
    void clearFilter();
    void fetch(const QString& token, int limit, PagedTableModel::Answer answer);
    void showLoaded();
    void showSelection();
    void rememberOrder();
    std::vector<std::int64_t> selected() const;
    QString person() const;
    void assign(const QString& person);

    AppContext& m_app;
    label::Project m_project;
    quint64 m_round = 0;
    SearchBox* m_search;
    QComboBox *m_state, *m_label, *m_by, *m_order, *m_person;
    QCheckBox* m_gold;
    PagedTableModel* m_model;
    DataTable* m_table;
    TextLabel *m_note, *m_selection, *m_brokenText;
    QWidget *m_broken, *m_actions;
    FileCheck* m_check;
    QPushButton *m_checkFiles, *m_clear, *m_assign, *m_giveBack, *m_pack;
};

} // namespace slipway::ui
