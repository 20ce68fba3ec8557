#include "ui/settings/settings_panels.h"

#include <QObject>

#include "ui/settings/settings_panel.h"
#include "ui/shell/panel_registry.h"

namespace slipway::ui {

void addSettingsPanels(PanelRegistry& panels) {
    panels.add({QStringLiteral("settings"), QObject::tr("Settings"), Section::Bottom, QStringLiteral("settings"),
        QStringLiteral("Ctrl+,"), [](AppContext& app, QWidget* parent) { return new SettingsPanel(app, parent); }, {}});
}

} // namespace slipway::ui
