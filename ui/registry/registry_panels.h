#pragma once

namespace slipway::ui {

class PanelRegistry;

void addRegistryPanels(PanelRegistry& panels);

} // namespace slipway::ui
