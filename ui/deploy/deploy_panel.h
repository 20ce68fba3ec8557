#pragma once

#include <vector>

#include "ui/deploy/deploy_controller.h"
#include "ui/shell/panel.h"

class QPushButton;

namespace slipway::ui {

class EmptyState;
class EndpointDetail;
class StageColumn;

/// Stages as columns with their endpoints, and the selected endpoint in depth.
class DeployPanel : public Panel {
    Q_OBJECT
public:
    explicit DeployPanel(AppContext& app, QWidget* parent = nullptr);

    void refresh() override;
    void showObject(const QString& link) override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void buildColumns();
    void connectController();
    void showEndpoints();
    void chooseSelection();
    void choose(const QString& endpoint);
    void updateSummary();
    void copyUrl(const QString& url);

    DeployController m_controller;
    QString m_wanted;
    EmptyState* m_empty;
    QWidget* m_stages;
    std::vector<StageColumn*> m_columns;
    EndpointDetail* m_detail;
    QPushButton* m_startService;
};

} // namespace slipway::ui
