#include "ui/shell/panel_registry.h"

namespace slipway::ui {

void PanelRegistry::add(PanelInfo panel) {
    m_panels.push_back(std::move(panel));
}

const PanelInfo* PanelRegistry::find(const QString& id) const {
    for (const PanelInfo& panel : m_panels)
        if (panel.id == id) return &panel;
    return nullptr;
}

} // namespace slipway::ui
