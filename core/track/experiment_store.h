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
}

namespace slipway::track {

/// Rows of experiments and their tags. Writes run inside the caller's transaction. Same thread as its Database.
class ExperimentStore {
public:
    explicit ExperimentStore(store::Database& db) : m_db(db) {}

    Result<std::optional<Experiment>> byName(std::string_view name) const;
    Result<Experiment> find(std::int64_t id) const;                 ///< NotFound when there is none
    Result<std::string> nameOf(std::int64_t id) const;              ///< NotFound when there is none
    Result<std::vector<Experiment>> all(bool includeDeleted) const; ///< by name, without tags

    /// Id, name, location, times and tags are taken from it; an id of nothing means the next one.
    Result<std::int64_t> add(const Experiment& experiment, std::optional<std::int64_t> id = {});
    Status rename(std::int64_t id, std::string_view name, Timestamp at);
    Status setDeleted(std::int64_t id, bool deleted, Timestamp at);
    Status setTag(std::int64_t id, std::string_view key, std::string_view value);
    Result<bool> deleteTag(std::int64_t id, std::string_view key); ///< was there one?
    Status touch(std::int64_t id, Timestamp at);

private:
    store::Database& m_db;
};

} // namespace slipway::track
