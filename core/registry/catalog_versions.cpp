// The versions of ModelCatalog.

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/registry/bundle_copy.h"
#include "core/registry/catalog_names.h"
#include "core/registry/catalog_store.h"
#include "core/registry/model_catalog.h"
#include "core/registry/registry_service.h"
#include "core/registry/version_store.h"
#include "core/track/runs.h"

namespace slipway::registry {

namespace {

Json payloadOf(const ModelVersion& version) {
    return Json{{"model", version.model}, {"version", version.version}};
}

std::string subjectOf(std::string_view model, int number) {
    return fmt::format("model/{}/{}", model, number);
}

/// A copy of a version brings its tags along; what was decided about the other one stays there.
Result<std::map<std::string, std::string>> ownTags(const ModelCatalog::NewVersion& wanted) {
    std::map<std::string, std::string> tags;
    for (const auto& [key, value] : wanted.tags) {
        const auto free = checkTagIsFree(key);
        if (!free && !wanted.source.starts_with("models:/")) return std::unexpected(free.error());
        if (free) tags.emplace(key, value);
    }
    return tags;
}

} // namespace

/// {"name","version"} in the JSON list of the tag mlflow.modelVersions.
Status ModelCatalog::noteOnLoggedModel(const ModelVersion& version) {
    constexpr std::string_view kTag = "mlflow.modelVersions";
    auto& db = m_registry.ledger().db();
    SLIPWAY_ASSIGN(auto find,
        db.prepare(
            "SELECT m.number, t.value FROM logged_model m LEFT JOIN logged_model_tag t ON t.model = m.number AND "
            "t.key = ? WHERE m.id = ? AND m.deleted = 0"));
    SLIPWAY_ASSIGN(const bool found, find.bindAll(kTag, version.modelId).step());
    if (!found)
        return fail(ErrorCode::NotFound,
            fmt::format("Logged model with ID '{}' not found", forMessage(version.modelId)), "Log the model first");
    auto list = Json::array();
    if (auto known = parseJson(find.view(1), "the tag"); known && known->is_array()) list = std::move(*known);
    list.push_back({{"name", version.model}, {"version", std::to_string(version.version)}});
    SLIPWAY_ASSIGN(
        auto write, db.prepare("INSERT INTO logged_model_tag (model, key, value) VALUES (?, ?, ?) ON CONFLICT "
                               "(model, key) DO UPDATE SET value = excluded.value"));
    return write.bindAll(find.integer(0), kTag, dump(list)).run();
}

Result<CatalogVersion> ModelCatalog::createVersion(const NewVersion& wanted, BundleCopy* bundle) {
    SLIPWAY_ASSIGN(const auto tags, ownTags(wanted));
    SLIPWAY_ASSIGN(auto change, begin("model.register", "model/" + wanted.model));
    auto& db = m_registry.ledger().db();
    CatalogStore store(db);
    VersionStore versions(db, m_registry.root());
    SLIPWAY_TRY(needed(wanted.model));
    VersionRow row;
    auto& version = row.version;
    version.model = wanted.model;
    SLIPWAY_ASSIGN(version.version, versions.takeNumber(wanted.model, change.at()));
    version.source = wanted.source;
    version.location = wanted.location;
    version.runLink = wanted.runLink;
    version.description = wanted.description;
    version.modelId = wanted.modelId;
    version.runId = wanted.runId;
    version.createdAt = version.updatedAt = change.at();
    version.registeredBy = m_actor.name;
    if (bundle != nullptr) {
        SLIPWAY_ASSIGN(version.bundle, versions.newBundleFolder(version.model, version.version));
        version.bundleHash = bundle->hash();
    }
    SLIPWAY_TRY(change.addNode({version.lineageId(), "model_version", version.reference()}));
    if (const auto run = track::Runs(m_registry.ledger()).find(wanted.runId)) {
        row.runActor = run->actor;
        for (const auto& [key, summary] : run->metrics) version.metrics[key] = summary.latest;
        SLIPWAY_TRY(change.addNode({run->lineageId(), "run", run->name}));
        SLIPWAY_TRY(change.link(run->lineageId(), version.lineageId(), "Produced", "register"));
    }
    SLIPWAY_TRY(versions.add(row));
    for (const auto& [key, value] : tags) SLIPWAY_TRY(store.setTag(version.model, version.version, key, value));
    SLIPWAY_TRY(versions.addDecision(version.model, version.version, {change.at(), m_actor.name, "registered", {}}));
    if (!version.modelId.empty()) SLIPWAY_TRY(noteOnLoggedModel(version));
    auto payload = payloadOf(version);
    payload["run"] = version.runId;
    payload["source"] = version.source;
    payload["description"] = version.description;
    payload["tags"] = tags;
    change.note("version", version.version);
    change.note("run", version.runId);
    change.note("source", version.source);
    if (version.hasBundle()) change.note("bundle_hash", version.bundleHash);
    SLIPWAY_TRY(announce(change, "registered", version.lineageId(), std::move(payload)));
    if (bundle != nullptr) SLIPWAY_TRY(bundle->publish(version.bundle));
    SLIPWAY_TRY(change.commit());
    return shown(std::move(version));
}

Result<CatalogVersion> ModelCatalog::version(std::string_view model, int number) const {
    SLIPWAY_ASSIGN(auto found, neededVersion(model, number));
    return shown(std::move(found));
}

Result<CatalogVersion> ModelCatalog::describeVersion(std::string_view model, int number, std::string_view description) {
    SLIPWAY_ASSIGN(auto change, begin("model.describe", subjectOf(model, number)));
    SLIPWAY_TRY(neededVersion(model, number));
    SLIPWAY_TRY(CatalogStore(m_registry.ledger().db()).describe(model, number, description, change.at()));
    SLIPWAY_TRY(change.commit());
    return version(model, number);
}

Result<std::vector<std::filesystem::path>> ModelCatalog::removeVersion(std::string_view model, int number) {
    SLIPWAY_ASSIGN(auto change, begin("model.delete", subjectOf(model, number)));
    CatalogStore store(m_registry.ledger().db());
    SLIPWAY_ASSIGN(const auto version, neededVersion(model, number));
    SLIPWAY_TRY(checkNotDeployed(model, number, "deleted"));
    SLIPWAY_TRY(store.remove(model, number));
    SLIPWAY_TRY(store.touch(model, change.at()));
    change.note("status", Json(name(version.status)));
    SLIPWAY_TRY(announce(change, "version_deleted", version.lineageId(), payloadOf(version)));
    SLIPWAY_TRY(change.commit());
    std::vector<std::filesystem::path> bundles;
    if (version.hasBundle()) bundles.push_back(version.bundle);
    return bundles;
}

Result<CatalogVersion> ModelCatalog::setLabel(
    std::string_view model, int number, std::string_view text, bool archiveOthers) {
    SLIPWAY_ASSIGN(const auto label, stageLabel(text));
    if (archiveOthers && (label == "None" || label == "Archived"))
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Model version transition cannot archive existing model versions because '{}' is not an Active "
                        "stage. Valid stages are Staging, Production",
                label),
            "Leave archive_existing_versions out");
    SLIPWAY_ASSIGN(auto change, begin("model.label", subjectOf(model, number)));
    CatalogStore store(m_registry.ledger().db());
    SLIPWAY_ASSIGN(const auto before, neededVersion(model, number));
    SLIPWAY_TRY(store.setLabel(model, number, label, change.at()));
    if (archiveOthers) SLIPWAY_TRY(store.archiveOthers(model, number, label, change.at()));
    SLIPWAY_TRY(store.touch(model, change.at()));
    auto payload = payloadOf(before);
    payload["label"] = label;
    change.note("label", Json(label));
    SLIPWAY_TRY(announce(change, "labelled", before.lineageId(), std::move(payload)));
    SLIPWAY_TRY(change.commit());
    return version(model, number);
}

Status ModelCatalog::setVersionTag(std::string_view model, int number, std::string_view key, std::string_view value) {
    SLIPWAY_TRY(checkTagIsFree(key));
    SLIPWAY_ASSIGN(auto change, begin("model.tag", subjectOf(model, number)));
    CatalogStore store(m_registry.ledger().db());
    SLIPWAY_ASSIGN(const auto version, neededVersion(model, number));
    SLIPWAY_TRY(store.setTag(model, number, key, value));
    SLIPWAY_TRY(store.touch(model, number, change.at()));
    auto payload = payloadOf(version);
    payload["key"] = key;
    payload["value"] = value;
    change.note("key", Json(key));
    SLIPWAY_TRY(announce(change, "version_tag_set", version.lineageId(), std::move(payload)));
    return change.commit();
}

Status ModelCatalog::deleteVersionTag(std::string_view model, int number, std::string_view key) {
    SLIPWAY_TRY(checkTagIsFree(key));
    SLIPWAY_ASSIGN(auto change, begin("model.untag", subjectOf(model, number)));
    CatalogStore store(m_registry.ledger().db());
    SLIPWAY_ASSIGN(const auto version, neededVersion(model, number));
    SLIPWAY_ASSIGN(const bool removed, store.deleteTag(model, number, key));
    if (!removed) return {};
    SLIPWAY_TRY(store.touch(model, number, change.at()));
    auto payload = payloadOf(version);
    payload["key"] = key;
    change.note("key", Json(key));
    SLIPWAY_TRY(announce(change, "version_tag_deleted", version.lineageId(), std::move(payload)));
    return change.commit();
}

Status ModelCatalog::removeBundles(std::span<const std::filesystem::path> folders) {
    // Under the write lock: nobody can register into one of them meanwhile.
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_registry.ledger().db()));
    const VersionStore versions(m_registry.ledger().db(), m_registry.root());
    for (const auto& folder : folders) {
        SLIPWAY_ASSIGN(const bool used, versions.usesBundle(folder));
        std::error_code failed;
        if (!used) std::filesystem::remove_all(folder, failed);
        if (failed) return failFromErrno(failed.value(), "remove " + folder.string());
    }
    return transaction.commit();
}

} // namespace slipway::registry
