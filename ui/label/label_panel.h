#pragma once

#include "ui/label/label_facts.h"
#include "ui/label/workbench/workbench.h"
#include "ui/shell/panel.h"

class QPushButton;
class QStackedWidget;

namespace slipway::ui {

class BackgroundLearning;
class Card;
class EmptyState;
class FlowRow;
class LabelledDatasets;
class NewProjectPage;
class ProjectPage;
class TextLabel;
class TransferCard;

/// Labeling: the projects, a page for each, one for a new one, and the workbench. Files and folders drop anywhere.
class LabelPanel : public Panel {
    Q_OBJECT
public:
    explicit LabelPanel(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;
    /// "label/NAME" or "label/NAME/NUMBER" opens the workbench, "label/NAME/page" the project's page.
    void showObject(const QString& link) override;
    QWidget* searchField() override;
    Workbench* workbench() const { return m_workbench; }
    /// Before the first project opens: for tests with a view of their own.
    void setViewMaker(Workbench::MakeView make) { m_makeView = std::move(make); }
    void openProject(
        const QString& name, LabelController::Mode mode = LabelController::Mode::Label, std::int64_t number = 0);
    void showPage(const QString& project);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    struct Facts {
        std::vector<label::Project> projects;
        std::vector<LabelledDataset> datasets;
    };
    void buildProjects();
    void showFacts(const Facts& facts);
    void buildPage();
    void act(const QString& project, const QString& what);
    void edit(const QString& project);
    void leaveWorkbench();
    void leaveEditor(const QString& project);
    void showFull(QWidget* page, bool margins);
    void addItems(const QString& project);
    void remove(const QString& project);
    void showProjects();
    void showArrived(const QString& project);
    void showEditor(const QStringList& files);
    void showDrop(const QString& text);
    void addCommands();
    const label::Project* find(const QString& name) const;

    std::vector<label::Project> m_projects;
    QString m_starting; ///< new, opened as soon as it has tasks
    Workbench::MakeView m_makeView;
    QStackedWidget* m_stack;
    QWidget* m_list = nullptr;
    QPushButton* m_new;
    EmptyState* m_empty;
    QWidget* m_drop;
    TextLabel* m_dropText;
    TransferCard* m_transfer;
    FlowRow* m_cards;
    LabelledDatasets* m_datasets;
    NewProjectPage* m_editor;
    ProjectPage* m_page;
    BackgroundLearning* m_learning;
    Workbench* m_workbench = nullptr;
    bool m_fromPage = false; ///< where the workbench or the editor was opened
};

} // namespace slipway::ui
