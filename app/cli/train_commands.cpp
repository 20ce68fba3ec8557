#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/run_text.h"
#include "app/cli/script_arguments.h"
#include "app/cli/usage.h"
#include "core/base/text.h"
#include "core/train/algorithm.h"
#include "core/train/training_service.h"

namespace slipway::cli {

namespace {

struct StartArguments {
    train::TrainingRequest request;
    std::string inputs;
    std::vector<std::string> parameters, datasets;
    ScriptArguments script;
};

struct BiasArguments {
    std::string run, facet, value;
};

Status fill(StartArguments& arguments) {
    for (const auto& part : split(arguments.inputs, ','))
        if (const auto name = trimmed(part); !name.empty()) arguments.request.inputs.emplace_back(name);
    for (const auto& parameter : arguments.parameters) {
        const auto equals = parameter.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no parameter", forMessage(parameter)),
                "Write --param NAME=VALUE, for example --param max_depth=6");
        const auto key = parameter.substr(0, equals);
        if (!arguments.request.parameters.emplace(key, parameter.substr(equals + 1)).second)
            return fail(ErrorCode::InvalidArgument, fmt::format("the parameter '{}' is given twice", forMessage(key)),
                "Give it once");
    }
    if (!arguments.script.given()) arguments.request.trainDataset = arguments.datasets.front();
    return {};
}

Result<Outcome> runStart(Session& session, StartArguments arguments) {
    SLIPWAY_TRY(fill(arguments));
    if (arguments.script.given()) {
        train::ScriptRequest request;
        request.experiment = arguments.request.experiment;
        request.runName = arguments.request.runName;
        request.parameters = arguments.request.parameters;
        request.datasets = arguments.datasets;
        return runScript(session, arguments.script, std::move(request));
    }
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto run, workspace->training().train(actor, arguments.request, session.progress()));
    return Outcome{toJson(run), toText(run)};
}

Result<Outcome> runAlgorithms(Session&) {
    Outcome outcome;
    outcome.json = Json::array();
    for (const auto& algorithm : train::algorithms()) {
        Json json{{"name", algorithm.name}, {"help", algorithm.help}, {"parameters", Json::array()}};
        std::vector<std::vector<std::string>> rows;
        for (const auto& parameter : algorithm.parameters) {
            json["parameters"].push_back({{"name", parameter.name}, {"type", parameter.type},
                {"default", parameter.fallback}, {"help", parameter.help}});
            rows.push_back({parameter.name, parameter.type, parameter.fallback, parameter.help});
        }
        outcome.json.push_back(std::move(json));
        outcome.text += fmt::format("{}: {}\n\n{}", algorithm.name, algorithm.help,
            textTable({"parameter", "type", "default", "meaning"}, rows));
    }
    return outcome;
}

Result<Outcome> runEvaluate(Session& session, const std::string& run, const std::string& dataset) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto evaluation, workspace->training().evaluate(actor, run, dataset, session.progress()));
    return Outcome{train::toJson(evaluation), toText(evaluation)};
}

Result<Outcome> runBias(Session& session, const BiasArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto report,
        workspace->training().bias(actor, arguments.run, arguments.facet, arguments.value, session.progress()));
    return Outcome{train::toJson(report), toText(report)};
}

/// What evaluate and bias stored, without computing anything.
Result<Outcome> runEvaluation(Session& session, const std::string& run) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto evaluation, workspace->training().storedEvaluation(run));
    SLIPWAY_ASSIGN(const auto reports, workspace->training().storedBias(run));
    Outcome outcome{train::toJson(evaluation), toText(evaluation)};
    outcome.json["bias"] = Json::array();
    for (const auto& report : reports) {
        outcome.json["bias"].push_back(train::toJson(report));
        outcome.text += "\n" + toText(report);
    }
    return outcome;
}

void addStart(Commands& commands) {
    const auto arguments = std::make_shared<StartArguments>();
    auto& verb = commands.verb("train", "start",
        "Trains a model as a run of an experiment, or runs a program as one that may log to it with MLflow",
        "slipway train start --experiment census --dataset census --target income --param max_depth=6\n"
        "  slipway train start --experiment census --dataset census --script train.py -- --epochs 3\n"
        "  slipway train start --experiment census -- julia train.jl",
        [arguments](Session& session) { return runStart(session, *arguments); });
    auto& request = arguments->request;
    verb.add_option("--experiment", request.experiment, "Experiment; made when it is new")->required();
    verb.add_option("--dataset", arguments->datasets,
            "Rows to learn from: NAME or NAME:VERSION; a program finds the file in $SLIPWAY_DATASET_NAME; may repeat")
        ->allow_extra_args(false);
    verb.add_option("--validation", request.validationDataset, "Rows on which each round is measured too");
    verb.add_option("--target", request.target, "Column to predict");
    verb.add_option("--inputs", arguments->inputs, "Columns to predict from, a,b,c; every other column when left out");
    verb.add_option("--algorithm", request.algorithm, "See `slipway train algorithms`");
    verb.add_option(
            "--param", arguments->parameters, "NAME=VALUE; a program finds it in $SLIPWAY_PARAM_NAME; may repeat")
        ->allow_extra_args(false);
    verb.add_option("--name", request.runName, "Name of the run");
    arguments->script.addTo(verb);
    verb.final_callback([arguments] {
        if (arguments->script.given()) {
            if (const auto wrong = arguments->script.check(); !wrong) throw UsageError(wrong.error());
            return;
        }
        if (arguments->datasets.size() != 1 || arguments->request.target.empty())
            throw UsageError({ErrorCode::InvalidArgument, "a training needs one --dataset, and --target",
                "A program is named with --script FILE.py, or stands behind --"});
    });
}

void addEvaluate(Commands& commands) {
    const auto run = std::make_shared<std::string>(), dataset = std::make_shared<std::string>();
    auto& verb = commands.verb("train", "evaluate", "Scores a dataset with a run's model and stores the metrics",
        "slipway train evaluate baseline census-test",
        [run, dataset](Session& session) { return runEvaluate(session, *run, *dataset); });
    verb.add_option("run", *run, "Id, beginning of an id, or name")->required();
    verb.add_option("dataset", *dataset, "NAME or NAME:VERSION")->required();

    const auto shown = std::make_shared<std::string>();
    auto& show = commands.verb("train", "evaluation", "Shows the stored evaluation and bias reports of a run",
        "slipway train evaluation baseline", [shown](Session& session) { return runEvaluation(session, *shown); });
    show.add_option("run", *shown, "Id, beginning of an id, or name")->required();
}

void addBias(Commands& commands) {
    const auto arguments = std::make_shared<BiasArguments>();
    auto& verb = commands.verb("train", "bias", "Compares the predictions of an evaluated run between groups of people",
        "slipway train bias baseline --facet sex --facet-value Female",
        [arguments](Session& session) { return runBias(session, *arguments); });
    verb.add_option("run", arguments->run, "Id, beginning of an id, or name")->required();
    verb.add_option("--facet", arguments->facet, "Column that tells the groups apart")->required();
    verb.add_option("--facet-value", arguments->value, "Value of the group that may be at a disadvantage")->required();
}

} // namespace

void addTrainCommands(Commands& commands) {
    commands.noun("train", "Train models, evaluate them and look at their bias");
    addStart(commands);
    commands.verb("train", "algorithms", "Lists what can be trained, with every parameter", "slipway train algorithms",
        runAlgorithms);
    addEvaluate(commands);
    addBias(commands);
}

} // namespace slipway::cli
