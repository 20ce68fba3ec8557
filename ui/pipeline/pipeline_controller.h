#pragma once

#include <QObject>

#include <vector>

#include "core/pipeline/pipeline_service.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

struct PipelineListEntry {
    pipeline::Definition definition;
    std::vector<pipeline::PipelineRun> runs; ///< newest first, at most 25
};

/// Reads definitions and runs, starts and cancels runs; each in a job.
class PipelineController : public QObject {
    Q_OBJECT
public:
    PipelineController(AppContext& app, QObject* parent);
    void load();
    void run(const QString& pipeline, const pipeline::Values& parameters);
    void cancel(std::int64_t run);

signals:
    void loaded(const std::vector<slipway::ui::PipelineListEntry>& pipelines);
    void finished(const slipway::pipeline::PipelineRun& run);
    void failed(const QString& what, const slipway::Error& error);

private:
    AppContext& m_app;
};

} // namespace slipway::ui
