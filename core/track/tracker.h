#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/base/time.h"

namespace slipway {
class Ledger;
}

namespace slipway::track {

struct Experiment {
    std::int64_t id = 0;
    std::string name;
    Timestamp createdAt = 0;
    bool deleted = false;
    std::int64_t runs = 0;
};

enum class RunStatus { Running, Finished, Failed, Killed };
std::string_view name(RunStatus status); ///< "RUNNING", "FINISHED", "FAILED", "KILLED" as MLflow says

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
};
struct ArtifactInfo {
    std::string path;
    std::int64_t bytes = 0;
    bool folder = false;
};

struct Run {
    std::string id; ///< 32 hex digits
    std::string name;
    std::int64_t experiment = 0;
    std::string experimentName;
    RunStatus status = RunStatus::Running;
    Timestamp startedAt = 0;
    Timestamp endedAt = 0; ///< 0 while it runs
    std::string actor;
    bool deleted = false;
    std::map<std::string, std::string> parameters;
    std::map<std::string, std::string>
        tags; ///< "mlflow.source.git.commit", "slipway.dataset" = "census:2", "slipway.dataset.hash" …
    std::map<std::string, MetricSummary> metrics;
    std::string lineageId() const { return "run/" + id; }
};

struct RunQuery {
    std::optional<std::int64_t> experiment;
    std::string text;          ///< contained in the name or a tag, "" for all
    std::string orderByMetric; ///< "" : newest first
    bool descending = true;
    bool includeDeleted = false;
};
struct RunPage {
    std::vector<Run> runs;
    std::string next;
}; ///< next: token for the following page, "" at the end

/// Experiments, runs, metrics and artifacts of one workspace. Writes are durable when the call returns. Artifacts live
/// in <root>/artifacts/<experiment>/<run>/artifacts/. Same thread as the ledger's database.
class Tracker {
public:
    Tracker(Ledger& ledger, std::filesystem::path root);

    Result<Experiment> experiment(const access::Actor& actor, std::string_view name); ///< found or made
    Result<std::vector<Experiment>> experiments(bool includeDeleted = false) const;

    Result<Run> start(const access::Actor& actor, std::int64_t experiment, std::string_view name,
        const std::map<std::string, std::string>& tags);
    Status logMetrics(std::string_view run, std::span<const MetricPoint> points);
    /// A parameter keeps its first value; another one is InvalidArgument.
    Status logParameters(std::string_view run, const std::map<std::string, std::string>& parameters);
    Status setTags(std::string_view run, const std::map<std::string, std::string>& tags);
    /// `path` is relative inside the run's artifact folder; `file` is copied, or `bytes` written, atomically.
    Status logArtifact(std::string_view run, std::string_view path, const std::filesystem::path& file);
    Status logArtifactBytes(std::string_view run, std::string_view path, std::string_view bytes);
    Status finish(const access::Actor& actor, std::string_view run, RunStatus status);
    /// Runs left "running" by processes that are gone (owner pid and start time do not match) become Killed.
    Result<int> markOrphans();

    Result<Run> find(std::string_view run) const; ///< by id, unique id prefix (≥ 6), or unique name
    Result<RunPage> search(const RunQuery& query, std::string_view pageToken, int limit) const;
    Result<std::int64_t> countRuns(const RunQuery& query) const;
    Result<std::vector<MetricPoint>> history(std::string_view run, std::string_view key,
        std::int64_t fromStep = INT64_MIN, std::int64_t toStep = INT64_MAX) const;
    Result<std::vector<ArtifactInfo>> artifacts(std::string_view run, std::string_view folder = {}) const;
    Result<std::filesystem::path> artifactFile(std::string_view run, std::string_view path) const;
    Status setDeleted(const access::Actor& actor, std::string_view run, bool deleted);

private:
    Result<Run> load(std::int64_t number) const;
    Result<std::filesystem::path> artifactFolder(std::string_view run) const;

    Ledger& m_ledger;
    std::filesystem::path m_root;
};

} // namespace slipway::track
