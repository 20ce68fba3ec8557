#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/access/actor.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/data/dataset_service.h"
#include "core/deploy/deploy_service.h"
#include "core/event/rule_engine.h"
#include "core/feature/feature_service.h"
#include "core/label/label_service.h"
#include "core/ledger/ledger.h"
#include "core/monitor/monitor_service.h"
#include "core/pipeline/pipeline_service.h"
#include "core/registry/registry_service.h"
#include "core/track/tracker.h"
#include "core/train/training_service.h"
#include "core/workspace/settings.h"

namespace slipway::workspace {

/// The one way in: opens a workspace folder, owns its connection and every service on it. One per thread; opening costs
/// about a millisecond, and several threads and processes may have the same folder open. Movable through its pointer.
class Workspace {
public:
    /// Makes the folder's layout. AlreadyExists when it holds a workspace; InvalidArgument when it holds other files.
    static Result<std::unique_ptr<Workspace>> create(const std::filesystem::path& folder, const std::string& owner);
    /// NotFound (with the hint `slipway init`), FailedPrecondition for a newer one, PermissionDenied, BadData.
    /// A read-only folder opens for reading: then readOnly() is true and every change fails with PermissionDenied.
    static Result<std::unique_ptr<Workspace>> open(
        const std::filesystem::path& folder, const Clock& clock = systemClock());
    ~Workspace();

    const std::filesystem::path& folder() const;
    const Settings& settings() const;
    bool readOnly() const;

    Ledger& ledger();
    store::Database& db();
    data::DatasetService& datasets();
    label::LabelService& labels();
    feature::FeatureService& features();
    track::Tracker& tracker();
    train::TrainingService& training();
    registry::RegistryService& registry();
    deploy::DeployService& deployments();
    monitor::MonitorService& monitors();
    pipeline::PipelineService& pipelines();
    const pipeline::StepRegistry& steps();
    event::ActionRegistry& actions();
    event::RuleEngine& rules();

    /// The person who uses it: `wanted` when not empty, else $SLIPWAY_PERSON, else the owner of a personal workspace,
    /// else the account's name. InvalidArgument when the workspace does not know that person.
    Result<access::Actor> actor(std::string_view wanted = {}) const;

    /// Everything that `slipway status` and the Home panel show, counted by indexes only.
    struct Counts {
        std::int64_t datasets = 0, datasetRows = 0, labelProjects = 0, labelTasks = 0, labelled = 0, featureGroups = 0,
                     experiments = 0, runs = 0, models = 0, versions = 0, pending = 0, endpoints = 0, monitors = 0,
                     monitorRuns = 0, driftingMonitors = 0, pipelines = 0, pipelineRuns = 0, failedPipelineRuns = 0,
                     events = 0, auditEntries = 0;
    };
    Result<Counts> counts();

private:
    struct State;
    explicit Workspace(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// The folder the command line and the desktop use: `wanted`, else $SLIPWAY_WORKSPACE, else the nearest parent of the
/// current folder that holds a workspace.db, else ~/Slipway.
std::filesystem::path defaultFolder(const std::string& wanted = {});

} // namespace slipway::workspace
