#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/run_text.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace slipway::cli {

namespace {

using pipeline::PipelineRun;
using pipeline::Values;

constexpr std::uintmax_t kLargestFile = 16u << 20;

bool isFileName(const std::string& text) {
    return text.ends_with(".yaml") || text.ends_with(".yml");
}

Result<pipeline::Definition> readDefinition(const std::string& file) {
    SLIPWAY_TRY(checkReadableFile(file));
    SLIPWAY_ASSIGN(const auto yaml, readFile(file, kLargestFile));
    return pipeline::parseDefinition(yaml, file);
}

/// From a file when it is named like one, else from the workspace.
Result<pipeline::Definition> definitionOf(workspace::Workspace& workspace, const std::string& nameOrFile) {
    if (isFileName(nameOrFile)) return readDefinition(nameOrFile);
    return workspace.pipelines().find(nameOrFile);
}

Result<Values> readParameters(const std::vector<std::string>& texts) {
    Values parameters;
    for (const auto& text : texts) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no parameter", forMessage(text)),
                "Write --param name=value");
        parameters[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return parameters;
}

Json time(Timestamp at) {
    return at == 0 ? Json() : Json(toIso8601(at));
}

Json toJson(const PipelineRun& run) {
    Json json{{"id", run.id}, {"pipeline", run.pipeline}, {"state", run.state}, {"trigger", run.trigger},
        {"actor", run.actor}, {"parameters", run.parameters}, {"started", time(run.startedAt)},
        {"ended", time(run.endedAt)}, {"steps", Json::array()}};
    for (const auto& step : run.steps)
        json["steps"].push_back({{"name", step.name}, {"kind", step.kind}, {"state", step.state},
            {"started", time(step.startedAt)}, {"ended", time(step.endedAt)}, {"attempts", step.attempts},
            {"outputs", step.outputs}, {"log", step.log}, {"error", step.error.empty() ? Json() : Json(step.error)}});
    return json;
}

Json toJson(const pipeline::Definition& definition) {
    Json json{{"name", definition.name}, {"description", definition.description}, {"parameters", definition.parameters},
        {"steps", Json::array()}};
    for (const auto& step : definition.steps)
        json["steps"].push_back({{"name", step.name}, {"kind", step.kind}, {"with", step.parameters},
            {"after", step.after}, {"retries", step.retries}});
    return json;
}

std::string seconds(Timestamp from, Timestamp to) {
    return from == 0 || to < from ? std::string() : fmt::format("{:.1f}", static_cast<double>(to - from) / 1000);
}

std::string toText(const PipelineRun& run) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& step : run.steps) {
        std::vector<std::string> made;
        for (const auto& [name, value] : step.outputs)
            made.push_back(fmt::format("{}={}", name, forMessage(value, 40)));
        rows.push_back({step.name, step.kind, step.state, seconds(step.startedAt, step.endedAt),
            step.error.empty() ? join(made, " ") : step.error});
    }
    return fmt::format("run {} of {}: {}, {}\n{}", run.id, run.pipeline, run.state, run.trigger,
        textTable({"step", "kind", "state", "seconds", "made"}, rows));
}

Outcome outcomeOf(const PipelineRun& run) {
    return {toJson(run), toText(run), run.state == "done" ? 0 : 1};
}

Result<Outcome> runPipeline(
    Session& session, const std::string& nameOrFile, const std::vector<std::string>& parameterTexts) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto parameters, readParameters(parameterTexts));
    auto name = nameOrFile;
    if (isFileName(nameOrFile)) {
        SLIPWAY_ASSIGN(const auto definition, readDefinition(nameOrFile));
        SLIPWAY_TRY(workspace->pipelines().save(actor, definition));
        name = definition.name;
    }
    SLIPWAY_ASSIGN(const auto run, workspace->pipelines().run(actor, name, parameters, "by hand", session.progress()));
    return outcomeOf(run);
}

Result<Outcome> savePipeline(Session& session, const std::string& file) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto definition, readDefinition(file));
    SLIPWAY_TRY(workspace->pipelines().save(actor, definition));
    return Outcome{toJson(definition), fmt::format("pipeline {} is stored", definition.name)};
}

Result<Outcome> listPipelines(Session& session) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto definitions, workspace->pipelines().list());
    Outcome outcome;
    outcome.json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& definition : definitions) {
        SLIPWAY_ASSIGN(const auto runs, workspace->pipelines().runs(definition.name, 1));
        Json json{{"name", definition.name}, {"description", definition.description},
            {"steps", definition.steps.size()}, {"parameters", definition.parameters}, {"last_run", Json()}};
        std::vector<std::string> row{definition.name, std::to_string(definition.steps.size()), "", "", "never"};
        if (!runs.empty()) {
            const auto& last = runs.front();
            json["last_run"] = {{"id", last.id}, {"state", last.state}, {"started", time(last.startedAt)},
                {"ended", time(last.endedAt)}};
            row = {row[0], row[1], std::to_string(last.id), last.state, timeText(last.startedAt)};
        }
        outcome.json.push_back(std::move(json));
        rows.push_back(std::move(row));
    }
    outcome.text = rows.empty() ? "no pipelines; `slipway pipeline save FILE` stores one"
                                : textTable({"pipeline", "steps", "last run", "state", "started (UTC)"}, rows);
    return outcome;
}

Result<Outcome> showPipeline(Session& session, const std::string& name, int limit) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    auto& pipelines = workspace->pipelines();
    auto definition = pipelines.find(name);
    std::int64_t id = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), id);
    if (!definition && failed == std::errc{} && end == name.data() + name.size()) {
        SLIPWAY_ASSIGN(const auto run, pipelines.findRun(id));
        auto outcome = outcomeOf(run);
        outcome.exitCode = 0;
        for (const auto& step : run.steps)
            if (!step.log.empty()) outcome.text += fmt::format("\n{}:\n{}", step.name, step.log);
        return outcome;
    }
    if (!definition) return std::unexpected(definition.error());
    SLIPWAY_ASSIGN(const auto runs, pipelines.runs(name, limit));
    Outcome outcome{toJson(*definition), pipeline::toYaml(*definition)};
    outcome.json["runs"] = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& run : runs) {
        outcome.json["runs"].push_back(toJson(run));
        rows.push_back({std::to_string(run.id), run.state, run.trigger, timeText(run.startedAt),
            seconds(run.startedAt, run.endedAt)});
    }
    if (!rows.empty()) outcome.text += "\n" + textTable({"run", "state", "trigger", "started (UTC)", "seconds"}, rows);
    return outcome;
}

Result<Outcome> validatePipeline(Session& session, const std::string& nameOrFile) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto definition, definitionOf(*workspace, nameOrFile));
    SLIPWAY_TRY(workspace->pipelines().validate(definition));
    return Outcome{Json{{"valid", true}, {"pipeline", definition.name}, {"steps", definition.steps.size()}},
        fmt::format("{} is fine: {} steps", definition.name, definition.steps.size())};
}

Result<Outcome> exportPipeline(
    Session& session, const std::string& name, const std::string& format, const std::string& out) {
    if (format != "yaml")
        return fail(ErrorCode::InvalidArgument, fmt::format("pipelines are not exported to '{}'", forMessage(format)),
            "Write --to yaml");
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto definition, definitionOf(*workspace, name));
    const auto yaml = pipeline::toYaml(definition);
    Outcome outcome{Json{{"pipeline", definition.name}, {"format", format}, {"text", yaml}}, yaml};
    if (!out.empty() && out != "-") {
        SLIPWAY_TRY(writeFileAtomically(out, yaml));
        outcome.text = fmt::format("{} is in {}", definition.name, out);
        outcome.json["file"] = out;
    }
    return outcome;
}

Result<Outcome> cancelRun(Session& session, std::int64_t id) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_TRY(workspace->pipelines().requestCancel(actor, id));
    return Outcome{Json{{"run", id}, {"cancel_requested", true}}, fmt::format("run {} will stop at once", id)};
}

Result<Outcome> listKinds(Session& session) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    Outcome outcome;
    outcome.json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto* step : workspace->steps().list()) {
        outcome.json.push_back({{"kind", step->kind()}, {"help", step->help()}, {"outputs", step->outputs()}});
        rows.push_back({step->kind(), join(step->outputs(), ", "), step->help()});
    }
    outcome.text = textTable({"kind", "makes", "what it does"}, rows);
    return outcome;
}

void addRunAndSave(Commands& commands) {
    const auto name = std::make_shared<std::string>();
    const auto parameters = std::make_shared<std::vector<std::string>>();
    auto& run = commands.verb("pipeline", "run", "Runs a pipeline to its end; unchanged steps come from the cache",
        "slipway pipeline run retrain --param source=census:2",
        [name, parameters](Session& session) { return runPipeline(session, *name, *parameters); });
    run.add_option("name", *name, "Stored pipeline, or a .yaml file, which is stored first")->required();
    run.add_option("--param", *parameters, "name=value; may repeat")->allow_extra_args(false);

    const auto file = std::make_shared<std::string>();
    auto& save = commands.verb("pipeline", "save", "Stores a pipeline from a file",
        "slipway pipeline save retrain.yaml", [file](Session& session) { return savePipeline(session, *file); });
    save.add_option("file", *file, "YAML")->required();
}

} // namespace

void addPipelineCommands(Commands& commands) {
    commands.noun("pipeline", "Steps that run in order, with cache, retries and a stored history");
    addRunAndSave(commands);
    commands.verb(
        "pipeline", "list", "Lists pipelines and how they last ended", "slipway pipeline list", listPipelines);
    commands.verb("pipeline", "kinds", "Lists the kinds of steps", "slipway pipeline kinds", listKinds);

    const auto shown = std::make_shared<std::string>();
    const auto limit = std::make_shared<int>(20);
    auto& show = commands.verb("pipeline", "show", "Shows a pipeline and its runs, or one run with its logs",
        "slipway pipeline show retrain",
        [shown, limit](Session& session) { return showPipeline(session, *shown, *limit); });
    show.add_option("name", *shown, "Pipeline, or the number of a run")->required();
    show.add_option("--limit", *limit, "Runs")->check(CLI::Range(0, 10000));

    const auto checked = std::make_shared<std::string>();
    commands
        .verb("pipeline", "validate", "Checks a pipeline without running it", "slipway pipeline validate retrain.yaml",
            [checked](Session& session) { return validatePipeline(session, *checked); })
        .add_option("name", *checked, "A .yaml file, or a stored pipeline")
        ->required();

    const auto exported = std::make_shared<std::string>(), out = std::make_shared<std::string>();
    const auto format = std::make_shared<std::string>("yaml");
    auto& write = commands.verb("pipeline", "export", "Writes a pipeline in another format",
        "slipway pipeline export retrain --to yaml --out p.yaml",
        [exported, format, out](Session& session) { return exportPipeline(session, *exported, *format, *out); });
    write.add_option("name", *exported, "Pipeline")->required();
    write.add_option("--to", *format, "yaml");
    write.add_option("--out", *out, "File; standard output without it");

    const auto cancelled = std::make_shared<std::int64_t>(0);
    commands
        .verb("pipeline", "cancel", "Stops a run, in whichever process it is", "slipway pipeline cancel 12",
            [cancelled](Session& session) { return cancelRun(session, *cancelled); })
        .add_option("run", *cancelled, "Number of the run")
        ->required()
        ->check(CLI::PositiveNumber);
}

} // namespace slipway::cli
