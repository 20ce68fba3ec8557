#include "ui/lineage/lineage_panels.h"

#include <QObject>

#include "ui/lineage/lineage_panel.h"
#include "ui/shell/panel_registry.h"

namespace slipway::ui {

void addLineagePanels(PanelRegistry& panels) {
    panels.add({QStringLiteral("lineage"), QObject::tr("Lineage"), Section::Trace, QStringLiteral("lineage"),
        QStringLiteral("Alt+0"), [](AppContext& app, QWidget* parent) { return new LineagePanel(app, parent); }, {}});
}

} // namespace slipway::ui
