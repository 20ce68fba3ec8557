#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/registry/registered_model.h"
#include "core/track/filter.h"

namespace slipway {
class Change;
}

namespace slipway::registry {

class BundleCopy;
class RegistryService;

/// The registry as MLflow's clients know it: models with or without versions, tags, aliases, labels. The versions are
/// those that people decide on with RegistryService; what clients register waits for them. Each change is audited in
/// the actor's name and announced as an event ("model.created", "prompt.alias_set" …). NotFound and AlreadyExists are
/// in MLflow's words. Same thread as the ledger's database.
class ModelCatalog {
public:
    ModelCatalog(RegistryService& registry, access::Actor actor);

    struct NewModel {
        std::string name, description;
        std::map<std::string, std::string> tags;
    };
    Result<RegisteredModel> create(const NewModel& wanted);
    Result<RegisteredModel> find(std::string_view model) const;
    Result<RegisteredModel> describe(std::string_view model, std::string_view description);
    /// Versions, tags and aliases move along. FailedPrecondition while a version runs in a stage.
    Result<RegisteredModel> rename(std::string_view model, std::string_view name);
    /// With all that belongs to it; not while a version runs in a stage. The bundles that nobody needs any more: hand
    /// them to removeBundles() when the change is on disk.
    Result<std::vector<std::filesystem::path>> remove(std::string_view model);
    Status setTag(std::string_view model, std::string_view key, std::string_view value);
    Status deleteTag(std::string_view model, std::string_view key);
    Status setAlias(std::string_view model, std::string_view alias, int version);
    Status deleteAlias(std::string_view model, std::string_view alias);
    /// "latest" is the newest version. InvalidArgument when there is no such alias.
    Result<CatalogVersion> byAlias(std::string_view model, std::string_view alias) const;
    /// The newest version of each of these labels; of all when there are none.
    Result<std::vector<CatalogVersion>> latest(std::string_view model, std::span<const std::string> labels) const;

    struct NewVersion {
        std::string model, source, location, runId, runLink, description, modelId;
        std::map<std::string, std::string> tags;
    };
    /// Pending. `bundle` is kept as its own when it is given.
    Result<CatalogVersion> createVersion(const NewVersion& wanted, BundleCopy* bundle = nullptr);
    Result<CatalogVersion> version(std::string_view model, int number) const;
    Result<CatalogVersion> describeVersion(std::string_view model, int number, std::string_view description);
    /// Not while it runs in a stage. Its number is not given again.
    Result<std::vector<std::filesystem::path>> removeVersion(std::string_view model, int number);
    /// Only MLflow's label: nothing is deployed. `archiveOthers` when others leave it.
    Result<CatalogVersion> setLabel(
        std::string_view model, int number, std::string_view label, bool archiveOthers = false);
    Status setVersionTag(std::string_view model, int number, std::string_view key, std::string_view value);
    Status deleteVersionTag(std::string_view model, int number, std::string_view key);

    struct Search {
        track::Filter filter;
        std::vector<track::Order> order;
        std::int64_t offset = 0, limit = 100;
    };
    struct ModelPage {
        std::vector<RegisteredModel> models;
        bool more = false;
    };
    struct VersionPage {
        std::vector<CatalogVersion> versions;
        bool more = false;
    };
    /// Without prompts, unless the filter asks for them. Ties by name.
    Result<ModelPage> search(const Search& wanted) const;
    Result<VersionPage> searchVersions(const Search& wanted) const; ///< newest change first

    /// Of versions that are gone; what a version uses again stays.
    Status removeBundles(std::span<const std::filesystem::path> folders);

private:
    Result<RegisteredModel> needed(std::string_view model) const; ///< without tags, aliases and versions
    Result<ModelVersion> neededVersion(std::string_view model, int number) const;
    Result<CatalogVersion> shown(ModelVersion version) const;
    Result<RegisteredModel> shown(RegisteredModel model) const;
    Status checkNotDeployed(std::string_view model, int number, std::string_view verb) const;
    Result<Change> begin(std::string_view action, const std::string& subject);
    Status announce(Change& change, std::string_view verb, const std::string& subject, Json payload);
    Status noteOnLoggedModel(const ModelVersion& version);

    RegistryService& m_registry;
    access::Actor m_actor;
};

} // namespace slipway::registry
