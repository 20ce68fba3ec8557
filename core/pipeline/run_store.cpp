#include "core/pipeline/run_store.h"

#include "core/base/json.h"
#include "core/pipeline/definition_json.h"
#include "core/store/database.h"

namespace slipway::pipeline {

namespace {

constexpr std::string_view kRunColumns = "SELECT id, pipeline, state, triggered_by, actor, parameters, started_at, "
                                         "ended_at FROM pipeline_run ";

Values readValues(std::string_view json) {
    if (json == "{}") return {};
    const auto parsed = parseJson(json, "stored values");
    return parsed ? valuesFromJson(*parsed) : Values{};
}

Result<std::vector<PipelineRun>> readRuns(store::Statement& read) {
    std::vector<PipelineRun> runs;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return runs;
        PipelineRun run;
        run.id = read.integer(0);
        run.pipeline = read.text(1);
        run.state = read.text(2);
        run.trigger = read.text(3);
        run.actor = read.text(4);
        run.parameters = readValues(read.view(5));
        run.startedAt = read.integer(6);
        run.endedAt = read.integer(7);
        runs.push_back(std::move(run));
    }
}

} // namespace

Status RunStore::saveDefinition(const Definition& definition, Timestamp at, std::string_view by) {
    SLIPWAY_ASSIGN(auto write,
        m_db.prepare(
            "INSERT INTO pipeline (name, definition, saved_at, saved_by) VALUES (?, ?, ?, ?) ON CONFLICT (name) "
            "DO UPDATE SET definition = excluded.definition, saved_at = excluded.saved_at, "
            "saved_by = excluded.saved_by"));
    return write.bindAll(definition.name, dump(toJson(definition)), at, by).run();
}

Result<std::optional<Definition>> RunStore::definition(std::string_view name) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT definition FROM pipeline WHERE name = ?"));
    SLIPWAY_ASSIGN(const bool found, read.bind(1, name).step());
    if (!found) return std::nullopt;
    SLIPWAY_ASSIGN(auto definition, definitionFromJson(read.view(0), "stored pipeline"));
    return definition;
}

Result<std::vector<Definition>> RunStore::definitions() const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT definition FROM pipeline ORDER BY name"));
    std::vector<Definition> definitions;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return definitions;
        SLIPWAY_ASSIGN(auto definition, definitionFromJson(read.view(0), "stored pipeline"));
        definitions.push_back(std::move(definition));
    }
}

Result<std::int64_t> RunStore::addRun(const PipelineRun& run, std::string_view owner) {
    SLIPWAY_ASSIGN(
        auto insert, m_db.prepare("INSERT INTO pipeline_run (pipeline, state, triggered_by, actor, parameters, "
                                  "started_at, owner) VALUES (?, 'running', ?, ?, ?, ?, ?)"));
    SLIPWAY_TRY(
        insert.bindAll(run.pipeline, run.trigger, run.actor, dump(toJson(run.parameters)), run.startedAt, owner).run());
    const auto id = m_db.lastInsertId();
    SLIPWAY_ASSIGN(auto add, m_db.prepare("INSERT INTO pipeline_step (run, position, name, kind, state) "
                                          "VALUES (?, ?, ?, ?, 'waiting')"));
    std::int64_t position = 0;
    for (const auto& step : run.steps) SLIPWAY_TRY(add.bindAll(id, position++, step.name, step.kind).run());
    return id;
}

Status RunStore::updateStep(std::int64_t run, std::size_t position, const StepRun& step) {
    SLIPWAY_ASSIGN(
        auto update, m_db.prepare("UPDATE pipeline_step SET state = ?, started_at = ?, ended_at = ?, outputs = ?, "
                                  "log = ?, error = ?, attempts = ? WHERE run = ? AND position = ?"));
    return update
        .bindAll(step.state, step.startedAt, step.endedAt, step.outputs.empty() ? "{}" : dump(toJson(step.outputs)),
            step.log, step.error, step.attempts, run, static_cast<std::int64_t>(position))
        .run();
}

Status RunStore::endRun(std::int64_t run, std::string_view state, Timestamp at) {
    SLIPWAY_ASSIGN(auto update,
        m_db.prepare("UPDATE pipeline_run SET state = ?, ended_at = ? WHERE id = ? AND state = 'running'"));
    return update.bindAll(state, at, run).run();
}

Status RunStore::moveSteps(
    std::int64_t run, std::string_view from, std::string_view to, std::string_view error, Timestamp at) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE pipeline_step SET state = ?, error = ?, ended_at = ? "
                                             "WHERE run = ? AND state = ?"));
    return update.bindAll(to, error, at, run, from).run();
}

Result<std::vector<PipelineRun>> RunStore::runs(std::string_view pipeline, int limit) const {
    const auto sql = std::string(kRunColumns) +
                     (pipeline.empty() ? "ORDER BY id DESC LIMIT ?1" : "WHERE pipeline = ?2 ORDER BY id DESC LIMIT ?1");
    SLIPWAY_ASSIGN(auto read, m_db.prepare(sql));
    read.bind(1, limit);
    if (!pipeline.empty()) read.bind(2, pipeline);
    SLIPWAY_ASSIGN(auto found, readRuns(read));
    for (auto& run : found) {
        SLIPWAY_ASSIGN(run.steps, steps(run.id));
    }
    return found;
}

Result<std::optional<PipelineRun>> RunStore::run(std::int64_t id) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare(std::string(kRunColumns) + "WHERE id = ?"));
    read.bind(1, id);
    SLIPWAY_ASSIGN(auto found, readRuns(read));
    if (found.empty()) return std::nullopt;
    SLIPWAY_ASSIGN(found.front().steps, steps(id));
    return std::move(found.front());
}

Result<std::vector<StepRun>> RunStore::steps(std::int64_t run) const {
    SLIPWAY_ASSIGN(
        auto read, m_db.prepare("SELECT name, kind, state, started_at, ended_at, outputs, log, error, attempts "
                                "FROM pipeline_step WHERE run = ? ORDER BY position"));
    read.bind(1, run);
    std::vector<StepRun> steps;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return steps;
        steps.push_back({read.text(0), read.text(1), read.text(2), read.integer(3), read.integer(4),
            readValues(read.view(5)), read.text(6), read.text(7), static_cast<int>(read.integer(8))});
    }
}

Status RunStore::requestCancel(std::int64_t run) {
    SLIPWAY_ASSIGN(auto update, m_db.prepare("UPDATE pipeline_run SET cancel_requested = 1 WHERE id = ?"));
    return update.bind(1, run).run();
}

Result<bool> RunStore::cancelRequested(std::int64_t run) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT cancel_requested FROM pipeline_run WHERE id = ?"));
    SLIPWAY_ASSIGN(const bool found, read.bind(1, run).step());
    return found && read.integer(0) != 0;
}

Result<std::vector<RunStore::OpenRun>> RunStore::openRuns() const {
    SLIPWAY_ASSIGN(
        auto read, m_db.prepare("SELECT id, pipeline, owner FROM pipeline_run WHERE state = 'running' ORDER BY id"));
    std::vector<OpenRun> open;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return open;
        open.push_back({read.integer(0), read.text(1), read.text(2)});
    }
}

Result<std::optional<RunStore::CacheEntry>> RunStore::cached(std::string_view key) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT outputs, run FROM step_cache WHERE key = ?"));
    SLIPWAY_ASSIGN(const bool found, read.bind(1, key).step());
    if (!found) return std::nullopt;
    return CacheEntry{readValues(read.view(0)), read.integer(1)};
}

Status RunStore::addToCache(std::string_view key, std::int64_t run, const StepRun& step) {
    SLIPWAY_ASSIGN(
        auto insert, m_db.prepare("INSERT INTO step_cache (key, outputs, run, step, made_at) VALUES (?, ?, ?, ?, ?) "
                                  "ON CONFLICT (key) DO UPDATE SET outputs = excluded.outputs, run = excluded.run, "
                                  "step = excluded.step, made_at = excluded.made_at"));
    return insert.bindAll(key, dump(toJson(step.outputs)), run, step.name, step.endedAt).run();
}

} // namespace slipway::pipeline
