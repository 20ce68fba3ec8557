#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/registry/model_version.h"
#include "core/track/search_sql.h"

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
    /// The number for a new version: none that was ever given, also when its version is deleted.
    Result<int> takeNumber(std::string_view model, Timestamp at);
    /// Makes the model when there is none yet; was it made?
    Result<bool> ensureModel(std::string_view model, Timestamp at);
    Result<std::optional<VersionRow>> find(std::string_view model, int version) const;
    Result<std::optional<VersionRow>> findByRun(std::string_view model, std::string_view run) const;
    /// Newest first; without MLflow's prompts, which are no models. All models when empty.
    Result<std::vector<ModelVersion>> versions(std::string_view model) const;
    Result<std::vector<ModelVersion>> withStatus(VersionStatus status) const; ///< the same
    /// Of the condition, which may name `v`, the row of model_version; it is part of the SQL text.
    Result<std::vector<ModelVersion>> select(const track::Sql& rest) const;
    /// The version that was approved last, 0 when there is none.
    Result<int> approved(std::string_view model) const;

    Status add(const VersionRow& row);
    /// Writes what a decision changes: status, who, when, note, metrics.
    Status update(const VersionRow& row);

    Status addDecision(std::string_view model, int version, const Decision& decision);
    Result<std::vector<Decision>> decisions(std::string_view model, int version) const;

    /// Version 0 empties the stage.
    Status setStage(std::string_view model, int version, std::string_view stage);
    Result<int> versionInStage(std::string_view model, std::string_view stage) const; ///< 0: none
    /// MLflow's label of a version follows the stages of its names where it runs.
    Status labelStages(std::string_view model, int version, Timestamp at);
    /// "" when there is no such run.
    Result<std::string> runArtifactUri(std::string_view run) const;

    /// A folder for the bundle of a new version that no other version has: <root>/artifacts/models/<model>/<version>
    /// unless a renamed model's version is there.
    Result<std::filesystem::path> newBundleFolder(std::string_view model, int version) const;
    Result<bool> usesBundle(const std::filesystem::path& folder) const;

private:
    Result<std::vector<VersionRow>> readAll(store::Statement& read) const;
    Result<std::optional<VersionRow>> readOne(store::Statement& read) const;
    Result<std::map<std::string, double>> currentMetrics(std::string_view run) const;

    store::Database& m_db;
    const std::filesystem::path& m_root;
};

} // namespace slipway::registry
