#pragma once

namespace slipway::ui {

class PanelRegistry;

/// Features: groups, their statistics and their values for one key.
void addFeaturePanels(PanelRegistry& panels);

} // namespace slipway::ui
