#include "ui/track/runs_controller.h"

#include "core/workspace/workspace.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

using CurveSet = std::map<QString, QVector<QPointF>>;

Result<RunPageData> readRun(workspace::Workspace& workspace, const std::string& id) {
    RunPageData page;
    SLIPWAY_ASSIGN(page.run, workspace.tracker().find(id));
    SLIPWAY_ASSIGN(page.artifacts, workspace.tracker().artifacts(page.run.id));
    // A run without evaluation or bias report is the usual case for a new one.
    if (auto evaluation = workspace.training().storedEvaluation(page.run.id)) page.evaluation = std::move(*evaluation);
    if (auto bias = workspace.training().storedBias(page.run.id)) page.bias = std::move(*bias);
    return page;
}

Result<CurveSet> readCurves(
    workspace::Workspace& workspace, const QStringList& runs, const std::string& metric, const Progress& progress) {
    CurveSet curves;
    for (const auto& run : runs) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading curves was cancelled");
        SLIPWAY_ASSIGN(const auto history, workspace.tracker().history(run.toStdString(), metric));
        QVector<QPointF> points;
        points.reserve(static_cast<qsizetype>(history.size()));
        for (const auto& point : history) points.append({static_cast<double>(point.step), point.value});
        curves[run] = std::move(points);
    }
    return curves;
}

} // namespace

RunsController::RunsController(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

void RunsController::loadExperiments() {
    m_app.jobs.start<std::vector<track::Experiment>>(
        this, {.title = tr("Load experiments"), .key = "experiments", .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress&) { return workspace.tracker().experiments(); },
        [this](Result<std::vector<track::Experiment>> list) {
            if (list)
                experimentsLoaded(*list);
            else
                failed(tr("Couldn't load the experiments"), list.error());
        });
}

void RunsController::loadRuns(const track::RunQuery& query, const QString& token, int limit) {
    m_app.jobs.start<track::RunPage>(
        this, {.title = tr("Load runs"), .key = "runs", .quiet = true, .result = {}},
        [query, token, limit](workspace::Workspace& workspace, Progress&) {
            return workspace.tracker().search(query, token.toStdString(), limit);
        },
        [this, first = token.isEmpty()](Result<track::RunPage> page) {
            if (page)
                runsLoaded(*page, first);
            else
                failed(tr("Couldn't load the runs"), page.error());
        });
}

void RunsController::loadCurves(const QStringList& runs, const QString& metric) {
    m_app.jobs.start<CurveSet>(
        this, {.title = tr("Load curves"), .key = "curves", .quiet = true, .result = {}},
        [runs, metric](workspace::Workspace& workspace, Progress& progress) {
            return readCurves(workspace, runs, metric.toStdString(), progress);
        },
        [this, metric](Result<CurveSet> curves) {
            if (curves)
                curvesLoaded(metric, *curves);
            else
                failed(tr("Couldn't load the curves"), curves.error());
        });
}

void RunsController::loadRun(const QString& run) {
    m_app.jobs.start<RunPageData>(
        this, {.title = tr("Load run"), .key = "run", .quiet = true, .result = {}},
        [run](workspace::Workspace& workspace, Progress&) { return readRun(workspace, run.toStdString()); },
        [this](Result<RunPageData> page) {
            if (page)
                runLoaded(*page);
            else
                failed(tr("Couldn't load the run"), page.error());
        });
}

void RunsController::setDeleted(const QString& run, bool deleted) {
    const auto actor = m_app.actor();
    m_app.jobs.start<void>(
        this, {.title = deleted ? tr("Delete run") : tr("Restore run"), .key = {}, .quiet = false, .result = "track"},
        [actor, run, deleted](workspace::Workspace& workspace, Progress&) {
            return workspace.tracker().setDeleted(actor, run.toStdString(), deleted);
        },
        [this, deleted](Result<void> done) {
            if (done)
                changed(deleted ? tr("Run deleted") : tr("Run restored"));
            else
                failed(deleted ? tr("Couldn't delete the run") : tr("Couldn't restore the run"), done.error());
        });
}

void RunsController::registerModel(const QString& run, const QString& model) {
    const auto actor = m_app.actor();
    m_app.jobs.start<registry::ModelVersion>(
        this, {.title = tr("Register model"), .key = {}, .quiet = false, .result = "registry"},
        [actor, run, model](workspace::Workspace& workspace, Progress&) {
            return workspace.registry().registerRun(actor, model.toStdString(), run.toStdString());
        },
        [this](Result<registry::ModelVersion> version) {
            if (version)
                changed(tr("Registered %1, it waits for a decision").arg(format::text(version->reference())));
            else
                failed(tr("Couldn't register the model"), version.error());
        });
}

} // namespace slipway::ui
