#pragma once

#include "ui/shell/app_context.h"
#include "ui/track/run/run_tab.h"

class QFrame;
class QVBoxLayout;

namespace slipway::ui {

class AboutCard;
class MetricSummaryCard;
class NotesCard;
class PairsCard;
class RelatedCard;
class RunActions;
class TagsCard;
class TextLabel;

/// Facts, notes, metrics, parameters, tags and what is around the run, on one page that scrolls.
class OverviewTab : public RunTab {
    Q_OBJECT
public:
    OverviewTab(AppContext& app, RunActions& actions, QWidget* parent = nullptr);
    void setFacts(std::shared_ptr<const RunFacts> facts) override;
    QWidget* searchField() const override;

signals:
    void openRun(const QString& id);
    void metricChosen(const QString& metric);

private:
    QFrame* makeCallout();
    void showCallout(const track::Run& run);

    RunActions& m_actions;
    QVBoxLayout* m_main;
    std::string m_run;
    QFrame* m_callout;
    TextLabel* m_why;
    TextLabel* m_reason;
    NotesCard* m_notes;
    MetricSummaryCard* m_metrics;
    PairsCard* m_parameters;
    AboutCard* m_about;
    TagsCard* m_tags;
    RelatedCard* m_related;
};

} // namespace slipway::ui
