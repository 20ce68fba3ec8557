#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/compare/charted_run.h"

namespace slipway::ui {

class RunTableModel;

/// Looks up name and colour of the runs whose eye is open, for the charts.
class ShownRuns : public QObject {
    Q_OBJECT
public:
    ShownRuns(AppContext& app, RunTableModel& model, QObject* parent);
    const std::vector<ChartedRun>& runs() const { return m_runs; }
    /// The same for any runs, in their order; colours are given to those that have none.
    void chart(std::vector<std::int64_t> numbers, std::function<void(const std::vector<ChartedRun>&)> done);
    void update();

signals:
    void changed();

private:
    AppContext& m_app;
    RunTableModel& m_model;
    std::vector<ChartedRun> m_runs;
};

} // namespace slipway::ui
