#include "ui/label/label_panels.h"

#include <QObject>

#include "ui/label/label_panel.h"
#include "ui/shell/panel_registry.h"

namespace slipway::ui {

void addLabelPanels(PanelRegistry& panels) {
    panels.add({QStringLiteral("label"), QObject::tr("Labeling"), Section::Data, QStringLiteral("label"),
        QStringLiteral("Alt+3"), [](AppContext& app, QWidget* parent) { return new LabelPanel(app, parent); }, {}});
}

} // namespace slipway::ui
