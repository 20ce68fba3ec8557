#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/workspace/tour/tour_state.h"

namespace slipway::workspace::tour {

namespace {

/// Real people of the test file of whom the model saw few: the self-employed over 60.
constexpr auto kSlice = "workclass LIKE 'Self-emp%' AND age > 60";

Status addMonitor(State& state) {
    if (state.workspace->monitors().find(kMonitor)) return {};
    monitor::Monitor monitor;
    monitor.name = kMonitor;
    monitor.endpoint = kProduction;
    SLIPWAY_ASSIGN(const auto baseline, state.workspace->datasets().find(kFitSet));
    monitor.baseline = baseline.reference();
    monitor.columns = state.inputs;
    return state.workspace->monitors().add(state.actor, monitor);
}

/// The person's retraining recipe: the labelled rows of the drifted group count twice, then the usual steps.
Status savePipeline(State& state) {
    pipeline::Definition definition;
    definition.name = kPipeline;
    definition.description = "Trains again with more weight on the group that drifted; a person decides on the result";
    definition.parameters = {{"slice", kSlice}};
    definition.steps = {
        {"reweight", "data.materialize",
            {{"dataset", "census-retrain"},
                {"sql", fmt::format(R"(SELECT * FROM "{0}" UNION ALL SELECT * FROM "{0}" WHERE ${{parameters.slice}})",
                            kFitSet)}},
            {}, 0},
        {"train", "train.start",
            {{"experiment", kExperiment}, {"name", "retrained"}, {"dataset", "${steps.reweight.dataset}"},
                {"validation", kValidationSet}, {"target", kTarget}, {"param.max_depth", "6"}, {"param.eta", "0.1"},
                {"param.rounds", "150"}, {"param.colsample_bytree", "0.6"}},
            {}, 0},
        {"evaluate", "train.evaluate", {{"run", "${steps.train.run}"}, {"dataset", kTestSet}}, {}, 0},
        {"bias", "train.bias", {{"run", "${steps.train.run}"}, {"facet", "sex"}, {"facet_value", "Female"}},
            {"evaluate"}, 0},
        {"register", "model.register", {{"model", kModel}, {"run", "${steps.train.run}"}}, {"evaluate", "bias"}, 0},
    };
    return state.workspace->pipelines().save(state.actor, definition);
}

void addReport(const monitor::MonitorRun& run, Facts& facts) {
    facts.add("rows captured", withThousands(run.rows));
    facts.add("drifted", fmt::format("{} of {} columns, data set {}", run.driftedColumns, run.testedColumns,
                             run.drift ? "drifted" : "did not drift"));
    std::vector<const monitor::ColumnDrift*> worst;
    for (const auto& column : run.report.columns)
        if (column.score && column.threshold > 0) worst.push_back(&column);
    std::ranges::stable_sort(
        worst, [](const auto* a, const auto* b) { return *a->score / a->threshold > *b->score / b->threshold; });
    for (std::size_t i = 0; i < std::min<std::size_t>(3, worst.size()); ++i)
        facts.add("  " + worst[i]->name,
            fmt::format("{} {:.4f}, limit {:g}", worst[i]->method, *worst[i]->score, worst[i]->threshold));
    facts.readBack(fmt::format("slipway monitor show {} --run {}", kMonitor, run.id));
}

/// The run of the retraining pipeline that the drift's rule started after `since`.
Result<pipeline::PipelineRun> waitForRetraining(State& state, Timestamp since) {
    for (int waited = 0; waited < 60000; waited += 100) {
        SLIPWAY_ASSIGN(const auto runs, state.workspace->pipelines().runs(kPipeline, 1));
        if (!runs.empty() && runs.front().startedAt >= since && runs.front().state != "running") return runs.front();
        SLIPWAY_TRY(pause(state, 100));
    }
    return fail(
        ErrorCode::Unavailable, "the retraining did not end within 60 s", "`slipway pipeline list` shows where it is");
}

} // namespace

Status watchLikeData(State& state, Facts& facts) {
    SLIPWAY_TRY(addMonitor(state));
    SLIPWAY_ASSIGN(const auto run,
        state.workspace->monitors().run(state.actor, kMonitor, state.likeDataFrom, state.likeDataTo, state.progress));
    addReport(run, facts);
    if (run.drift) return fail(ErrorCode::CheckNotMet, "the held-out half of the census drifted from the other half");
    return {};
}

Status watchDrift(State& state, Facts& facts) {
    SLIPWAY_TRY(savePipeline(state));
    const auto& clock = state.workspace->ledger().clock();
    SLIPWAY_ASSIGN(const auto rows, testRowsAsCsv(state, kSlice));
    const auto from = clock.now();
    SLIPWAY_ASSIGN(const auto sent, sendRows(state, kProduction, rows, 0, rows.size(), 10));
    if (sent.failed > 0) return fail(ErrorCode::CheckNotMet, fmt::format("{} requests failed", sent.failed));
    SLIPWAY_TRY(pause(state, 1500));
    facts.add("sent", fmt::format("{} rows of the census: self-employed and over 60", rows.size()));
    const auto at = clock.now();
    SLIPWAY_ASSIGN(const auto run, state.workspace->monitors().run(state.actor, kMonitor, from, at, state.progress));
    addReport(run, facts);
    if (!run.drift)
        return fail(ErrorCode::CheckNotMet, "no drift was found between the census and its self-employed over 60");

    SLIPWAY_ASSIGN(const auto retrained, waitForRetraining(state, at));
    if (retrained.state != "done")
        return fail(ErrorCode::FailedPrecondition, "the retraining pipeline ended as " + retrained.state,
            fmt::format("`slipway pipeline show {}` has its log", kPipeline));
    for (const auto& step : retrained.steps) facts.add("  step " + step.name, step.state);
    facts.add("retraining", fmt::format("run {} of {}, started by {}", retrained.id, kPipeline, retrained.trigger));
    SLIPWAY_ASSIGN(const auto pending, state.workspace->registry().pending());
    for (const auto& version : pending) facts.add(version.reference(), "pending, waits for a person");
    facts.readBack(fmt::format("slipway pipeline show {}", kPipeline));
    facts.readBack("slipway model list");
    facts.readBack("slipway event list");
    return {};
}

Status proveHistory(State& state, Facts& facts) {
    auto& lineage = state.workspace->ledger().lineage();
    SLIPWAY_ASSIGN(const auto source, state.workspace->datasets().find(std::string(kTrainingSet) + ":1"));
    SLIPWAY_ASSIGN(const auto down, lineage.reach(source.lineageId(), lineage::Direction::Downstream));
    SLIPWAY_ASSIGN(const auto up, lineage.reach("endpoint/" + std::string(kProduction), lineage::Direction::Upstream));
    const auto has = [](const lineage::Graph& graph, auto&& matches) {
        return std::ranges::any_of(graph.nodes, matches);
    };
    if (!has(down, [](const auto& node) { return node.id == "endpoint/" + std::string(kProduction); }))
        return fail(ErrorCode::Internal, "the endpoint cannot be reached from the raw file");
    if (!has(up, [](const auto& node) { return node.kind == "file"; }))
        return fail(ErrorCode::Internal, "the raw file cannot be reached from the endpoint");
    facts.add("downstream of " + source.reference(),
        fmt::format("{} things, {} links", down.nodes.size() - 1, down.edges.size()));
    facts.add(fmt::format("upstream of {}", kProduction),
        fmt::format("{} things, {} links", up.nodes.size() - 1, up.edges.size()));
    SLIPWAY_ASSIGN(const auto verified, state.workspace->ledger().audit().verify());
    facts.add("audit trail",
        fmt::format("{} entries, {}", verified.entries, verified.intact ? "intact" : "broken: " + verified.reason));
    if (!verified.intact) return fail(ErrorCode::CheckNotMet, "the audit trail does not verify: " + verified.reason);
    facts.readBack(fmt::format("slipway lineage show endpoint/{} --upstream", kProduction));
    facts.readBack(fmt::format("slipway lineage show {} --downstream", source.lineageId()));
    facts.readBack("slipway audit verify");
    return {};
}

} // namespace slipway::workspace::tour
