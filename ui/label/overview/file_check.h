#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/label/formats/label_format.h"
#include "core/label/project.h"
#include "ui/shell/app_context.h"

class QToolButton;

namespace slipway::ui {

class AssistJob;
class DataTable;
class ListTableModel;

/// Opens the files of a project's tasks and lists those that cannot be read. Hidden until it has something to show.
class FileCheck : public QWidget {
    Q_OBJECT
public:
    explicit FileCheck(AppContext& app, QWidget* parent = nullptr);
    void showProject(const label::Project& project);
    void start();
    bool isBusy() const;

signals:
    void busyChanged(bool busy);
    void changed();

private:
    void showProblems();
    AppContext& m_app;
    label::Project m_project;
    AssistJob* m_job;
    QToolButton* m_hide;
    std::shared_ptr<std::vector<label::Problem>> m_problems;
    ListTableModel* m_list;
    DataTable* m_table;
};

} // namespace slipway::ui
