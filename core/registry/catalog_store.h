#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/registry/registered_model.h"
#include "core/track/search_sql.h"

namespace slipway::store {
class Database;
}

namespace slipway::registry {

/// Registered models, tags and aliases in the database: SQL in, structs out. Writes run inside the caller's
/// transaction. Same thread as the database.
class CatalogStore {
public:
    explicit CatalogStore(store::Database& db) : m_db(db) {}

    /// Without tags, aliases and versions.
    Result<std::optional<RegisteredModel>> find(std::string_view model) const;
    Result<std::vector<RegisteredModel>> select(const track::Sql& rest) const; ///< of the row `m`
    Status add(const RegisteredModel& model);
    Status describe(std::string_view model, std::string_view description, Timestamp at);
    Status touch(std::string_view model, Timestamp at);
    Status rename(std::string_view model, std::string_view name, Timestamp at);
    Status remove(std::string_view model);

    using Tags = std::map<std::string, std::string>;
    Result<Tags> tags(std::string_view model) const;
    Status setTag(std::string_view model, std::string_view key, std::string_view value);
    Result<bool> deleteTag(std::string_view model, std::string_view key); ///< was there one?
    Result<Tags> tags(std::string_view model, int version) const;
    Status setTag(std::string_view model, int version, std::string_view key, std::string_view value);
    Result<bool> deleteTag(std::string_view model, int version, std::string_view key);

    Result<std::map<std::string, int>> aliases(std::string_view model) const; ///< those that clients set
    Status setAlias(std::string_view model, std::string_view alias, int version);
    Result<bool> deleteAlias(std::string_view model, std::string_view alias);

    Status describe(std::string_view model, int version, std::string_view description, Timestamp at);
    Status touch(std::string_view model, int version, Timestamp at);
    Status setLabel(std::string_view model, int version, std::string_view label, Timestamp at);
    /// All others with that label become "Archived".
    Status archiveOthers(std::string_view model, int version, std::string_view label, Timestamp at);
    Status remove(std::string_view model, int version);

private:
    template <class... T> Status run(std::string_view sql, const T&... values);
    Result<Tags> readPairs(store::Statement& read) const;
    store::Database& m_db;
};

} // namespace slipway::registry
