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

Result<std::int64_t> onlyOne(const std::vector<Match>& found, std::string_view wanted) {
    if (found.size() == 1) return found.front().number;
    std::vector<std::string> ids;
    for (const auto& match : found) ids.push_back(match.id);
    return fail(ErrorCode::InvalidArgument, fmt::format("several runs answer to '{}'", forMessage(wanted)),
        "Give one of the ids " + join(ids, ", ") + (found.size() > 4 ? " …" : ""));
}

} // namespace

std::string_view name(RunStatus status) {
    switch (status) {
    case RunStatus::Running:
        return "RUNNING";
    case RunStatus::Finished:
        return "FINISHED";
    case RunStatus::Failed:
        return "FAILED";
    case RunStatus::Killed:
        return "KILLED";
    }
    return "FAILED";
}

Result<RunStatus> runStatus(std::string_view text) {
    for (const auto status : {RunStatus::Running, RunStatus::Finished, RunStatus::Failed, RunStatus::Killed})
        if (name(status) == text) return status;
    return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no status of a run", forMessage(text)),
        "Use RUNNING, FINISHED, FAILED or KILLED");
}

Result<std::optional<Experiment>> RunStore::experimentByName(std::string_view name) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT id, name, created_at, deleted, (SELECT count(*) FROM run r WHERE "
                                           "r.experiment = e.id AND r.deleted = 0) FROM experiment e WHERE name = ?"));
    find.bind(1, name);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return std::nullopt;
    return Experiment{find.integer(0), find.text(1), find.integer(2), find.integer(3) != 0, find.integer(4)};
}

Result<std::string> RunStore::experimentName(std::int64_t id) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT name FROM experiment WHERE id = ?"));
    find.bind(1, id);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (found) return find.text(0);
    return fail(ErrorCode::NotFound, fmt::format("no experiment has the number {}", id), kListHint);
}

Result<Experiment> RunStore::addExperiment(std::string_view name, Timestamp at) {
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO experiment(name, created_at) VALUES(?, ?)"));
    insert.bindAll(name, at);
    SLIPWAY_TRY(insert.run());
    return Experiment{m_db.lastInsertId(), std::string(name), at, false, 0};
}

Result<std::vector<Experiment>> RunStore::experiments(bool includeDeleted) const {
    SLIPWAY_ASSIGN(auto list,
        m_db.prepare("SELECT id, name, created_at, deleted, (SELECT count(*) FROM run r WHERE r.experiment = e.id AND "
                     "r.deleted = 0) FROM experiment e WHERE deleted <= ? ORDER BY name"));
    list.bind(1, includeDeleted);
    std::vector<Experiment> found;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return found;
        found.push_back({list.integer(0), list.text(1), list.integer(2), list.integer(3) != 0, list.integer(4)});
    }
}

Result<RunStore::Key> RunStore::keyOf(std::string_view id) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT number, experiment, status FROM run WHERE id = ?"));
    find.bind(1, id);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return fail(ErrorCode::NotFound, fmt::format("no run has the id '{}'", forMessage(id)), kListHint);
    SLIPWAY_ASSIGN(const auto status, runStatus(find.view(2)));
    return Key{find.integer(0), find.integer(1), status};
}

Result<std::int64_t> RunStore::add(const Run& run, std::string_view owner) {
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO run(id, experiment, name, status, started_at, actor, owner) "
                                             "VALUES(?, ?, ?, ?, ?, ?, ?)"));
    insert.bindAll(run.id, run.experiment, run.name, name(run.status), run.startedAt, run.actor, owner);
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
                fmt::format("the parameter '{}' is '{}' already and cannot become '{}'", key, forMessage(find.view(0)),
                    forMessage(value)),
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

Status RunStore::setEnded(std::int64_t run, RunStatus status, Timestamp at) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE run SET status = ?, ended_at = ? WHERE number = ?"));
    return update.bindAll(name(status), at, run).run();
}

Status RunStore::setDeleted(std::int64_t run, bool deleted) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE run SET deleted = ? WHERE number = ?"));
    return update.bindAll(deleted, run).run();
}

Result<std::vector<RunStore::Owned>> RunStore::running() const {
    SLIPWAY_ASSIGN(
        auto list, m_db.prepare("SELECT id, actor, owner FROM run WHERE status = 'RUNNING' ORDER BY number"));
    std::vector<Owned> found;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return found;
        found.push_back({list.text(0), list.text(1), list.text(2)});
    }
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
            "SELECT r.id, r.name, r.experiment, e.name, r.status, r.started_at, r.ended_at, r.actor, r.deleted "
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
    SLIPWAY_ASSIGN(run.parameters, pairs(m_db, "SELECT key, value FROM run_parameter WHERE run = ?", number));
    SLIPWAY_ASSIGN(run.tags, pairs(m_db, "SELECT key, value FROM run_tag WHERE run = ?", number));
    return run;
}

} // namespace slipway::track
