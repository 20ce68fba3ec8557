#pragma once

#include "ui/shell/app_context.h"
#include "ui/track/compare/compare_section.h"

namespace slipway::ui {

class CurvesView;

/// Curves of the compared runs in a grid of charts.
class CurvesSection : public CompareSection {
    Q_OBJECT
public:
    explicit CurvesSection(AppContext& app, QWidget* parent = nullptr);
    void showRuns(const SharedRuns& runs) override;

private:
    CurvesView* m_view;
    std::vector<ChartedRun> m_runs;
};

} // namespace slipway::ui
