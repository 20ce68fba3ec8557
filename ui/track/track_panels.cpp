#include "ui/track/track_panels.h"

#include "ui/shell/panel_registry.h"
#include "ui/track/runs_panel.h"

namespace slipway::ui {

void addTrackPanels(PanelRegistry& panels) {
    panels.add({"track", QObject::tr("Experiments"), Section::Build, "flask", "Alt+5",
        [](AppContext& app, QWidget* parent) -> Panel* { return new RunsPanel(app, parent); }, {}});
}

} // namespace slipway::ui
