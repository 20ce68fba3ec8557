#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/tracker.h"

namespace slipway::store {
class Database;
class Statement;
} // namespace slipway::store

namespace slipway::track {

/// Rows of experiments and runs with their parameters and tags. Writes run inside the caller's transaction; permission,
/// events and lineage are the Tracker's. Same thread as its Database.
class RunStore {
public:
    explicit RunStore(store::Database& db) : m_db(db) {}

    Result<std::optional<Experiment>> experimentByName(std::string_view name) const;
    Result<std::string> experimentName(std::int64_t id) const; ///< NotFound when there is none
    Result<Experiment> addExperiment(std::string_view name, Timestamp at);
    Result<std::vector<Experiment>> experiments(bool includeDeleted) const;

    /// What other tables and folders refer to.
    struct Key {
        std::int64_t number = 0, experiment = 0;
        RunStatus status = RunStatus::Running;
    };
    Result<Key> keyOf(std::string_view id) const; ///< NotFound when there is none

    Result<std::int64_t> add(const Run& run, std::string_view owner);
    Status addParameters(std::int64_t run, const std::map<std::string, std::string>& parameters);
    Status setTags(std::int64_t run, const std::map<std::string, std::string>& tags);
    Status setEnded(std::int64_t run, RunStatus status, Timestamp at);
    Status setDeleted(std::int64_t run, bool deleted);

    struct Owned {
        std::string id, actor, owner;
    };
    Result<std::vector<Owned>> running() const;

    /// By id, unique id prefix (6 characters or more) or unique name.
    Result<std::int64_t> find(std::string_view idOrName) const;
    /// Everything but metrics.
    Result<Run> load(std::int64_t number) const;

private:
    store::Database& m_db;
};

Result<RunStatus> runStatus(std::string_view name);

} // namespace slipway::track
