#include "ui/monitor/monitor_panels.h"

#include <QObject>

#include "core/workspace/workspace.h"
#include "ui/monitor/monitor_panel.h"
#include "ui/shell/panel_registry.h"

namespace slipway::ui {

namespace {

int driftingMonitors(AppContext& app) {
    const auto counts = app.workspace.counts();
    return counts ? static_cast<int>(counts->driftingMonitors) : 0;
}

} // namespace

void addMonitorPanels(PanelRegistry& panels) {
    panels.add({QStringLiteral("monitor"), QObject::tr("Monitoring"), Section::Ship, QStringLiteral("monitor"),
        QStringLiteral("Alt+9"), [](AppContext& app, QWidget* parent) { return new MonitorPanel(app, parent); },
        driftingMonitors});
}

} // namespace slipway::ui
