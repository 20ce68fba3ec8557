#pragma once

namespace slipway::ui {

class PanelRegistry;

/// Experiments: runs, their curves, parameters and evaluation.
void addTrackPanels(PanelRegistry& panels);

} // namespace slipway::ui
