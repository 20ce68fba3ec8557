#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/track/run.h"

namespace slipway {
class Ledger;
}

namespace slipway::track {

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
    /// How the program ended that is the run, known by whoever started it; a client in it may have said otherwise.
    Status conclude(const access::Actor& actor, std::string_view run, RunStatus status);
    /// Runs whose process is gone or whose heart has stopped become Killed: see Liveness. Cheap when there are none.
    /// Nothing is done while somebody else sees to it, who hears of more.
    Result<int> markOrphans();
    using Watched = std::function<bool()>;
    void setWatchedElsewhere(Watched watched) { m_watchedElsewhere = std::move(watched); }

    Result<Run> find(std::string_view run) const; ///< by id, unique id prefix (≥ 6), or unique name
    Result<RunPage> search(const RunQuery& query, std::string_view pageToken, int limit) const;
    Result<std::int64_t> countRuns(const RunQuery& query) const;
    Result<std::vector<MetricPoint>> history(std::string_view run, std::string_view key,
        std::int64_t fromStep = INT64_MIN, std::int64_t toStep = INT64_MAX) const;
    Result<std::vector<ArtifactInfo>> artifacts(std::string_view run, std::string_view folder = {}) const;
    Result<std::filesystem::path> artifactFile(std::string_view run, std::string_view path) const;
    Status setDeleted(const access::Actor& actor, std::string_view run, bool deleted);

    /// For what is beyond this class: Experiments, Runs and LoggedModels are made of it.
    Ledger& ledger() const { return m_ledger; }
    const std::filesystem::path& root() const { return m_root; }

private:
    Result<Run> load(std::int64_t number) const;
    Result<std::filesystem::path> artifactFolder(std::string_view run) const;

    Ledger& m_ledger;
    std::filesystem::path m_root;
    Watched m_watchedElsewhere;
};

} // namespace slipway::track
