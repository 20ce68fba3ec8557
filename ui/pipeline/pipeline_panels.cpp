#include "ui/pipeline/pipeline_panels.h"

#include "ui/pipeline/pipeline_panel.h"
#include "ui/shell/panel_registry.h"

namespace slipway::ui {

void addPipelinePanels(PanelRegistry& panels) {
    panels.add({"pipeline", QObject::tr("Pipelines"), Section::Build, "pipeline", "Alt+6",
        [](AppContext& app, QWidget* parent) -> Panel* { return new PipelinePanel(app, parent); }, {}});
}

} // namespace slipway::ui
