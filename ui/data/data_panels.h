#pragma once

namespace slipway::ui {

class PanelRegistry;

/// Data sources: datasets, their versions, preview and quality.
void addDataPanels(PanelRegistry& panels);

} // namespace slipway::ui
