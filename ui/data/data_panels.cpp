#include "ui/data/data_panels.h"

#include "ui/data/data_panel.h"
#include "ui/shell/panel_registry.h"

namespace slipway::ui {

void addDataPanels(PanelRegistry& panels) {
    panels.add({"data", QObject::tr("Data sources"), Section::Data, "database", "Alt+2",
        [](AppContext& app, QWidget* parent) -> Panel* { return new DataPanel(app, parent); }, {}});
}

} // namespace slipway::ui
