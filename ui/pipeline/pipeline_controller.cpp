#include "ui/pipeline/pipeline_controller.h"

#include "core/workspace/workspace.h"

namespace slipway::ui {

namespace {

constexpr int kShownRuns = 25;
using Entries = std::vector<PipelineListEntry>;

Result<Entries> readAll(workspace::Workspace& workspace) {
    Entries entries;
    SLIPWAY_ASSIGN(auto definitions, workspace.pipelines().list());
    for (auto& definition : definitions) {
        SLIPWAY_ASSIGN(auto runs, workspace.pipelines().runs(definition.name, kShownRuns));
        entries.push_back({std::move(definition), std::move(runs)});
    }
    return entries;
}

} // namespace

PipelineController::PipelineController(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

void PipelineController::load() {
    m_app.jobs.start<Entries>(
        this, {.title = tr("Load pipelines"), .key = "pipelines", .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress&) { return readAll(workspace); },
        [this](Result<Entries> entries) {
            if (entries)
                loaded(*entries);
            else
                failed(tr("Couldn't load the pipelines"), entries.error());
        });
}

void PipelineController::run(const QString& pipeline, const pipeline::Values& parameters) {
    const auto actor = m_app.actor();
    m_app.jobs.start<pipeline::PipelineRun>(
        this, {.title = tr("Run %1").arg(pipeline), .key = {}, .quiet = false, .result = "pipeline"},
        [actor, pipeline, parameters](workspace::Workspace& workspace, Progress& progress) {
            return workspace.pipelines().run(actor, pipeline.toStdString(), parameters, "by hand", progress);
        },
        [this](Result<pipeline::PipelineRun> run) {
            if (run)
                finished(*run);
            else
                failed(tr("Couldn't run the pipeline"), run.error());
        });
}

void PipelineController::cancel(std::int64_t run) {
    const auto actor = m_app.actor();
    m_app.jobs.start<void>(
        this, {.title = tr("Cancel run %1").arg(run), .key = {}, .quiet = true, .result = {}},
        [actor, run](
            workspace::Workspace& workspace, Progress&) { return workspace.pipelines().requestCancel(actor, run); },
        [this](Result<void> done) {
            if (!done) failed(tr("Couldn't cancel the run"), done.error());
        });
}

} // namespace slipway::ui
