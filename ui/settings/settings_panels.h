#pragma once

namespace slipway::ui {

class PanelRegistry;
void addSettingsPanels(PanelRegistry& panels);

} // namespace slipway::ui
