#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/registry/model_version.h"

namespace slipway::store {
class Database;
}

namespace slipway::registry {

/// What the registry keeps about a version beside what it shows.
struct VersionRow {
    ModelVersion version;
    std::string runActor;           ///< who trained it
    std::int64_t decisionEvent = 0; ///< event of the last decision; withdrawn by undo
};

/// Versions, stages and decisions in the database: SQL in, structs out. Same thread as the database.
class VersionStore {
public:
    VersionStore(store::Database& db, const std::filesystem::path& root) : m_db(db), m_root(root) {}

    Result<int> latest(std::string_view model) const; ///< 0 when there is none
    Result<std::optional<VersionRow>> find(std::string_view model, int version) const;
    Result<std::optional<VersionRow>> findByRun(std::string_view model, std::string_view run) const;
    Result<std::vector<ModelVersion>> versions(std::string_view model) const; ///< newest first; all models when empty
    Result<std::vector<ModelVersion>> withStatus(VersionStatus status) const; ///< newest first

    Status add(const VersionRow& row);
    /// Writes what a decision changes: status, who, when, note.
    Status update(const VersionRow& row);

    Status addDecision(std::string_view model, int version, const Decision& decision);
    Result<std::vector<Decision>> decisions(std::string_view model, int version) const;

    /// Version 0 empties the stage.
    Status setStage(std::string_view model, int version, std::string_view stage);
    Result<int> versionInStage(std::string_view model, std::string_view stage) const; ///< 0: none

private:
    store::Database& m_db;
    const std::filesystem::path& m_root;
};

/// <root>/artifacts/models/<model>/<version>
std::filesystem::path bundleFolder(const std::filesystem::path& root, std::string_view model, int version);

} // namespace slipway::registry
