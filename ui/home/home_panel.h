#pragma once

#include "ui/home/home_facts.h"
#include "ui/shell/panel.h"

namespace slipway::ui {

class ActivityChart;
class Card;
class LifeCycleStrip;

/// What needs a person, where work was left, and how the whole stands.
class HomePanel : public Panel {
    Q_OBJECT
public:
    explicit HomePanel(AppContext& app, QWidget* parent = nullptr);
    void refresh() override;

private:
    void show(const HomeFacts& facts);
    void showNeeds(const HomeFacts& facts);
    void showRecent(const HomeFacts& facts);

    LifeCycleStrip* m_strip;
    Card* m_needs;
    Card* m_recent;
    Card* m_activityCard;
    ActivityChart* m_activity;
};

} // namespace slipway::ui
