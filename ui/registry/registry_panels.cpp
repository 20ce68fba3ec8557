#include "ui/registry/registry_panels.h"

#include <QObject>

#include "core/workspace/workspace.h"
#include "ui/registry/registry_panel.h"
#include "ui/shell/panel_registry.h"

namespace slipway::ui {

void addRegistryPanels(PanelRegistry& panels) {
    panels.add({QStringLiteral("registry"), QObject::tr("Registry"), Section::Ship, QStringLiteral("box"),
        QStringLiteral("Alt+7"), [](AppContext& app, QWidget* parent) { return new RegistryPanel(app, parent); },
        [](AppContext& app) {
            const auto pending = app.workspace.registry().pending();
            return pending ? static_cast<int>(pending->size()) : 0;
        }});
}

} // namespace slipway::ui
