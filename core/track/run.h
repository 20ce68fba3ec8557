#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"

namespace slipway::track {

struct Experiment {
    std::int64_t id = 0;
    std::string name;
    Timestamp createdAt = 0;
    bool deleted = false;
    std::int64_t runs = 0;
    Timestamp updatedAt = 0;
    std::string artifactLocation; ///< "" for the workspace's own folder
    std::map<std::string, std::string> tags;
};

enum class RunStatus { Running, Scheduled, Finished, Failed, Killed };
std::string_view name(RunStatus status); ///< "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED" as MLflow says
Result<RunStatus> runStatus(std::string_view name);
inline bool hasEnded(RunStatus status) {
    return status != RunStatus::Running && status != RunStatus::Scheduled;
}

struct MetricPoint {
    std::string key;
    double value = 0;
    std::int64_t step = 0;
    Timestamp at = 0;
};
struct MetricSummary {
    double latest = 0;
    std::int64_t latestStep = 0;
    double minimum = 0, maximum = 0;
    std::int64_t points = 0;
    Timestamp latestAt = 0;
};
struct ArtifactInfo {
    std::string path;
    std::int64_t bytes = 0;
    bool folder = false;
};

/// Data that went into a run, as MLflow's clients describe it; texts are kept to the letter.
struct InputDataset {
    std::string name, digest, sourceType, source;
    std::optional<std::string> schema, profile;
    std::vector<std::pair<std::string, std::string>> tags; ///< of its use in this run: "mlflow.data.context" …
};

/// A point that counts for a logged model too, measured on a dataset ("" when unknown).
struct ModelMetric {
    MetricPoint point;
    std::string model, datasetName, datasetDigest;
};

/// A logged model that a run read or made.
struct ModelUse {
    std::string model;
    std::int64_t step = 0;
};

struct Run {
    std::string id; ///< 32 hex digits
    std::string name;
    std::int64_t experiment = 0;
    std::string experimentName;
    RunStatus status = RunStatus::Running;
    Timestamp startedAt = 0;
    Timestamp endedAt = 0; ///< 0 while it runs
    std::string actor;     ///< who made it here
    bool deleted = false;
    std::map<std::string, std::string> parameters;
    std::map<std::string, std::string>
        tags; ///< "mlflow.source.git.commit", "slipway.dataset" = "census:2", "slipway.dataset.hash" …
    std::map<std::string, MetricSummary> metrics;
    std::string userId; ///< who ran it, as the client says
    std::vector<InputDataset> inputs;
    std::vector<ModelUse> inputModels, outputModels;
    std::string lineageId() const { return "run/" + id; }
};

} // namespace slipway::track
