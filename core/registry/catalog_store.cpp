#include "core/registry/catalog_store.h"

#include "core/store/database.h"

namespace slipway::registry {

template <class... T> Status CatalogStore::run(std::string_view sql, const T&... values) {
    SLIPWAY_ASSIGN(auto statement, m_db.prepare(sql));
    return statement.bindAll(values...).run();
}

Result<CatalogStore::Tags> CatalogStore::readPairs(store::Statement& read) const {
    Tags pairs;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return pairs;
        pairs.emplace(read.text(0), read.text(1));
    }
}

Result<std::optional<RegisteredModel>> CatalogStore::find(std::string_view model) const {
    SLIPWAY_ASSIGN(auto found, select(track::Sql().add("WHERE m.name = ?", std::string(model))));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

Result<std::vector<RegisteredModel>> CatalogStore::select(const track::Sql& rest) const {
    SLIPWAY_ASSIGN(
        auto read, track::Sql()
                       .add("SELECT m.name, m.description, m.created_at, m.updated_at FROM registered_model m ")
                       .add(rest)
                       .prepare(m_db));
    std::vector<RegisteredModel> found;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return found;
        found.push_back({read.text(0), read.text(1), read.integer(2), read.integer(3), {}, {}, {}});
    }
}

Status CatalogStore::add(const RegisteredModel& model) {
    SLIPWAY_TRY(run("INSERT INTO registered_model (name, description, created_at, updated_at) VALUES (?, ?, ?, ?)",
        model.name, model.description, model.createdAt, model.updatedAt));
    for (const auto& [key, value] : model.tags) SLIPWAY_TRY(setTag(model.name, key, value));
    return {};
}

Status CatalogStore::describe(std::string_view model, std::string_view description, Timestamp at) {
    return run("UPDATE registered_model SET description = ?, updated_at = ? WHERE name = ?", description, at, model);
}

Status CatalogStore::touch(std::string_view model, Timestamp at) {
    return run("UPDATE registered_model SET updated_at = ? WHERE name = ?", at, model);
}

Status CatalogStore::rename(std::string_view model, std::string_view name, Timestamp at) {
    SLIPWAY_TRY(run("UPDATE registered_model SET name = ?, updated_at = ? WHERE name = ?", name, at, model));
    return run("UPDATE model_version SET updated_at = ? WHERE model = ?", at, name);
}

Status CatalogStore::remove(std::string_view model) {
    return run("DELETE FROM registered_model WHERE name = ?", model);
}

Result<CatalogStore::Tags> CatalogStore::tags(std::string_view model) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT key, value FROM registered_model_tag WHERE model = ?"));
    return readPairs(read.bindAll(model));
}

Status CatalogStore::setTag(std::string_view model, std::string_view key, std::string_view value) {
    return run("INSERT INTO registered_model_tag (model, key, value) VALUES (?, ?, ?) ON CONFLICT (model, key) DO "
               "UPDATE SET value = excluded.value",
        model, key, value);
}

Result<bool> CatalogStore::deleteTag(std::string_view model, std::string_view key) {
    SLIPWAY_TRY(run("DELETE FROM registered_model_tag WHERE model = ? AND key = ?", model, key));
    return m_db.changes() > 0;
}

Result<CatalogStore::Tags> CatalogStore::tags(std::string_view model, int version) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT key, value FROM model_version_tag WHERE model = ? AND version = ?"));
    return readPairs(read.bindAll(model, version));
}

Status CatalogStore::setTag(std::string_view model, int version, std::string_view key, std::string_view value) {
    return run("INSERT INTO model_version_tag (model, version, key, value) VALUES (?, ?, ?, ?) ON CONFLICT (model, "
               "version, key) DO UPDATE SET value = excluded.value",
        model, version, key, value);
}

Result<bool> CatalogStore::deleteTag(std::string_view model, int version, std::string_view key) {
    SLIPWAY_TRY(run("DELETE FROM model_version_tag WHERE model = ? AND version = ? AND key = ?", model, version, key));
    return m_db.changes() > 0;
}

Result<std::map<std::string, int>> CatalogStore::aliases(std::string_view model) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT alias, version FROM registered_model_alias WHERE model = ?"));
    read.bindAll(model);
    std::map<std::string, int> aliases;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return aliases;
        aliases.emplace(read.text(0), static_cast<int>(read.integer(1)));
    }
}

Status CatalogStore::setAlias(std::string_view model, std::string_view alias, int version) {
    return run("INSERT INTO registered_model_alias (model, alias, version) VALUES (?, ?, ?) ON CONFLICT (model, alias) "
               "DO UPDATE SET version = excluded.version",
        model, alias, version);
}

Result<bool> CatalogStore::deleteAlias(std::string_view model, std::string_view alias) {
    SLIPWAY_TRY(run("DELETE FROM registered_model_alias WHERE model = ? AND alias = ?", model, alias));
    return m_db.changes() > 0;
}

Status CatalogStore::describe(std::string_view model, int version, std::string_view description, Timestamp at) {
    return run("UPDATE model_version SET description = ?, updated_at = ? WHERE model = ? AND version = ?", description,
        at, model, version);
}

Status CatalogStore::touch(std::string_view model, int version, Timestamp at) {
    return run("UPDATE model_version SET updated_at = ? WHERE model = ? AND version = ?", at, model, version);
}

Status CatalogStore::setLabel(std::string_view model, int version, std::string_view label, Timestamp at) {
    return run("UPDATE model_version SET current_stage = ?, updated_at = ? WHERE model = ? AND version = ?", label, at,
        model, version);
}

Status CatalogStore::archiveOthers(std::string_view model, int version, std::string_view label, Timestamp at) {
    return run(
        "UPDATE model_version SET current_stage = 'Archived', updated_at = ? WHERE model = ? AND version <> ? AND "
        "current_stage = ?",
        at, model, version, label);
}

Status CatalogStore::remove(std::string_view model, int version) {
    return run("DELETE FROM model_version WHERE model = ? AND version = ?", model, version);
}

} // namespace slipway::registry
