#pragma once

namespace slipway::ui {

class PanelRegistry;

void addMonitorPanels(PanelRegistry& panels);

} // namespace slipway::ui
