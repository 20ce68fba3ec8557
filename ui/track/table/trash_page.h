#pragma once

#include <QWidget>
#include <vector>

#include "core/track/trash.h"
#include "ui/shell/app_context.h"

class QPushButton;
class QStackedWidget;

namespace slipway::ui {

class DataTable;
class ListTableModel;
class RunWrites;
class TextLabel;

/// Deleted runs with what they still take: restored, or removed for ever.
class TrashPage : public QWidget {
    Q_OBJECT
public:
    TrashPage(AppContext& app, QWidget* parent);
    void reload();

signals:
    void changed();
    void summaryChanged(const QString& text);

private:
    void show(std::vector<track::TrashedRun> runs);
    void showSelection();
    std::vector<track::TrashedRun> chosen() const;
    void purge(const std::vector<track::TrashedRun>& runs);

    AppContext& m_app;
    RunWrites* m_writes;
    std::vector<track::TrashedRun> m_runs;
    DataTable* m_table;
    ListTableModel* m_model;
    QStackedWidget* m_stack;
    TextLabel* m_count;
    QPushButton *m_restore, *m_purge, *m_empty;
    bool m_reading = false;
};

} // namespace slipway::ui
