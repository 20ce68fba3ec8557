#include "core/pipeline/pipeline_service.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/process_owner.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/pipeline/cancel_watch.h"
#include "core/pipeline/plan.h"
#include "core/pipeline/run_store.h"
#include "core/pipeline/runner.h"

namespace slipway::pipeline {

namespace {

using access::Permission;

std::string subjectOf(std::string_view pipeline) {
    return "pipeline/" + std::string(pipeline);
}

/// The definition's parameters with the given ones put in their place.
Result<Values> effectiveParameters(const Definition& definition, const Values& given) {
    auto parameters = definition.parameters;
    for (const auto& [name, value] : given) {
        const auto known = parameters.find(name);
        if (known == parameters.end()) {
            std::vector<std::string> names;
            for (const auto& [other, unused] : definition.parameters) names.push_back(other);
            return fail(ErrorCode::InvalidArgument,
                fmt::format("pipeline '{}' has no parameter '{}'", definition.name, forMessage(name)),
                names.empty() ? "It takes none" : "It takes: " + join(names, ", "));
        }
        known->second = value;
    }
    return parameters;
}

/// What a step made, as lineage names it; "" when the value names nothing there.
std::string producedNode(const Values& outputs, const std::string& key, const std::string& value) {
    if (key != "model") return key + "/" + value;
    const auto version = outputs.find("version");
    return version == outputs.end() ? std::string() : fmt::format("model/{}/{}", value, version->second);
}

Status linkProducts(Ledger& ledger, Change& change, const PipelineRun& run) {
    for (const auto& step : run.steps) {
        if (step.state != "done") continue;
        for (const auto& [key, value] : step.outputs) {
            const auto id = producedNode(step.outputs, key, value);
            if (id.empty() || id == run.lineageId()) continue;
            SLIPWAY_ASSIGN(const bool known, ledger.lineage().contains(id));
            if (known) SLIPWAY_TRY(change.link(run.lineageId(), id, "Produced", step.name));
        }
    }
    return {};
}

Status emitFinished(Change& change, std::int64_t id, std::string_view pipeline, std::string_view state) {
    auto emitted = change.emit("pipeline.finished", fmt::format("pipeline_run/{}", id),
        Json{{"pipeline", pipeline}, {"run", id}, {"state", state}});
    if (!emitted) return std::unexpected(std::move(emitted.error()));
    return {};
}

Status recordStart(Ledger& ledger, RunStore& store, const access::Actor& actor, PipelineRun& run) {
    SLIPWAY_ASSIGN(auto change, ledger.begin(actor, Permission::RunPipeline, "pipeline.run", subjectOf(run.pipeline)));
    run.startedAt = change.at();
    SLIPWAY_ASSIGN(run.id, store.addRun(run, ownProcessMark()));
    change.note("run", run.id);
    change.note("trigger", run.trigger);
    SLIPWAY_TRY(change.addNode({run.lineageId(), "pipeline_run", fmt::format("{} run {}", run.pipeline, run.id)}));
    SLIPWAY_TRY(change.emit("pipeline.started", run.lineageId(), Json{{"pipeline", run.pipeline}, {"run", run.id}}));
    return change.commit();
}

Status recordEnd(
    Ledger& ledger, RunStore& store, const access::Actor& actor, const PipelineRun& run, std::string_view state) {
    SLIPWAY_ASSIGN(
        auto change, ledger.begin(actor, Permission::RunPipeline, "pipeline.finish", subjectOf(run.pipeline)));
    change.note("run", run.id);
    change.note("state", std::string(state));
    SLIPWAY_TRY(store.endRun(run.id, state, change.at()));
    SLIPWAY_TRY(linkProducts(ledger, change, run));
    SLIPWAY_TRY(emitFinished(change, run.id, run.pipeline, state));
    return change.commit();
}

} // namespace

void StepRegistry::add(std::unique_ptr<Step> step) {
    m_steps.push_back(std::move(step));
}

Step* StepRegistry::find(std::string_view kind) const {
    const auto found = std::ranges::find_if(m_steps, [&](const auto& step) { return step->kind() == kind; });
    return found == m_steps.end() ? nullptr : found->get();
}

std::vector<Step*> StepRegistry::list() const {
    std::vector<Step*> steps;
    for (const auto& step : m_steps) steps.push_back(step.get());
    return steps;
}

PipelineService::PipelineService(Ledger& ledger, const StepRegistry& steps) : m_ledger(ledger), m_steps(steps) {}

Status PipelineService::save(const access::Actor& actor, const Definition& definition) {
    SLIPWAY_TRY(validate(definition));
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::RunPipeline, "pipeline.save", subjectOf(definition.name)));
    SLIPWAY_TRY(RunStore(m_ledger.db()).saveDefinition(definition, change.at(), actor.name));
    change.note("steps", definition.steps.size());
    SLIPWAY_TRY(change.emit("pipeline.saved", subjectOf(definition.name), Json{{"pipeline", definition.name}}));
    return change.commit();
}

Status PipelineService::validate(const Definition& definition) const {
    SLIPWAY_TRY(Plan::make(definition, m_steps));
    return {};
}

Result<Definition> PipelineService::find(std::string_view name) const {
    SLIPWAY_ASSIGN(auto found, RunStore(m_ledger.db()).definition(name));
    if (!found)
        return fail(ErrorCode::NotFound, fmt::format("no pipeline is called '{}'", forMessage(name)),
            "`slipway pipeline list` lists them");
    return std::move(*found);
}

Result<std::vector<Definition>> PipelineService::list() const {
    return RunStore(m_ledger.db()).definitions();
}

Result<PipelineRun> PipelineService::run(const access::Actor& actor, std::string_view name, const Values& parameters,
    std::string_view trigger, Progress& progress) {
    SLIPWAY_ASSIGN(const auto definition, find(name));
    SLIPWAY_ASSIGN(const auto plan, Plan::make(definition, m_steps));
    PipelineRun run;
    run.pipeline = definition.name;
    run.trigger = trigger;
    run.actor = actor.name;
    SLIPWAY_ASSIGN(run.parameters, effectiveParameters(definition, parameters));
    run.steps.reserve(definition.steps.size());
    for (const auto& step : definition.steps) run.steps.push_back({step.name, step.kind, "waiting"});

    RunStore store(m_ledger.db());
    SLIPWAY_TRY(recordStart(m_ledger, store, actor, run));
    SubProgress own(progress, 0, 1); // a request from outside must not cancel what the caller does next
    const auto state = [&] {
        const CancelWatch watch(m_ledger.db().file(), run.id, own);
        return Runner(m_ledger, store, plan, run, actor, own).execute();
    }();
    if (auto ended = recordEnd(m_ledger, store, actor, run, state ? *state : "failed"); !ended && state)
        return std::unexpected(std::move(ended.error()));
    if (!state) return std::unexpected(state.error());
    return findRun(run.id);
}

Result<std::vector<PipelineRun>> PipelineService::runs(std::string_view pipeline, int limit) const {
    return RunStore(m_ledger.db()).runs(pipeline, limit);
}

Result<PipelineRun> PipelineService::findRun(std::int64_t id) const {
    SLIPWAY_ASSIGN(auto found, RunStore(m_ledger.db()).run(id));
    if (!found)
        return fail(
            ErrorCode::NotFound, fmt::format("there is no pipeline run {}", id), "`slipway pipeline list` lists them");
    return std::move(*found);
}

Status PipelineService::requestCancel(const access::Actor& actor, std::int64_t id) {
    SLIPWAY_ASSIGN(const auto run, findRun(id));
    if (run.state != "running")
        return fail(ErrorCode::FailedPrecondition, fmt::format("pipeline run {} is over: {}", id, run.state),
            "`slipway pipeline list` shows what runs");
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::RunPipeline, "pipeline.cancel", subjectOf(run.pipeline)));
    change.note("run", id);
    SLIPWAY_TRY(RunStore(m_ledger.db()).requestCancel(id));
    return change.commit();
}

Result<int> PipelineService::markOrphans() {
    RunStore store(m_ledger.db());
    SLIPWAY_ASSIGN(const auto open, store.openRuns());
    int marked = 0;
    for (const auto& run : open) {
        if (isMarkAlive(run.owner)) continue;
        SLIPWAY_ASSIGN(auto change, m_ledger.begin({"rule:recovery"}, Permission::RunPipeline, "pipeline.interrupted",
                                        subjectOf(run.pipeline)));
        change.note("run", run.id);
        SLIPWAY_TRY(store.moveSteps(run.id, "running", "failed", "interrupted", change.at()));
        SLIPWAY_TRY(store.moveSteps(run.id, "waiting", "skipped", "the run was interrupted", change.at()));
        SLIPWAY_TRY(store.endRun(run.id, "failed", change.at()));
        if (m_ledger.db().changes() == 0) continue; // another process was quicker
        SLIPWAY_TRY(emitFinished(change, run.id, run.pipeline, "failed"));
        SLIPWAY_TRY(change.commit());
        ++marked;
    }
    return marked;
}

} // namespace slipway::pipeline
