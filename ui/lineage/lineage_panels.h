#pragma once

namespace slipway::ui {

class PanelRegistry;

void addLineagePanels(PanelRegistry& panels);

} // namespace slipway::ui
