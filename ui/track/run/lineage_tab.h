#pragma once

#include "ui/shell/app_context.h"
#include "ui/track/run/run_tab.h"

class QStackedWidget;
class QVBoxLayout;

namespace slipway::ui {

class LineageController;
class LineageView;

/// What the run was made from and what was made of it, as a graph and as links to the nearest.
class LineageTab : public RunTab {
    Q_OBJECT
public:
    explicit LineageTab(AppContext& app, QWidget* parent = nullptr);
    void setFacts(std::shared_ptr<const RunFacts> facts) override;

private:
    void showNeighbours();

    AppContext& m_app;
    QString m_root;
    std::size_t m_links = 0; ///< what else is new of a run that goes on is not drawn here
    LineageController* m_controller;
    QStackedWidget* m_stack;
    LineageView* m_view;
    QVBoxLayout* m_near;
};

} // namespace slipway::ui
