#include "ui/feature/feature_panels.h"

#include "ui/feature/feature_panel.h"
#include "ui/shell/panel_registry.h"

namespace slipway::ui {

void addFeaturePanels(PanelRegistry& panels) {
    panels.add({"feature", QObject::tr("Features"), Section::Data, "columns", "Alt+4",
        [](AppContext& app, QWidget* parent) -> Panel* { return new FeaturePanel(app, parent); }, {}});
}

} // namespace slipway::ui
