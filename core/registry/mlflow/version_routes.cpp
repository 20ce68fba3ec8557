#include <memory>

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/ledger/ledger.h"
#include "core/registry/bundle_copy.h"
#include "core/registry/mlflow/encode.h"
#include "core/registry/mlflow/fields.h"
#include "core/registry/mlflow/registry_routes.h"
#include "core/registry/mlflow/version_source.h"
#include "core/registry/model_catalog.h"
#include "core/registry/version_store.h"
#include "core/track/mlflow/artifact_reply.h"
#include "core/track/mlflow/reply.h"

namespace slipway::registry::mlflow {

using track::mlflow::addApi;
using track::mlflow::Call;

namespace {

constexpr std::string_view kBundleMark = "model/slipway-model.json"; ///< among the artifacts of runs that we trained

struct Prepared {
    ModelCatalog::NewVersion version;
    std::shared_ptr<BundleCopy> bundle;
};

/// Prompts have texts for a source, which nobody reads as a place.
bool isPrompt(const ModelCatalog::NewVersion& wanted) {
    const auto tag = wanted.tags.find(std::string(kPromptTag));
    return tag != wanted.tags.end() && tag->second == "true";
}

/// The run's own model, when it is what the version means and Slipway's servers can load it.
Result<std::shared_ptr<BundleCopy>> ownBundle(RegistryService& registry, const ModelCatalog::NewVersion& wanted) {
    SLIPWAY_ASSIGN(
        const auto artifacts, VersionStore(registry.ledger().db(), registry.root()).runArtifactUri(wanted.runId));
    if (artifacts.empty() || wanted.location != artifacts + "/model") return nullptr;
    if (!registry.tracker().artifactFile(wanted.runId, kBundleMark)) return nullptr;
    SLIPWAY_ASSIGN(auto copy, BundleCopy::make(registry.tracker(), wanted.runId, registry.root()));
    return std::make_shared<BundleCopy>(std::move(copy));
}

Result<Prepared> prepared(RegistryService& registry, ModelCatalog::NewVersion wanted) {
    auto source = resolveSource(registry, wanted.source, wanted.runId, wanted.modelId);
    if (!source && isPrompt(wanted)) return Prepared{std::move(wanted), nullptr};
    SLIPWAY_ASSIGN(auto meant, std::move(source));
    wanted.location = std::move(meant.location);
    wanted.runId = std::move(meant.runId);
    SLIPWAY_ASSIGN(auto bundle, ownBundle(registry, wanted));
    return Prepared{std::move(wanted), std::move(bundle)};
}

Status create(const Registry& to, const Call& call, Json& answer) {
    ModelCatalog::NewVersion wanted;
    SLIPWAY_ASSIGN(wanted.model, call.required("name"));
    SLIPWAY_ASSIGN(wanted.source, call.required("source"));
    SLIPWAY_ASSIGN(wanted.runId, call.textOr("run_id", ""));
    SLIPWAY_ASSIGN(wanted.runLink, call.textOr("run_link", ""));
    SLIPWAY_ASSIGN(wanted.description, call.textOr("description", ""));
    SLIPWAY_ASSIGN(wanted.modelId, call.textOr("model_id", ""));
    SLIPWAY_ASSIGN(wanted.tags, track::mlflow::pairsIn(call, "tags", kTagRules));
    // Files are copied before the writer's turn comes.
    SLIPWAY_ASSIGN(const auto ready,
        reading<Prepared>(to, [&](RegistryService& registry) { return prepared(registry, std::move(wanted)); }));
    SLIPWAY_ASSIGN(const auto made, writing<CatalogVersion>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).createVersion(ready.version, ready.bundle.get());
    }));
    answer["model_version"] = toJson(made);
    return {};
}

Result<CatalogVersion> versionOf(const Registry& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const int number, versionIn(call));
    return reading<CatalogVersion>(
        to, [&](RegistryService& registry) { return ModelCatalog(registry, to.actor).version(name, number); });
}

Status get(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto found, versionOf(to, call));
    answer["model_version"] = toJson(found);
    return {};
}

Status downloadUri(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto found, versionOf(to, call));
    answer["artifact_uri"] = found.version.location;
    return {};
}

Status update(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const int number, versionIn(call));
    SLIPWAY_ASSIGN(const auto description, call.textOr("description", ""));
    SLIPWAY_ASSIGN(const auto changed, writing<CatalogVersion>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).describeVersion(name, number, description);
    }));
    answer["model_version"] = toJson(changed);
    return {};
}

Status remove(const Registry& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const int number, versionIn(call));
    SLIPWAY_ASSIGN(const auto bundles, writing<std::vector<std::filesystem::path>>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).removeVersion(name, number);
    }));
    if (bundles.empty()) return {};
    const auto swept = to.serving.write(
        [&](RegistryService& registry) { return ModelCatalog(registry, to.actor).removeBundles(bundles); });
    if (!swept) log::warning("a deleted version's files stay: " + toLine(swept.error()));
    return {};
}

Status transition(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const int number, versionIn(call));
    SLIPWAY_ASSIGN(const auto stage, call.required("stage"));
    SLIPWAY_ASSIGN(const bool archive, call.flag("archive_existing_versions", false));
    SLIPWAY_ASSIGN(const auto changed, writing<CatalogVersion>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).setLabel(name, number, stage, archive);
    }));
    answer["model_version"] = toJson(changed);
    return {};
}

Status search(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto wanted, searchIn(call, track::FilterTable::modelVersions(), 10000, 200000));
    SLIPWAY_ASSIGN(const auto page, reading<ModelCatalog::VersionPage>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).searchVersions(wanted);
    }));
    for (const auto& version : page.versions) answer["model_versions"].push_back(toJson(version));
    if (page.more) answer["next_page_token"] = track::mlflow::pageToken(wanted.offset + wanted.limit);
    return {};
}

Status setTag(const Registry& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const int number, versionIn(call));
    SLIPWAY_ASSIGN(const auto tag, tagIn(call));
    return to.serving.write([&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).setVersionTag(name, number, tag.first, tag.second);
    });
}

Status deleteTag(const Registry& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const int number, versionIn(call));
    SLIPWAY_ASSIGN(const auto key, call.required("key"));
    return to.serving.write([&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).deleteVersionTag(name, number, key);
    });
}

/// A file of a version whose artifacts this server keeps.
Result<net::Response> file(const Registry& to, const net::Request& request) {
    SLIPWAY_ASSIGN(const auto call, Call::decode(request));
    SLIPWAY_ASSIGN(const auto path, call.required("path"));
    SLIPWAY_TRY(track::artifactPath(path));
    SLIPWAY_ASSIGN(const auto found, versionOf(to, call));
    SLIPWAY_ASSIGN(const auto root, reading<std::filesystem::path>(to, [](RegistryService& registry) {
        return Result<std::filesystem::path>(registry.root());
    }));
    return track::mlflow::fileReply(root, found.version.location, path);
}

} // namespace

void addVersionRoutes(net::Router& router, const Registry& to) {
    const auto add = [&](std::string_view method, std::string_view path, auto handler) {
        addApi(router, method, "model-versions/" + std::string(path), std::move(handler));
    };
    add("POST", "create", [to](const Call& call, Json& answer) { return create(to, call, answer); });
    add("GET", "get", [to](const Call& call, Json& answer) { return get(to, call, answer); });
    add("GET", "get-download-uri", [to](const Call& call, Json& answer) { return downloadUri(to, call, answer); });
    add("PATCH", "update", [to](const Call& call, Json& answer) { return update(to, call, answer); });
    add("DELETE", "delete", [to](const Call& call, Json&) { return remove(to, call); });
    add("POST", "transition-stage", [to](const Call& call, Json& answer) { return transition(to, call, answer); });
    add("GET", "search", [to](const Call& call, Json& answer) { return search(to, call, answer); });
    add("POST", "set-tag", [to](const Call& call, Json&) { return setTag(to, call); });
    add("DELETE", "delete-tag", [to](const Call& call, Json&) { return deleteTag(to, call); });
    for (const auto* path : {"/model-versions/get-artifact", "/ajax-api/2.0/mlflow/model-versions/get-artifact"})
        router.add("GET", path, [to](const net::Request& request) {
            auto reply = file(to, request);
            return reply ? std::move(*reply) : track::mlflow::errorReply(reply.error());
        });
}

} // namespace slipway::registry::mlflow
