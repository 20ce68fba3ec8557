#pragma once

namespace slipway::ui {

class PanelRegistry;
void addHomePanels(PanelRegistry& panels);

} // namespace slipway::ui
