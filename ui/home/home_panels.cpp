#include "ui/home/home_panels.h"

#include <QObject>

#include "ui/home/home_panel.h"
#include "ui/shell/panel_registry.h"

namespace slipway::ui {

void addHomePanels(PanelRegistry& panels) {
    panels.add({QStringLiteral("home"), QObject::tr("Home"), Section::None, QStringLiteral("home"),
        QStringLiteral("Alt+1"), [](AppContext& app, QWidget* parent) { return new HomePanel(app, parent); }, {}});
}

} // namespace slipway::ui
