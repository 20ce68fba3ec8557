#pragma once

#include "core/label/project.h"
#include "ui/shell/app_context.h"
#include "ui/shell/popup.h"

class QComboBox;

namespace slipway::ui {

class DataTable;
class PagedTableModel;
class SearchBox;
class TextLabel;

/// The tasks of a project in pages, with filters and order; Enter goes to one.
class TaskDrawer : public Popup {
    Q_OBJECT
public:
    TaskDrawer(AppContext& app, QWidget* parent);
    void openFor(const label::Project& project, const QRect& place);

signals:
    void chosen(qint64 number);

private:
    label::TaskFilter filter() const;
    void reload();
    AppContext& m_app;
    label::Project m_project;
    SearchBox *m_search, *m_person;
    QComboBox *m_state, *m_order;
    PagedTableModel* m_model;
    DataTable* m_table;
    TextLabel* m_nothing;
};

} // namespace slipway::ui
