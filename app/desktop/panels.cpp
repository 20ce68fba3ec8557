#include "app/desktop/panels.h"

#include "ui/data/data_panels.h"
#include "ui/deploy/deploy_panels.h"
#include "ui/feature/feature_panels.h"
#include "ui/home/home_panels.h"
#include "ui/label/label_panels.h"
#include "ui/lineage/lineage_panels.h"
#include "ui/monitor/monitor_panels.h"
#include "ui/pipeline/pipeline_panels.h"
#include "ui/registry/registry_panels.h"
#include "ui/settings/settings_panels.h"
#include "ui/track/track_panels.h"

namespace slipway::ui {

void addAllPanels(PanelRegistry& panels) {
    addHomePanels(panels);
    addDataPanels(panels);
    addLabelPanels(panels);
    addFeaturePanels(panels);
    addTrackPanels(panels);
    addPipelinePanels(panels);
    addRegistryPanels(panels);
    addDeployPanels(panels);
    addMonitorPanels(panels);
    addLineagePanels(panels);
    addSettingsPanels(panels);
}

} // namespace slipway::ui
