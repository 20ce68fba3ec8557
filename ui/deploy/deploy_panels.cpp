#include "ui/deploy/deploy_panels.h"

#include <QObject>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/deploy/deploy_panel.h"
#include "ui/shell/panel_registry.h"

namespace slipway::ui {

namespace {

/// Endpoints that need a person: an alarm fires or the endpoint failed.
int troubled(AppContext& app) {
    const auto endpoints = app.workspace.deployments().list();
    if (!endpoints) return 0;
    return static_cast<int>(std::ranges::count_if(*endpoints, [](const auto& endpoint) {
        return endpoint.state == "failed" || std::ranges::count(endpoint.alarms, "firing", &deploy::Alarm::state) > 0;
    }));
}

} // namespace

void addDeployPanels(PanelRegistry& panels) {
    panels.add({QStringLiteral("deploy"), QObject::tr("Deployments"), Section::Ship, QStringLiteral("rocket"),
        QStringLiteral("Alt+8"), [](AppContext& app, QWidget* parent) { return new DeployPanel(app, parent); },
        troubled});
}

} // namespace slipway::ui
