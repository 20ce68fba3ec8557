#pragma once

namespace slipway::ui {

class PanelRegistry;
void addLabelPanels(PanelRegistry& panels);

} // namespace slipway::ui
