#include "core/track/run_store.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/store/database.h"

namespace slipway::track {

namespace {

constexpr const char* kListHint = "`slipway runs search` lists the runs";

Result<std::map<std::string, std::string>> pairs(store::Database& db, std::string_view sql, std::int64_t run) {
    SLIPWAY_ASSIGN(auto list, db.prepare(sql));
    list.bind(1, run);
    std::map<std::string, std::string> found;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return found;
        found.emplace(list.text(0), list.text(1));
    }
}

/// Numbers of the runs that `sql` finds for its one parameter; two are enough to know that it is not unique.
struct Match {
    std::int64_t number;
    std::string id;
};
Result<std::vector<Match>> matches(store::Database& db, std::string_view sql, std::string_view a, std::string_view b) {
    SLIPWAY_ASSIGN(auto list, db.prepare(sql));
    list.bindAll(a, b);
    std::vector<Match> found;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return found;
        found.push_back({list.integer(0), list.text(1)});
    }
}

bool isHex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Status loadInputs(store::Database& db, std::int64_t number, Run& run) {
    SLIPWAY_ASSIGN(auto list,
        db.prepare(
            "SELECT d.id, d.name, d.digest, d.source_type, d.source, d.schema, d.profile FROM run_dataset_input i "
            "JOIN input_dataset d ON d.id = i.dataset WHERE i.run = ?"));
    list.bind(1, number);
    const auto textOrNothing = [&](int column) {
        return list.isNull(column) ? std::nullopt : std::optional(list.text(column));
    };
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return {};
        InputDataset dataset{
            list.text(1), list.text(2), list.text(3), list.text(4), textOrNothing(5), textOrNothing(6), {}};
        SLIPWAY_ASSIGN(auto tags, db.prepare("SELECT key, value FROM run_input_tag WHERE run = ? AND dataset = ?"));
        tags.bindAll(number, list.integer(0));
        while (true) {
            SLIPWAY_ASSIGN(const bool another, tags.step());
            if (!another) break;
            dataset.tags.emplace_back(tags.text(0), tags.text(1));
        }
        run.inputs.push_back(std::move(dataset));
    }
}

Status loadModels(store::Database& db, std::int64_t number, Run& run) {
    SLIPWAY_ASSIGN(auto list, db.prepare("SELECT role, model, step FROM run_model WHERE run = ?"));
    list.bind(1, number);
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return {};
        auto& models = list.view(0) == "input" ? run.inputModels : run.outputModels;
        models.push_back({list.text(1), list.integer(2)});
    }
}

Result<std::int64_t> onlyOne(const std::vector<Match>& found, std::string_view wanted) {
    if (found.size() == 1) return found.front().number;
    std::vector<std::string> ids;
    for (const auto& match : found) ids.push_back(match.id);
    return fail(ErrorCode::InvalidArgument, fmt::format("several runs answer to '{}'", forMessage(wanted)),
        "Give one of the ids " + join(ids, ", ") + (found.size() > 4 ? " …" : ""));
}

} // namespace

Result<RunStore::Key> RunStore::keyOf(std::string_view id) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT number, experiment, status, deleted FROM run WHERE id = ?"));
    find.bind(1, id);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return fail(ErrorCode::NotFound, fmt::format("Run with id={} not found", forMessage(id)), kListHint);
    SLIPWAY_ASSIGN(const auto status, runStatus(find.view(2)));
    return Key{find.integer(0), find.integer(1), status, find.integer(3) != 0};
}

Result<std::int64_t> RunStore::add(const Run& run, std::string_view owner) {
    SLIPWAY_ASSIGN(
        auto insert, m_db.prepare("INSERT INTO run(id, experiment, name, status, started_at, ended_at, actor, owner, "
                                  "user_id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bindAll(
        run.id, run.experiment, run.name, name(run.status), run.startedAt, run.endedAt, run.actor, owner, run.userId);
    SLIPWAY_TRY(insert.run());
    return m_db.lastInsertId();
}

Status RunStore::addParameters(std::int64_t run, const std::map<std::string, std::string>& parameters) {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT value FROM run_parameter WHERE run = ? AND key = ?"));
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO run_parameter(run, key, value) VALUES(?, ?, ?)"));
    for (const auto& [key, value] : parameters) {
        find.reset();
        find.bindAll(run, key);
        SLIPWAY_ASSIGN(const bool found, find.step());
        if (found && find.view(0) != value)
            return fail(ErrorCode::InvalidArgument,
                fmt::format(
                    "Changing param values is not allowed. Param with key='{}' was already logged with value='{}' for "
                    "this run; the attempted new value is '{}'",
                    key, forMessage(find.view(0)), forMessage(value)),
                "Parameters keep their first value: start another run");
        if (found) continue;
        insert.bindAll(run, key, value);
        SLIPWAY_TRY(insert.run());
    }
    return {};
}

Status RunStore::setTags(std::int64_t run, const std::map<std::string, std::string>& tags) {
    SLIPWAY_ASSIGN(auto put, m_db.prepare("INSERT OR REPLACE INTO run_tag(run, key, value) VALUES(?, ?, ?)"));
    for (const auto& [key, value] : tags) {
        put.bindAll(run, key, value);
        SLIPWAY_TRY(put.run());
    }
    return {};
}

Status RunStore::setStatus(std::int64_t run, RunStatus status) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE run SET status = ? WHERE number = ?"));
    return update.bindAll(name(status), run).run();
}

Status RunStore::setEnded(std::int64_t run, Timestamp at) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE run SET ended_at = ? WHERE number = ?"));
    return update.bindAll(at, run).run();
}

Status RunStore::setDeleted(std::int64_t run, bool deleted, Timestamp at) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE run SET deleted = ?, deleted_at = ? WHERE number = ?"));
    return update.bindAll(deleted, deleted ? at : Timestamp{0}, run).run();
}

Status RunStore::rename(std::int64_t run, std::string_view name) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE run SET name = ? WHERE number = ?"));
    SLIPWAY_TRY(update.bindAll(name, run).run());
    return setTags(run, {{"mlflow.runName", std::string(name)}});
}

Result<std::optional<std::string>> RunStore::tag(std::int64_t run, std::string_view key) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT value FROM run_tag WHERE run = ? AND key = ?"));
    find.bindAll(run, key);
    SLIPWAY_ASSIGN(const bool found, find.step());
    return found ? std::optional(find.text(0)) : std::nullopt;
}

Result<bool> RunStore::deleteTag(std::int64_t run, std::string_view key) {
    SLIPWAY_ASSIGN(auto remove, m_db.prepare("DELETE FROM run_tag WHERE run = ? AND key = ?"));
    SLIPWAY_TRY(remove.bindAll(run, key).run());
    return m_db.changes() > 0;
}

Status RunStore::addInput(std::int64_t run, std::int64_t experiment, const InputDataset& dataset) {
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare("INSERT OR IGNORE INTO input_dataset(experiment, name, digest, source_type, source, schema, "
                     "profile) VALUES(?, ?, ?, ?, ?, ?, ?)"));
    insert.bindAll(
        experiment, dataset.name, dataset.digest, dataset.sourceType, dataset.source, dataset.schema, dataset.profile);
    SLIPWAY_TRY(insert.run());
    SLIPWAY_ASSIGN(
        auto find, m_db.prepare("SELECT id FROM input_dataset WHERE experiment = ? AND name = ? AND digest = ?"));
    find.bindAll(experiment, dataset.name, dataset.digest);
    SLIPWAY_TRY(find.step());
    const auto id = find.integer(0);
    SLIPWAY_ASSIGN(auto use, m_db.prepare("INSERT OR IGNORE INTO run_dataset_input(run, dataset) VALUES(?, ?)"));
    SLIPWAY_TRY(use.bindAll(run, id).run());
    if (m_db.changes() == 0) return {};
    SLIPWAY_ASSIGN(
        auto put, m_db.prepare("INSERT OR REPLACE INTO run_input_tag(run, dataset, key, value) VALUES(?, ?, ?, ?)"));
    for (const auto& [key, value] : dataset.tags) SLIPWAY_TRY(put.bindAll(run, id, key, value).run());
    return {};
}

Status RunStore::addModel(std::int64_t run, ModelRole role, const ModelUse& model) {
    SLIPWAY_ASSIGN(
        auto insert, m_db.prepare("INSERT OR IGNORE INTO run_model(run, role, model, step) VALUES(?, ?, ?, ?)"));
    return insert.bindAll(run, role == ModelRole::Input ? "input" : "output", model.model, model.step).run();
}

Result<std::vector<RunStore::Watched>> RunStore::watched() const {
    SLIPWAY_ASSIGN(auto list, m_db.prepare("SELECT number, id, actor, owner, heartbeat_at FROM run WHERE status = "
                                           "'RUNNING' AND (owner <> '' OR heartbeat_at > 0) ORDER BY number"));
    std::vector<Watched> found;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return found;
        found.push_back({list.integer(0), list.text(1), list.text(2), list.text(3), list.integer(4)});
    }
}

Result<std::optional<RunStore::Watched>> RunStore::watchedAt(std::int64_t run) const {
    SLIPWAY_ASSIGN(
        auto find, m_db.prepare("SELECT number, id, actor, owner, heartbeat_at FROM run WHERE number = ? AND "
                                "status = 'RUNNING' AND (owner <> '' OR heartbeat_at > 0)"));
    find.bind(1, run);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return std::nullopt;
    return Watched{find.integer(0), find.text(1), find.text(2), find.text(3), find.integer(4)};
}

Status RunStore::setOwner(std::int64_t run, std::string_view owner) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE run SET owner = ? WHERE number = ?"));
    return update.bindAll(owner, run).run();
}

Status RunStore::setHeartbeat(std::int64_t run, Timestamp at) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE run SET heartbeat_at = ? WHERE number = ?"));
    return update.bindAll(at, run).run();
}

Result<std::string> RunStore::ownerOf(std::int64_t run) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT owner FROM run WHERE number = ?"));
    find.bind(1, run);
    SLIPWAY_ASSIGN(const bool found, find.step());
    return found ? find.text(0) : std::string();
}

Result<std::int64_t> RunStore::find(std::string_view wanted) const {
    if (wanted.size() >= 6 && wanted.size() <= 32 && isHex(wanted)) {
        const auto past = std::string(wanted) + "g"; // the first text after all that begin with it
        SLIPWAY_ASSIGN(const auto byId,
            matches(m_db, "SELECT number, id FROM run WHERE id >= ? AND id < ? ORDER BY id LIMIT 5", wanted, past));
        if (!byId.empty()) return onlyOne(byId, wanted);
    }
    SLIPWAY_ASSIGN(const auto byName,
        matches(m_db, "SELECT number, id FROM run WHERE name = ?1 AND ?2 = '' ORDER BY deleted, number DESC LIMIT 5",
            wanted, ""));
    if (!byName.empty()) return onlyOne(byName, wanted);
    return fail(ErrorCode::NotFound, fmt::format("no run is called '{}'", forMessage(wanted)), kListHint);
}

Result<Run> RunStore::load(std::int64_t number) const {
    SLIPWAY_ASSIGN(auto find,
        m_db.prepare(
            "SELECT r.id, r.name, r.experiment, e.name, r.status, r.started_at, r.ended_at, r.actor, r.deleted, "
            "r.user_id "
            "FROM run r JOIN experiment e ON e.id = r.experiment WHERE r.number = ?"));
    find.bind(1, number);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return fail(ErrorCode::NotFound, "the run is not there any more", kListHint);
    Run run;
    run.id = find.text(0);
    run.name = find.text(1);
    run.experiment = find.integer(2);
    run.experimentName = find.text(3);
    SLIPWAY_ASSIGN(run.status, runStatus(find.view(4)));
    run.startedAt = find.integer(5);
    run.endedAt = find.integer(6);
    run.actor = find.text(7);
    run.deleted = find.integer(8) != 0;
    run.userId = find.text(9);
    SLIPWAY_ASSIGN(run.parameters, pairs(m_db, "SELECT key, value FROM run_parameter WHERE run = ?", number));
    SLIPWAY_ASSIGN(run.tags, pairs(m_db, "SELECT key, value FROM run_tag WHERE run = ?", number));
    SLIPWAY_TRY(loadInputs(m_db, number, run));
    SLIPWAY_TRY(loadModels(m_db, number, run));
    return run;
}

} // namespace slipway::track
