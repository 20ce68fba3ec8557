#pragma once

#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/run/lineage_layers.h"
#include "ui/track/run/run_tab.h"

class QHBoxLayout;
class QScrollArea;
class QStackedWidget;

namespace slipway::ui {

class Card;

/// What the run was made from and what was made of it, step by step from left to right; everything leads to its page.
class LineageTab : public RunTab {
    Q_OBJECT
public:
    explicit LineageTab(AppContext& app, QWidget* parent = nullptr);
    void setFacts(std::shared_ptr<const RunFacts> facts) override;

private:
    void showLayers(std::vector<LineageLayer> layers);
    Card* makeLayer(const LineageLayer& layer);
    QWidget* makeItem(const LineageLayer::Item& item);
    QWidget* makeCentre();

    AppContext& m_app;
    std::shared_ptr<const RunFacts> m_facts;
    std::vector<LineageLayer> m_layers;
    QString m_root;
    QStackedWidget* m_stack;
    QScrollArea* m_scroll;
    QHBoxLayout* m_row;
};

} // namespace slipway::ui
