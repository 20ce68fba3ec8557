#include <array>

#include "core/workspace/workspace.h"

namespace slipway::workspace {

namespace {

struct Figure {
    std::int64_t Workspace::Counts::* member;
    std::string_view sql;
};

/// Each is one range of one index, so that a workspace with 100,000 runs answers in a few milliseconds.
constexpr std::array<Figure, 20> kFigures{{
    {&Workspace::Counts::datasets, "SELECT count(DISTINCT dataset) FROM dataset_version"},
    {&Workspace::Counts::datasetRows, "SELECT coalesce(sum(rows), 0) FROM dataset_version AS v WHERE version = (SELECT "
                                      "max(version) FROM dataset_version "
                                      "WHERE dataset = v.dataset)"},
    {&Workspace::Counts::labelProjects, "SELECT count(*) FROM label_project"},
    {&Workspace::Counts::labelTasks, "SELECT coalesce(sum(tasks), 0) FROM label_count"},
    {&Workspace::Counts::labelled, "SELECT coalesce(sum(tasks), 0) FROM label_count WHERE state IN (2, 4)"},
    {&Workspace::Counts::featureGroups, "SELECT count(*) FROM feature_group"},
    {&Workspace::Counts::experiments, "SELECT count(*) FROM experiment WHERE deleted = 0 AND (id <> 0 OR EXISTS "
                                      "(SELECT 1 FROM run WHERE experiment = 0))"},
    {&Workspace::Counts::runs, "SELECT count(*) FROM run WHERE deleted = 0"},
    {&Workspace::Counts::models,
        "SELECT count(DISTINCT model) FROM model_version WHERE model NOT IN (SELECT model FROM "
        "registered_model_tag WHERE key = 'mlflow.prompt.is_prompt' AND value = 'true')"},
    {&Workspace::Counts::versions, "SELECT count(*) FROM model_version WHERE model NOT IN (SELECT model FROM "
                                   "registered_model_tag WHERE key = 'mlflow.prompt.is_prompt' AND value = 'true')"},
    {&Workspace::Counts::pending, "SELECT count(*) FROM model_version WHERE status = 'pending'"},
    {&Workspace::Counts::endpoints, "SELECT count(*) FROM endpoint"},
    {&Workspace::Counts::monitors, "SELECT count(*) FROM monitor"},
    {&Workspace::Counts::monitorRuns, "SELECT count(*) FROM monitor_run"},
    {&Workspace::Counts::driftingMonitors, "SELECT count(*) FROM monitor AS m WHERE (SELECT drift FROM monitor_run "
                                           "WHERE monitor = m.name ORDER BY id DESC "
                                           "LIMIT 1) = 1"},
    {&Workspace::Counts::pipelines, "SELECT count(*) FROM pipeline"},
    {&Workspace::Counts::pipelineRuns, "SELECT count(*) FROM pipeline_run"},
    {&Workspace::Counts::failedPipelineRuns, "SELECT count(*) FROM pipeline_run WHERE state = 'failed'"},
    {&Workspace::Counts::events, "SELECT count(*) FROM event"},
    {&Workspace::Counts::auditEntries, "SELECT count(*) FROM audit"},
}};

} // namespace

Result<Workspace::Counts> Workspace::counts() {
    Counts counts;
    for (const auto& figure : kFigures) {
        SLIPWAY_ASSIGN(auto select, db().prepare(figure.sql));
        SLIPWAY_ASSIGN([[maybe_unused]] const bool row, select.step());
        counts.*figure.member = select.integer(0);
    }
    return counts;
}

} // namespace slipway::workspace
