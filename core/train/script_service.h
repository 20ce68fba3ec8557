#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/data/dataset_service.h"
#include "core/track/tracker.h"

namespace slipway {
class Ledger;
}

namespace slipway::train {

struct ScriptRequest {
    std::string experiment, runName;
    std::filesystem::path program;      ///< looked up in PATH when it has no slash
    std::vector<std::string> arguments; ///< a Python interpreter's first file among them is the run's source
    std::filesystem::path folder;       ///< where it runs; the current one when empty
    std::map<std::string, std::string> parameters;
    std::vector<std::string> datasets;      ///< NAME or NAME:VERSION
    std::string trackingUri, trackingToken; ///< of the workspace's service; token "" when none is asked for
    std::uint64_t memoryLimit = 0;          ///< bytes for all its processes together; 0: none
    std::chrono::milliseconds sampleEvery{5000};
    std::function<void(std::string_view)> output; ///< what it prints, as it comes; may be empty
};

/// Any program as a tracked run. It finds MLFLOW_TRACKING_URI, MLFLOW_RUN_ID and MLFLOW_EXPERIMENT_ID, so that what it
/// logs with plain MLflow becomes part of this run, and SLIPWAY_DATASET_NAME, SLIPWAY_PARAM_NAME and SLIPWAY_RUN_ID.
/// Its output is the artifact logs/output.log, growing while it runs. The exit code decides how the run ends, whatever
/// the program says about it; a failure names its reason, lack of memory first, in the tag "slipway.error". Same
/// thread as the ledger's database.
class ScriptService {
public:
    ScriptService(Ledger& ledger, data::DatasetService& datasets, track::Tracker& tracker)
        : m_ledger(ledger), m_datasets(datasets), m_tracker(tracker) {}

    /// FailedPrecondition when the program failed, Cancelled when it was ended by `progress`; the run is kept then too.
    Result<track::Run> run(const access::Actor& actor, const ScriptRequest& request, Progress& progress);

private:
    Status link(const access::Actor& actor, const track::Run& run, const std::vector<data::DatasetVersion>& datasets);

    Ledger& m_ledger;
    data::DatasetService& m_datasets;
    track::Tracker& m_tracker;
};

} // namespace slipway::train
