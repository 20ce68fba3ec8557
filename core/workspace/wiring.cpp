#include "core/workspace/wiring.h"

#include <charconv>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/data/data_steps.h"
#include "core/registry/register_step.h"
#include "core/train/train_steps.h"
#include "core/workspace/workspace.h"

namespace slipway::workspace {

namespace {

using event::Arguments;

std::string valueOr(const Arguments& arguments, const std::string& key, std::string fallback) {
    const auto it = arguments.find(key);
    return it == arguments.end() ? std::move(fallback) : it->second;
}

Result<int> wholeNumber(const Arguments& arguments, const std::string& key, int fallback) {
    const auto text = valueOr(arguments, key, "");
    if (text.empty()) return fallback;
    int value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size())
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no whole number for '{}'", forMessage(text), key),
            "Correct the rule in slipway.yaml");
    return value;
}

Result<std::vector<double>> percents(const std::string& text) {
    std::vector<double> list;
    if (text.empty()) return list;
    for (const auto& part : split(text, ',')) {
        double value = 0;
        const auto piece = trimmed(part);
        const auto [end, failed] = std::from_chars(piece.data(), piece.data() + piece.size(), value);
        if (failed != std::errc{} || end != piece.data() + piece.size())
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no list of percentages", forMessage(text)),
                "Write canary: \"10,50,100\"");
        list.push_back(value);
    }
    return list;
}

Status deployAction(Workspace& workspace, const Arguments& arguments, const std::string& actor) {
    deploy::DeployRequest request;
    request.model = valueOr(arguments, "model", "");
    request.stage = valueOr(arguments, "stage", "");
    request.endpoint = valueOr(arguments, "endpoint", "");
    SLIPWAY_ASSIGN(request.version, wholeNumber(arguments, "version", 0));
    SLIPWAY_ASSIGN(request.canary, percents(valueOr(arguments, "canary", "")));
    SLIPWAY_ASSIGN(request.intervalMs, parseDuration(valueOr(arguments, "interval", "60s")));
    SLIPWAY_ASSIGN(request.minimumRequests, wholeNumber(arguments, "min_requests", 0));
    auto deployed = workspace.deployments().deploy({actor}, request);
    if (!deployed) return std::unexpected(deployed.error());
    return {};
}

/// The rule's remaining arguments are the pipeline's parameters.
Status pipelineAction(Workspace& workspace, Arguments arguments, const std::string& actor) {
    const auto name = valueOr(arguments, "pipeline", "");
    arguments.erase("pipeline");
    Progress progress;
    SLIPWAY_ASSIGN(const auto run, workspace.pipelines().run({actor}, name, arguments, actor, progress));
    if (run.state == "done") return {};
    for (const auto& step : run.steps)
        if (step.state == "failed")
            return fail(ErrorCode::FailedPrecondition,
                fmt::format("step '{}' of pipeline '{}' failed: {}", step.name, name, step.error),
                fmt::format("`slipway pipeline show {}` has its log", name));
    return fail(ErrorCode::FailedPrecondition, fmt::format("pipeline '{}' ended as {}", name, run.state));
}

Status monitorAction(Workspace& workspace, const Arguments& arguments, const std::string& actor) {
    Progress progress;
    auto run = workspace.monitors().run({actor}, valueOr(arguments, "monitor", ""), 0, 0, progress);
    if (!run) return std::unexpected(run.error());
    return {};
}

} // namespace

void addSteps(Workspace& workspace, pipeline::StepRegistry& steps) {
    steps.add(data::materializeStep(workspace.datasets()));
    steps.add(data::filterStep(workspace.datasets()));
    train::addTrainSteps(workspace.training(), steps);
    steps.add(registry::registerStep(workspace.registry()));
}

void addActions(Workspace& workspace, event::ActionRegistry& actions) {
    actions.add("deploy",
        "Deploys a model version: model, version, stage; optional endpoint, canary, interval, min_requests",
        [&workspace](const Arguments& arguments, const std::string& actor) {
            return deployAction(workspace, arguments, actor);
        });
    actions.add("run-pipeline", "Runs a pipeline: pipeline; further arguments are its parameters",
        [&workspace](const Arguments& arguments, const std::string& actor) {
            return pipelineAction(workspace, arguments, actor);
        });
    actions.add("run-monitor", "Runs a monitor over what was captured since its last run: monitor",
        [&workspace](const Arguments& arguments, const std::string& actor) {
            return monitorAction(workspace, arguments, actor);
        });
}

} // namespace slipway::workspace
