#pragma once

#include "ui/shell/app_context.h"
#include "ui/track/run/run_tab.h"

class QStackedWidget;
class QTreeView;

namespace slipway::ui {

class ArtifactActions;
class ArtifactTreeModel;
class PreviewPane;
class TextLabel;

/// Files of the run: a tree that reads folders as they are unfolded, and what is in the chosen file beside it.
class ArtifactsTab : public RunTab {
    Q_OBJECT
public:
    explicit ArtifactsTab(AppContext& app, QWidget* parent = nullptr);
    void setFacts(std::shared_ptr<const RunFacts> facts) override;
    void reload() override;

private:
    QWidget* makeTree();
    QWidget* makeActions();
    void showCurrent();
    void showFolder(const QString& path);
    void showMenu(const QPoint& place);

    AppContext& m_app;
    ArtifactActions* m_actions;
    ArtifactTreeModel* m_model;
    QString m_run;
    QStackedWidget* m_pages;
    QTreeView* m_tree;
    PreviewPane* m_pane;
    TextLabel* m_problem;
};

} // namespace slipway::ui
