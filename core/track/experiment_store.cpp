#include "core/track/experiment_store.h"

#include <fmt/format.h>

#include "core/store/database.h"

namespace slipway::track {

namespace {

constexpr const char* kColumns =
    "SELECT id, name, created_at, deleted, (SELECT count(*) FROM run r WHERE "
    "r.experiment = e.id AND r.deleted = 0), updated_at, artifact_location FROM experiment e ";

Experiment rowOf(const store::Statement& row) {
    return {row.integer(0), row.text(1), row.integer(2), row.integer(3) != 0, row.integer(4), row.integer(5),
        row.text(6), {}};
}

Status loadTags(store::Database& db, Experiment& experiment) {
    SLIPWAY_ASSIGN(auto list, db.prepare("SELECT key, value FROM experiment_tag WHERE experiment = ?"));
    list.bind(1, experiment.id);
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return {};
        experiment.tags.emplace(list.text(0), list.text(1));
    }
}

Result<std::optional<Experiment>> firstOf(store::Database& db, store::Statement& find) {
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return std::nullopt;
    auto experiment = rowOf(find);
    SLIPWAY_TRY(loadTags(db, experiment));
    return experiment;
}

std::unexpected<Error> noSuch(std::int64_t id) {
    return fail(ErrorCode::NotFound, fmt::format("No Experiment with id={} exists", id),
        "`slipway runs search` lists the runs of all experiments");
}

} // namespace

Result<std::optional<Experiment>> ExperimentStore::byName(std::string_view name) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare(std::string(kColumns) + "WHERE name = ?"));
    find.bind(1, name);
    return firstOf(m_db, find);
}

Result<Experiment> ExperimentStore::find(std::int64_t id) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare(std::string(kColumns) + "WHERE id = ?"));
    find.bind(1, id);
    SLIPWAY_ASSIGN(auto found, firstOf(m_db, find));
    if (!found) return noSuch(id);
    return std::move(*found);
}

Result<std::string> ExperimentStore::nameOf(std::int64_t id) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT name FROM experiment WHERE id = ?"));
    find.bind(1, id);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return noSuch(id);
    return find.text(0);
}

Result<std::vector<Experiment>> ExperimentStore::all(bool includeDeleted) const {
    SLIPWAY_ASSIGN(auto list, m_db.prepare(std::string(kColumns) + "WHERE deleted <= ? ORDER BY name"));
    list.bind(1, includeDeleted);
    std::vector<Experiment> found;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return found;
        found.push_back(rowOf(list));
    }
}

Result<std::int64_t> ExperimentStore::add(const Experiment& experiment, std::optional<std::int64_t> id) {
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO experiment(id, name, created_at, updated_at, "
                                             "artifact_location) VALUES(?, ?, ?, ?, ?)"));
    insert.bindAll(id, experiment.name, experiment.createdAt, experiment.createdAt, experiment.artifactLocation);
    SLIPWAY_TRY(insert.run());
    const auto made = m_db.lastInsertId();
    for (const auto& [key, value] : experiment.tags) SLIPWAY_TRY(setTag(made, key, value));
    return made;
}

Status ExperimentStore::rename(std::int64_t id, std::string_view name, Timestamp at) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE experiment SET name = ?, updated_at = ? WHERE id = ?"));
    return update.bindAll(name, at, id).run();
}

Status ExperimentStore::setDeleted(std::int64_t id, bool deleted, Timestamp at) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE experiment SET deleted = ?, updated_at = ? WHERE id = ?"));
    SLIPWAY_TRY(update.bindAll(deleted, at, id).run());
    SLIPWAY_ASSIGN(auto runs, m_db.prepare("UPDATE run SET deleted = ?, deleted_at = ? WHERE experiment = ?"));
    return runs.bindAll(deleted, deleted ? at : Timestamp{0}, id).run();
}

Status ExperimentStore::setTag(std::int64_t id, std::string_view key, std::string_view value) {
    SLIPWAY_ASSIGN(
        auto put, m_db.prepare("INSERT OR REPLACE INTO experiment_tag(experiment, key, value) VALUES(?, ?, ?)"));
    return put.bindAll(id, key, value).run();
}

Result<bool> ExperimentStore::deleteTag(std::int64_t id, std::string_view key) {
    SLIPWAY_ASSIGN(auto remove, m_db.prepare("DELETE FROM experiment_tag WHERE experiment = ? AND key = ?"));
    SLIPWAY_TRY(remove.bindAll(id, key).run());
    return m_db.changes() > 0;
}

Status ExperimentStore::touch(std::int64_t id, Timestamp at) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE experiment SET updated_at = ? WHERE id = ?"));
    return update.bindAll(at, id).run();
}

} // namespace slipway::track
