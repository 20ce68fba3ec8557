#pragma once

#include "ui/label/label_facts.h"
#include "ui/shell/panel.h"

namespace slipway::ui {

class FlowRow;
class SectionHeader;

/// Labels of the workspace: what arrived with the data, and how its classes are balanced.
class LabelPanel : public Panel {
    Q_OBJECT
public:
    explicit LabelPanel(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;

private:
    void show(const std::vector<LabelledDataset>& datasets);
    QWidget* makeCard(const LabelledDataset& dataset);
    SectionHeader* m_heading;
    FlowRow* m_cards;
};

} // namespace slipway::ui
