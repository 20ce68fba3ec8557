#pragma once

namespace slipway::ui {

class PanelRegistry;

/// Every panel of the program, in the order of the navigation rail: one line a domain.
void addAllPanels(PanelRegistry& panels);

} // namespace slipway::ui
