#pragma once

#include <QObject>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

#include "core/track/tracker.h"
#include "core/train/bias.h"
#include "core/train/evaluation.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/line_chart.h"

namespace slipway::ui {

/// Everything about one run that its page shows.
struct RunPageData {
    track::Run run;
    std::vector<track::ArtifactInfo> artifacts;
    std::optional<train::Evaluation> evaluation;
    std::vector<train::BiasReport> bias;
};

/// Asks core for runs, curves and details in quiet jobs; a newer question replaces an older one of the same kind.
class RunsController : public QObject {
    Q_OBJECT
public:
    RunsController(AppContext& app, QObject* parent);

    void loadExperiments();
    /// Answers with runsLoaded(); an empty `token` starts anew.
    void loadRuns(const track::RunQuery& query, const QString& token, int limit);
    void loadCurves(const QStringList& runs, const QString& metric);
    void loadRun(const QString& run);
    void setDeleted(const QString& run, bool deleted);
    void registerModel(const QString& run, const QString& model);

signals:
    void experimentsLoaded(const std::vector<slipway::track::Experiment>& experiments);
    void runsLoaded(const slipway::track::RunPage& page, bool first);
    void curvesLoaded(const QString& metric, const std::map<QString, QVector<QPointF>>& points);
    void runLoaded(const slipway::ui::RunPageData& page);
    void changed(const QString& what);
    void failed(const QString& what, const slipway::Error& error);

private:
    AppContext& m_app;
};

} // namespace slipway::ui
