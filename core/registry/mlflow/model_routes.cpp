#include "core/base/json.h"
#include "core/base/log.h"
#include "core/registry/mlflow/encode.h"
#include "core/registry/mlflow/fields.h"
#include "core/registry/mlflow/registry_routes.h"
#include "core/registry/model_catalog.h"
#include "core/track/mlflow/reply.h"

namespace slipway::registry::mlflow {

using track::mlflow::addApi;
using track::mlflow::Call;

namespace {

Status create(const Registry& to, const Call& call, Json& answer) {
    ModelCatalog::NewModel wanted;
    SLIPWAY_ASSIGN(wanted.name, call.required("name"));
    SLIPWAY_ASSIGN(wanted.description, call.textOr("description", ""));
    SLIPWAY_ASSIGN(wanted.tags, track::mlflow::pairsIn(call, "tags", kTagRules));
    SLIPWAY_ASSIGN(const auto made, writing<RegisteredModel>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).create(wanted);
    }));
    answer["registered_model"] = toJson(made);
    return {};
}

Status get(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const auto found, reading<RegisteredModel>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).find(name);
    }));
    answer["registered_model"] = toJson(found);
    return {};
}

Status update(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const auto description, call.textOr("description", ""));
    SLIPWAY_ASSIGN(const auto changed, writing<RegisteredModel>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).describe(name, description);
    }));
    answer["registered_model"] = toJson(changed);
    return {};
}

Status rename(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const auto newName, call.required("new_name"));
    SLIPWAY_ASSIGN(const auto changed, writing<RegisteredModel>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).rename(name, newName);
    }));
    answer["registered_model"] = toJson(changed);
    return {};
}

Status remove(const Registry& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const auto bundles, writing<std::vector<std::filesystem::path>>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).remove(name);
    }));
    if (bundles.empty()) return {};
    const auto swept = to.serving.write(
        [&](RegistryService& registry) { return ModelCatalog(registry, to.actor).removeBundles(bundles); });
    if (!swept) log::warning("a deleted model's files stay: " + toLine(swept.error()));
    return {};
}

Status search(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto wanted, searchIn(call, track::FilterTable::registeredModels(), 100, 1000));
    SLIPWAY_ASSIGN(const auto page, reading<ModelCatalog::ModelPage>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).search(wanted);
    }));
    for (const auto& model : page.models) answer["registered_models"].push_back(toJson(model));
    if (page.more) answer["next_page_token"] = track::mlflow::pageToken(wanted.offset + wanted.limit);
    return {};
}

Status latest(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const auto stages, call.texts("stages"));
    SLIPWAY_ASSIGN(const auto found, reading<std::vector<CatalogVersion>>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).latest(name, stages);
    }));
    for (const auto& version : found) answer["model_versions"].push_back(toJson(version));
    return {};
}

Status setTag(const Registry& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const auto tag, tagIn(call));
    return to.serving.write([&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).setTag(name, tag.first, tag.second);
    });
}

Status deleteTag(const Registry& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const auto key, call.required("key"));
    return to.serving.write(
        [&](RegistryService& registry) { return ModelCatalog(registry, to.actor).deleteTag(name, key); });
}

Status setAlias(const Registry& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const auto alias, call.required("alias"));
    SLIPWAY_ASSIGN(const int version, versionIn(call));
    return to.serving.write(
        [&](RegistryService& registry) { return ModelCatalog(registry, to.actor).setAlias(name, alias, version); });
}

Status deleteAlias(const Registry& to, const Call& call) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const auto alias, call.required("alias"));
    return to.serving.write(
        [&](RegistryService& registry) { return ModelCatalog(registry, to.actor).deleteAlias(name, alias); });
}

Status byAlias(const Registry& to, const Call& call, Json& answer) {
    SLIPWAY_ASSIGN(const auto name, call.required("name"));
    SLIPWAY_ASSIGN(const auto alias, call.required("alias"));
    SLIPWAY_ASSIGN(const auto found, reading<CatalogVersion>(to, [&](RegistryService& registry) {
        return ModelCatalog(registry, to.actor).byAlias(name, alias);
    }));
    answer["model_version"] = toJson(found);
    return {};
}

} // namespace

void addModelRoutes(net::Router& router, const Registry& to) {
    const auto add = [&](std::string_view method, std::string_view path, auto handler) {
        addApi(router, method, "registered-models/" + std::string(path), std::move(handler));
    };
    add("POST", "create", [to](const Call& call, Json& answer) { return create(to, call, answer); });
    add("GET", "get", [to](const Call& call, Json& answer) { return get(to, call, answer); });
    add("PATCH", "update", [to](const Call& call, Json& answer) { return update(to, call, answer); });
    add("POST", "rename", [to](const Call& call, Json& answer) { return rename(to, call, answer); });
    add("DELETE", "delete", [to](const Call& call, Json&) { return remove(to, call); });
    add("GET", "search", [to](const Call& call, Json& answer) { return search(to, call, answer); });
    for (const auto* method : {"GET", "POST"})
        add(method, "get-latest-versions", [to](const Call& call, Json& answer) { return latest(to, call, answer); });
    add("POST", "set-tag", [to](const Call& call, Json&) { return setTag(to, call); });
    add("DELETE", "delete-tag", [to](const Call& call, Json&) { return deleteTag(to, call); });
    add("POST", "alias", [to](const Call& call, Json&) { return setAlias(to, call); });
    add("DELETE", "alias", [to](const Call& call, Json&) { return deleteAlias(to, call); });
    add("GET", "alias", [to](const Call& call, Json& answer) { return byAlias(to, call, answer); });
}

} // namespace slipway::registry::mlflow
