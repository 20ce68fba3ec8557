#include "core/registry/model_catalog.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/registry/catalog_names.h"
#include "core/registry/catalog_search.h"
#include "core/registry/catalog_store.h"
#include "core/registry/registry_service.h"
#include "core/registry/version_store.h"

namespace slipway::registry {

using access::Permission;
using track::Sql;

namespace {

std::string subjectOf(std::string_view model) {
    return "model/" + std::string(model);
}

Json payloadOf(std::string_view model) {
    return Json{{"model", model}};
}

std::unexpected<Error> taken(std::string_view name) {
    return fail(ErrorCode::AlreadyExists, fmt::format("Registered Model (name={}) already exists", forMessage(name)),
        "Choose another name");
}

/// Ids that a page of the search holds, and one more.
Sql paged(Sql sql, const ModelCatalog::Search& wanted) {
    return std::move(sql.add(" LIMIT ? OFFSET ?", wanted.limit + 1, wanted.offset));
}

} // namespace

ModelCatalog::ModelCatalog(RegistryService& registry, access::Actor actor)
    : m_registry(registry), m_actor(std::move(actor)) {}

Result<Change> ModelCatalog::begin(std::string_view action, const std::string& subject) {
    return m_registry.ledger().begin(m_actor, Permission::RegisterModel, action, subject);
}

/// Prompts are kept by clients as models, but rules for models are not about them.
Status ModelCatalog::announce(Change& change, std::string_view verb, const std::string& subject, Json payload) {
    SLIPWAY_ASSIGN(const auto tags, CatalogStore(m_registry.ledger().db()).tags(textOr(payload, "model")));
    const auto prompt = tags.find(std::string(kPromptTag));
    const bool isPrompt = prompt != tags.end() && prompt->second == "true";
    SLIPWAY_TRY(change.emit(fmt::format("{}.{}", isPrompt ? "prompt" : "model", verb), subject, payload));
    return {};
}

Result<RegisteredModel> ModelCatalog::needed(std::string_view model) const {
    SLIPWAY_ASSIGN(auto found, CatalogStore(m_registry.ledger().db()).find(model));
    if (!found)
        return fail(ErrorCode::NotFound, fmt::format("Registered Model with name={} not found", forMessage(model, 300)),
            "Search the registered models");
    return std::move(*found);
}

Result<ModelVersion> ModelCatalog::neededVersion(std::string_view model, int number) const {
    SLIPWAY_ASSIGN(auto found, VersionStore(m_registry.ledger().db(), m_registry.root()).find(model, number));
    if (found) return std::move(found->version);
    SLIPWAY_TRY(needed(model));
    return fail(ErrorCode::NotFound,
        fmt::format("Model Version (name={}, version={}) not found", forMessage(model, 300), number),
        "Search the model's versions");
}

Result<CatalogVersion> ModelCatalog::shown(ModelVersion version) const {
    auto& db = m_registry.ledger().db();
    const CatalogStore store(db);
    CatalogVersion all;
    SLIPWAY_ASSIGN(all.tags, store.tags(version.model, version.version));
    if (version.hasBundle() || version.status != VersionStatus::Pending)
        all.tags[std::string(kApprovalTag)] = name(version.status);
    if (!version.decidedBy.empty()) all.tags[std::string(kDeciderTag)] = version.decidedBy;
    SLIPWAY_ASSIGN(const auto aliases, store.aliases(version.model));
    for (const auto& [alias, number] : aliases)
        if (number == version.version) all.aliases.push_back(alias);
    SLIPWAY_ASSIGN(const int approved, VersionStore(db, m_registry.root()).approved(version.model));
    if (approved == version.version) all.aliases.emplace_back(kApprovedAlias);
    all.version = std::move(version);
    return all;
}

Result<RegisteredModel> ModelCatalog::shown(RegisteredModel model) const {
    auto& db = m_registry.ledger().db();
    const CatalogStore store(db);
    SLIPWAY_ASSIGN(model.tags, store.tags(model.name));
    SLIPWAY_ASSIGN(model.aliases, store.aliases(model.name));
    SLIPWAY_ASSIGN(const int approved, VersionStore(db, m_registry.root()).approved(model.name));
    if (approved != 0) model.aliases.emplace(kApprovedAlias, approved);
    SLIPWAY_ASSIGN(model.latest, latest(model.name, {}));
    return model;
}

Status ModelCatalog::checkNotDeployed(std::string_view model, int number, std::string_view verb) const {
    SLIPWAY_ASSIGN(auto read, m_registry.ledger().db().prepare(
                                  "SELECT version, stage FROM model_stage WHERE model = ? AND (? = 0 OR version = ?)"));
    SLIPWAY_ASSIGN(const bool runs, read.bindAll(model, number, number).step());
    if (!runs) return {};
    return fail(ErrorCode::FailedPrecondition,
        fmt::format(
            "Version {} of {} runs in {} and cannot be {}", read.integer(0), forMessage(model), read.text(1), verb),
        "Take it out of there in Slipway first");
}

Result<RegisteredModel> ModelCatalog::create(const NewModel& wanted) {
    SLIPWAY_TRY(checkModelName(wanted.name));
    for (const auto& [key, value] : wanted.tags) SLIPWAY_TRY(checkTagIsFree(key));
    SLIPWAY_ASSIGN(auto change, begin("registered_model.create", subjectOf(wanted.name)));
    CatalogStore store(m_registry.ledger().db());
    SLIPWAY_ASSIGN(const auto known, store.find(wanted.name));
    if (known) return taken(wanted.name);
    RegisteredModel model{wanted.name, wanted.description, change.at(), change.at(), wanted.tags, {}, {}};
    SLIPWAY_TRY(store.add(model));
    auto payload = payloadOf(wanted.name);
    payload["description"] = wanted.description;
    payload["tags"] = wanted.tags;
    SLIPWAY_TRY(announce(change, "created", subjectOf(wanted.name), std::move(payload)));
    SLIPWAY_TRY(change.commit());
    return model;
}

Result<RegisteredModel> ModelCatalog::find(std::string_view model) const {
    SLIPWAY_ASSIGN(auto found, needed(model));
    return shown(std::move(found));
}

Result<RegisteredModel> ModelCatalog::describe(std::string_view model, std::string_view description) {
    SLIPWAY_ASSIGN(auto change, begin("registered_model.describe", subjectOf(model)));
    SLIPWAY_TRY(needed(model));
    SLIPWAY_TRY(CatalogStore(m_registry.ledger().db()).describe(model, description, change.at()));
    SLIPWAY_TRY(change.commit());
    return find(model);
}

Result<RegisteredModel> ModelCatalog::rename(std::string_view model, std::string_view name) {
    SLIPWAY_TRY(checkModelName(name));
    SLIPWAY_ASSIGN(auto change, begin("registered_model.rename", subjectOf(model)));
    auto& db = m_registry.ledger().db();
    CatalogStore store(db);
    SLIPWAY_TRY(needed(model));
    SLIPWAY_ASSIGN(const auto other, store.find(name));
    if (other) return taken(name);
    SLIPWAY_TRY(checkNotDeployed(model, 0, "renamed"));
    SLIPWAY_TRY(store.rename(model, name, change.at()));
    SLIPWAY_ASSIGN(const auto versions, VersionStore(db, m_registry.root()).versions(name));
    for (const auto& version : versions) { // what was made from it is found under either name
        const auto before = fmt::format("model/{}/{}", model, version.version);
        SLIPWAY_TRY(change.addNode({before, "model_version", fmt::format("{}:{}", model, version.version)}));
        SLIPWAY_TRY(change.addNode({version.lineageId(), "model_version", version.reference()}));
        SLIPWAY_TRY(change.link(before, version.lineageId(), "DerivedFrom", "rename"));
    }
    auto payload = payloadOf(name);
    payload["from"] = model;
    change.note("to", Json(name));
    SLIPWAY_TRY(announce(change, "renamed", subjectOf(name), std::move(payload)));
    SLIPWAY_TRY(change.commit());
    return find(name);
}

Result<std::vector<std::filesystem::path>> ModelCatalog::remove(std::string_view model) {
    SLIPWAY_ASSIGN(auto change, begin("registered_model.delete", subjectOf(model)));
    auto& db = m_registry.ledger().db();
    SLIPWAY_TRY(needed(model));
    SLIPWAY_TRY(checkNotDeployed(model, 0, "deleted"));
    SLIPWAY_ASSIGN(const auto versions,
        VersionStore(db, m_registry.root()).select(Sql().add("WHERE v.model = ?", std::string(model))));
    std::vector<std::filesystem::path> bundles;
    for (const auto& version : versions)
        if (version.hasBundle()) bundles.push_back(version.bundle);
    change.note("versions", Json(versions.size()));
    SLIPWAY_TRY(announce(change, "deleted", subjectOf(model), payloadOf(model)));
    SLIPWAY_TRY(CatalogStore(db).remove(model));
    SLIPWAY_TRY(change.commit());
    return bundles;
}

Status ModelCatalog::setTag(std::string_view model, std::string_view key, std::string_view value) {
    SLIPWAY_TRY(checkTagIsFree(key));
    SLIPWAY_ASSIGN(auto change, begin("registered_model.tag", subjectOf(model)));
    SLIPWAY_TRY(needed(model));
    SLIPWAY_TRY(CatalogStore(m_registry.ledger().db()).setTag(model, key, value));
    auto payload = payloadOf(model);
    payload["key"] = key;
    payload["value"] = value;
    change.note("key", Json(key));
    SLIPWAY_TRY(announce(change, "tag_set", subjectOf(model), std::move(payload)));
    return change.commit();
}

Status ModelCatalog::deleteTag(std::string_view model, std::string_view key) {
    SLIPWAY_TRY(checkTagIsFree(key));
    SLIPWAY_ASSIGN(auto change, begin("registered_model.untag", subjectOf(model)));
    SLIPWAY_TRY(needed(model));
    SLIPWAY_ASSIGN(const bool removed, CatalogStore(m_registry.ledger().db()).deleteTag(model, key));
    if (!removed) return {};
    auto payload = payloadOf(model);
    payload["key"] = key;
    change.note("key", Json(key));
    SLIPWAY_TRY(announce(change, "tag_deleted", subjectOf(model), std::move(payload)));
    return change.commit();
}

Status ModelCatalog::setAlias(std::string_view model, std::string_view alias, int version) {
    SLIPWAY_TRY(checkAlias(alias));
    SLIPWAY_ASSIGN(auto change, begin("registered_model.alias", subjectOf(model)));
    SLIPWAY_TRY(neededVersion(model, version));
    SLIPWAY_TRY(CatalogStore(m_registry.ledger().db()).setAlias(model, alias, version));
    auto payload = payloadOf(model);
    payload["alias"] = alias;
    payload["version"] = version;
    change.note("alias", Json(alias));
    change.note("version", Json(version));
    SLIPWAY_TRY(announce(change, "alias_set", subjectOf(model), std::move(payload)));
    return change.commit();
}

Status ModelCatalog::deleteAlias(std::string_view model, std::string_view alias) {
    SLIPWAY_TRY(checkAlias(alias));
    SLIPWAY_ASSIGN(auto change, begin("registered_model.unalias", subjectOf(model)));
    SLIPWAY_TRY(needed(model));
    SLIPWAY_ASSIGN(const bool removed, CatalogStore(m_registry.ledger().db()).deleteAlias(model, alias));
    if (!removed) return {};
    auto payload = payloadOf(model);
    payload["alias"] = alias;
    change.note("alias", Json(alias));
    SLIPWAY_TRY(announce(change, "alias_deleted", subjectOf(model), std::move(payload)));
    return change.commit();
}

Result<CatalogVersion> ModelCatalog::byAlias(std::string_view model, std::string_view alias) const {
    auto& db = m_registry.ledger().db();
    const VersionStore versions(db, m_registry.root());
    SLIPWAY_TRY(needed(model));
    int number = 0;
    if (toLower(alias) == "latest") {
        SLIPWAY_ASSIGN(number, versions.latest(model));
    } else if (alias == kApprovedAlias) {
        SLIPWAY_ASSIGN(number, versions.approved(model));
    } else {
        SLIPWAY_ASSIGN(const auto aliases, CatalogStore(db).aliases(model));
        if (const auto found = aliases.find(std::string(alias)); found != aliases.end()) number = found->second;
    }
    if (number == 0)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Registered model alias {} not found", forMessage(alias, 300)),
            "Read the model for its aliases");
    return version(model, number);
}

Result<std::vector<CatalogVersion>> ModelCatalog::latest(
    std::string_view model, std::span<const std::string> labels) const {
    std::vector<std::string_view> wanted;
    for (const auto& text : labels) {
        SLIPWAY_ASSIGN(wanted.emplace_back(), stageLabel(text));
    }
    SLIPWAY_TRY(needed(model));
    SLIPWAY_ASSIGN(auto newest,
        VersionStore(m_registry.ledger().db(), m_registry.root())
            .select(Sql().add("WHERE v.model = ? AND v.version = (SELECT max(w.version) FROM model_version w WHERE "
                              "w.model = v.model AND w.current_stage = v.current_stage) ORDER BY v.version",
                std::string(model))));
    std::vector<CatalogVersion> all;
    for (auto& version : newest) {
        if (!wanted.empty() && std::ranges::find(wanted, version.currentStage) == wanted.end()) continue;
        SLIPWAY_ASSIGN(auto one, shown(std::move(version)));
        all.push_back(std::move(one));
    }
    return all;
}

Result<ModelCatalog::ModelPage> ModelCatalog::search(const Search& wanted) const {
    const ModelFields fields;
    SLIPWAY_ASSIGN(const auto where, track::whereSql(track::hidingPrompts(wanted.filter), fields));
    SLIPWAY_ASSIGN(const auto order, track::orderSql(wanted.order, fields));
    SLIPWAY_ASSIGN(auto found,
        CatalogStore(m_registry.ledger().db())
            .select(paged(Sql().add("WHERE TRUE").add(where).add(" ORDER BY ").add(order).add("m.name ASC"), wanted)));
    ModelPage page;
    page.more = std::ssize(found) > wanted.limit;
    if (page.more) found.pop_back();
    for (auto& model : found) {
        SLIPWAY_ASSIGN(auto one, shown(std::move(model)));
        page.models.push_back(std::move(one));
    }
    return page;
}

Result<ModelCatalog::VersionPage> ModelCatalog::searchVersions(const Search& wanted) const {
    const VersionFields fields;
    SLIPWAY_ASSIGN(const auto where, track::whereSql(track::hidingPrompts(wanted.filter), fields));
    SLIPWAY_ASSIGN(const auto order, track::orderSql(wanted.order, fields));
    SLIPWAY_ASSIGN(auto found, VersionStore(m_registry.ledger().db(), m_registry.root())
                                   .select(paged(Sql()
                                                     .add("WHERE TRUE")
                                                     .add(where)
                                                     .add(" ORDER BY ")
                                                     .add(order)
                                                     .add("v.updated_at DESC, v.model ASC, v.version DESC"),
                                       wanted)));
    VersionPage page;
    page.more = std::ssize(found) > wanted.limit;
    if (page.more) found.pop_back();
    for (auto& version : found) {
        SLIPWAY_ASSIGN(auto one, shown(std::move(version)));
        page.versions.push_back(std::move(one));
    }
    return page;
}

} // namespace slipway::registry
