#pragma once

namespace slipway::ui {

class PanelRegistry;

void addDeployPanels(PanelRegistry& panels);

} // namespace slipway::ui
