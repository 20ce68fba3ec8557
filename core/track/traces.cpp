#include "core/track/traces.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/track/artifact_uri.h"
#include "core/track/experiment_store.h"
#include "core/track/trace_fields.h"

namespace slipway::track {

namespace {

std::unexpected<Error> noSuch(std::string_view id) {
    return fail(ErrorCode::NotFound, fmt::format("Trace with ID '{}' not found", forMessage(id)),
        "Search the traces of the experiment");
}

Status putTag(store::Database& db, std::int64_t trace, std::string_view key, std::string_view value) {
    SLIPWAY_ASSIGN(auto put, db.prepare("INSERT OR REPLACE INTO trace_tag(trace, key, value) VALUES(?, ?, ?)"));
    return put.bindAll(trace, key, value).run();
}

Status putRun(store::Database& db, std::int64_t trace, std::string_view run) {
    SLIPWAY_ASSIGN(auto put, db.prepare("INSERT OR IGNORE INTO trace_run(trace, run) VALUES(?, ?)"));
    return put.bindAll(trace, run).run();
}

Result<std::vector<std::int64_t>> numbers(const Sql& sql, store::Database& db) {
    std::vector<std::int64_t> found;
    SLIPWAY_ASSIGN(auto list, sql.prepare(db));
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return found;
        found.push_back(list.integer(0));
    }
}

} // namespace

Result<std::int64_t> Traces::numberOf(std::string_view id) const {
    SLIPWAY_ASSIGN(auto find, m_ledger.db().prepare("SELECT number FROM trace WHERE id = ?"));
    find.bind(1, id);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return noSuch(id);
    return find.integer(0);
}

Result<Trace> Traces::put(const Trace& trace) {
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(db));
    SLIPWAY_TRY(ExperimentStore(db).find(trace.experiment));
    {
        SLIPWAY_ASSIGN(auto put, db.prepare("INSERT INTO trace(id, experiment, request_at, info) VALUES(?, ?, ?, ?) ON "
                                            "CONFLICT (id) DO UPDATE SET experiment = excluded.experiment, request_at "
                                            "= excluded.request_at, info = excluded.info"));
        SLIPWAY_TRY(put.bindAll(trace.id, trace.experiment, trace.requestAt, trace.info).run());
    }
    SLIPWAY_ASSIGN(const auto number, numberOf(trace.id));
    for (const auto& [key, value] : trace.tags) SLIPWAY_TRY(putTag(db, number, key, value));
    for (const auto& run : trace.runs) SLIPWAY_TRY(putRun(db, number, run));
    SLIPWAY_ASSIGN(auto stored, load(number));
    SLIPWAY_TRY(transaction.commit());
    return stored;
}

Result<Trace> Traces::find(std::string_view id) const {
    SLIPWAY_ASSIGN(const auto number, numberOf(id));
    return load(number);
}

Result<Trace> Traces::load(std::int64_t number) const {
    auto& db = m_ledger.db();
    Trace trace;
    {
        SLIPWAY_ASSIGN(auto row, db.prepare("SELECT t.id, t.experiment, t.request_at, t.info, e.artifact_location FROM "
                                            "trace t JOIN experiment e ON e.id = t.experiment WHERE t.number = ?"));
        row.bind(1, number);
        SLIPWAY_ASSIGN(const bool found, row.step());
        if (!found) return noSuch(std::to_string(number));
        trace.id = row.text(0);
        trace.experiment = row.integer(1);
        trace.requestAt = row.integer(2);
        trace.info = row.text(3);
        Experiment experiment;
        experiment.id = trace.experiment;
        experiment.artifactLocation = row.text(4);
        trace.artifactUri = traceArtifactUri(experimentUri(experiment), trace.id);
    }
    {
        SLIPWAY_ASSIGN(auto tags, db.prepare("SELECT key, value FROM trace_tag WHERE trace = ?"));
        tags.bind(1, number);
        while (true) {
            SLIPWAY_ASSIGN(const bool more, tags.step());
            if (!more) break;
            trace.tags.emplace(tags.text(0), tags.text(1));
        }
    }
    SLIPWAY_ASSIGN(auto runs, db.prepare("SELECT run FROM trace_run WHERE trace = ?"));
    runs.bind(1, number);
    while (true) {
        SLIPWAY_ASSIGN(const bool more, runs.step());
        if (!more) return trace;
        trace.runs.push_back(runs.text(0));
    }
}

Status Traces::setTag(std::string_view id, std::string_view key, std::string_view value) {
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(db));
    SLIPWAY_ASSIGN(const auto number, numberOf(id));
    SLIPWAY_TRY(putTag(db, number, key, value));
    return transaction.commit();
}

Status Traces::deleteTag(std::string_view id, std::string_view key) {
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(db));
    SLIPWAY_ASSIGN(const auto number, numberOf(id));
    SLIPWAY_ASSIGN(auto remove, db.prepare("DELETE FROM trace_tag WHERE trace = ? AND key = ?"));
    SLIPWAY_TRY(remove.bindAll(number, key).run());
    if (db.changes() == 0)
        return fail(ErrorCode::NotFound,
            fmt::format("No trace tag with key '{}' for trace with ID '{}'", forMessage(key), forMessage(id)),
            "Read the trace for its tags");
    return transaction.commit();
}

Status Traces::link(std::span<const std::string> ids, std::string_view run) {
    auto& db = m_ledger.db();
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(db));
    for (const auto& id : ids) {
        SLIPWAY_ASSIGN(const auto number, numberOf(id));
        SLIPWAY_TRY(putRun(db, number, run));
    }
    return transaction.commit();
}

Result<Traces::Page> Traces::search(const Search& wanted) const {
    Page page;
    if (wanted.experiments.empty()) return page;
    const TraceFields fields;
    Sql sql;
    sql.add("SELECT t.number FROM trace t WHERE t.experiment IN (");
    for (std::size_t i = 0; i < wanted.experiments.size(); ++i) sql.add(i == 0 ? "?" : ", ?", wanted.experiments[i]);
    SLIPWAY_ASSIGN(const auto where, whereSql(wanted.filter, fields));
    SLIPWAY_ASSIGN(const auto order, orderSql(wanted.order, fields));
    sql.add(")").add(where).add(" ORDER BY ").add(order);
    sql.add("t.request_at DESC, t.number DESC LIMIT ? OFFSET ?", wanted.limit + 1, wanted.offset);
    SLIPWAY_ASSIGN(auto found, numbers(sql, m_ledger.db()));
    page.more = std::ssize(found) > wanted.limit;
    if (page.more) found.pop_back();
    for (const auto number : found) {
        SLIPWAY_ASSIGN(auto trace, load(number));
        page.traces.push_back(std::move(trace));
    }
    return page;
}

Result<std::vector<Trace>> Traces::remove(std::int64_t experiment, const Doomed& doomed) {
    constexpr std::int64_t kMostAtOnce = 100000;
    auto& db = m_ledger.db();
    Sql sql;
    sql.add("SELECT number FROM trace WHERE experiment = ?", experiment);
    if (!doomed.ids.empty()) {
        sql.add(" AND id IN (");
        for (std::size_t i = 0; i < doomed.ids.size(); ++i) sql.add(i == 0 ? "?" : ", ?", doomed.ids[i]);
        sql.add(")");
    }
    if (doomed.until) sql.add(" AND request_at <= ?", *doomed.until);
    sql.add(" ORDER BY request_at, number LIMIT ?", doomed.most.value_or(kMostAtOnce));
    std::vector<Trace> gone;
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(db));
    SLIPWAY_ASSIGN(const auto found, numbers(sql, db));
    for (const auto number : found) {
        SLIPWAY_ASSIGN(auto trace, load(number));
        gone.push_back(std::move(trace));
        for (const auto* statement : {"DELETE FROM trace_tag WHERE trace = ?", "DELETE FROM trace_run WHERE trace = ?",
                 "DELETE FROM trace WHERE number = ?"}) {
            SLIPWAY_ASSIGN(auto remove, db.prepare(statement));
            SLIPWAY_TRY(remove.bind(1, number).run());
        }
    }
    SLIPWAY_TRY(transaction.commit());
    return gone;
}

} // namespace slipway::track
