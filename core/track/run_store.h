#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/run.h"

namespace slipway::store {
class Database;
class Statement;
} // namespace slipway::store

namespace slipway::track {

/// Rows of runs with their parameters, tags, inputs and models. Writes run inside the caller's transaction; permission,
/// events and lineage are the Tracker's. Same thread as its Database.
class RunStore {
public:
    explicit RunStore(store::Database& db) : m_db(db) {}

    /// What other tables and folders refer to.
    struct Key {
        std::int64_t number = 0, experiment = 0;
        RunStatus status = RunStatus::Running;
        bool deleted = false;
    };
    Result<Key> keyOf(std::string_view id) const; ///< NotFound when there is none

    Result<std::int64_t> add(const Run& run, std::string_view owner);
    Status addParameters(std::int64_t run, const std::map<std::string, std::string>& parameters);
    Status setTags(std::int64_t run, const std::map<std::string, std::string>& tags);
    Status setStatus(std::int64_t run, RunStatus status);
    Status setEnded(std::int64_t run, Timestamp at);
    Status setDeleted(std::int64_t run, bool deleted, Timestamp at);
    Status rename(std::int64_t run, std::string_view name); ///< and its tag "mlflow.runName"
    Result<std::optional<std::string>> tag(std::int64_t run, std::string_view key) const;
    Result<bool> deleteTag(std::int64_t run, std::string_view key); ///< was there one?
    /// A dataset is one row per experiment, name and digest; on a run it is kept once, with its first tags.
    Status addInput(std::int64_t run, std::int64_t experiment, const InputDataset& dataset);
    enum class ModelRole { Input, Output };
    Status addModel(std::int64_t run, ModelRole role, const ModelUse& model);

    /// A run that says RUNNING and names its process, or beats.
    struct Watched {
        std::int64_t number = 0;
        std::string id, actor, owner; ///< owner: mark of its process, "" when nobody said
        Timestamp heartbeatAt = 0;    ///< 0: does not beat
    };
    Result<std::vector<Watched>> watched() const;
    Result<std::optional<Watched>> watchedAt(std::int64_t run) const; ///< nothing when it is not watched any more
    Status setOwner(std::int64_t run, std::string_view owner);
    Status setHeartbeat(std::int64_t run, Timestamp at);
    Result<std::string> ownerOf(std::int64_t run) const;

    /// By id, unique id prefix (6 characters or more) or unique name.
    Result<std::int64_t> find(std::string_view idOrName) const;
    /// Everything but metrics.
    Result<Run> load(std::int64_t number) const;

private:
    store::Database& m_db;
};

} // namespace slipway::track
