#pragma once

namespace slipway::ui {

class PanelRegistry;

/// Pipelines: their runs as a grid of steps.
void addPipelinePanels(PanelRegistry& panels);

} // namespace slipway::ui
