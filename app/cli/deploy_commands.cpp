#include <charconv>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/endpoint_text.h"
#include "app/cli/usage.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/deploy/model_server.h"
#include "core/workspace/service_host.h"

namespace slipway::cli {

namespace {

using deploy::Endpoint;

Result<std::vector<double>> percents(const std::string& text) {
    std::vector<double> list;
    if (text.empty()) return list;
    for (const auto& part : split(text, ',')) {
        const auto piece = trimmed(part);
        double value = 0;
        const auto [end, failed] = std::from_chars(piece.data(), piece.data() + piece.size(), value);
        if (failed != std::errc{} || end != piece.data() + piece.size())
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no list of percentages", forMessage(text)),
                "Write --canary 10,50,100");
        list.push_back(value);
    }
    return list;
}

Result<Outcome> listStages(Session& session, const std::string& only) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto endpoints, workspace->deployments().list());
    Outcome outcome;
    outcome.json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& stage : workspace->deployments().stages()) {
        if (!only.empty() && stage.name != only) continue;
        Json json{{"name", stage.name}, {"target", stage.target}, {"needs_approval", stage.needsApproval},
            {"endpoints", Json::array()}};
        std::vector<std::string> names;
        for (const auto& endpoint : endpoints) {
            if (endpoint.stage != stage.name) continue;
            json["endpoints"].push_back(endpointJson(endpoint));
            names.push_back(endpoint.name + " (" + servedText(endpoint) + ")");
        }
        outcome.json.push_back(json);
        rows.push_back(
            {stage.name, stage.target, stage.needsApproval ? "approved versions" : "any version", join(names, "; ")});
    }
    if (!only.empty()) {
        if (outcome.json.empty())
            return fail(ErrorCode::NotFound, fmt::format("no stage is called '{}'", forMessage(only)),
                "`slipway stage list` shows them");
        outcome.json = Json(outcome.json[0]);
    }
    outcome.text = textTable({"stage", "target", "takes", "endpoints"}, rows);
    return outcome;
}

struct DeployArguments {
    std::string model, version, stage, canary, interval = "60s", endpoint, timeout = "10m";
    std::int64_t minimumRequests = 0;
    bool wait = false;
};

/// The error of a deployment that did not end well; exit code 3 when it was taken back.
Status checkEnd(const Endpoint& endpoint, const std::string& wanted) {
    if (endpoint.state == "failed")
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("the endpoint '{}' failed: {}", endpoint.name, endpoint.message),
            "logs/servers in the workspace has the server's words");
    if (endpoint.state != "in_service")
        return fail(ErrorCode::Unavailable, fmt::format("the endpoint '{}' is still {}", endpoint.name, endpoint.state),
            fmt::format("`slipway endpoint show {}` shows how it goes on", endpoint.name));
    if (endpoint.variants.empty() || endpoint.variants.back().name() != wanted)
        return fail(ErrorCode::CheckNotMet,
            endpoint.message.empty() ? fmt::format("{} did not stay in service", wanted) : endpoint.message,
            fmt::format("`slipway endpoint show {}` shows its steps", endpoint.name));
    return {};
}

Result<Outcome> deployVersion(Session& session, const DeployArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    const auto reference = arguments.version.empty() ? arguments.model : arguments.model + ":" + arguments.version;
    SLIPWAY_ASSIGN(const auto version, workspace->registry().find(reference));
    deploy::DeployRequest request;
    request.model = version.model;
    request.version = version.version;
    request.stage = arguments.stage;
    request.endpoint = arguments.endpoint;
    request.minimumRequests = arguments.minimumRequests;
    SLIPWAY_ASSIGN(request.canary, percents(arguments.canary));
    SLIPWAY_ASSIGN(request.intervalMs, parseDuration(arguments.interval));
    SLIPWAY_ASSIGN(const auto timeout, parseDuration(arguments.timeout));
    const bool served = workspace::findService(workspace->folder()).has_value();
    if (arguments.wait && !served)
        return fail(ErrorCode::FailedPrecondition,
            "no service runs for this workspace, so nothing would come of waiting", "Start one with `slipway serve`");
    SLIPWAY_ASSIGN(auto endpoint, workspace->deployments().deploy(actor, request));
    if (arguments.wait) {
        SLIPWAY_ASSIGN(endpoint, workspace->deployments().waitFor(endpoint.name, timeout, &session.progress()));
        SLIPWAY_TRY(checkEnd(endpoint, version.reference()));
    }
    Outcome outcome{endpointJson(endpoint), endpointText(endpoint)};
    if (!served) outcome.text += "\nNo service runs for this workspace; `slipway serve` makes it so.";
    return outcome;
}

Result<Outcome> listEndpoints(Session& session) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto endpoints, workspace->deployments().list());
    Outcome outcome;
    outcome.json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& endpoint : endpoints) {
        outcome.json.push_back(endpointJson(endpoint));
        std::int64_t invocations = 0, errors = 0;
        for (const auto& variant : endpoint.variants) {
            invocations += variant.invocations;
            errors += variant.errors;
        }
        rows.push_back({endpoint.name, endpoint.stage, endpoint.state, servedText(endpoint), withThousands(invocations),
            withThousands(errors), endpoint.url});
    }
    outcome.text = textTable({"endpoint", "stage", "state", "serves", "requests", "errors", "url"}, rows);
    return outcome;
}

Result<Outcome> showEndpoint(Session& session, const std::string& name) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto endpoint, workspace->deployments().find(name));
    return Outcome{endpointJson(endpoint), endpointText(endpoint)};
}

Result<Outcome> shiftTraffic(Session& session, const std::string& name, double percent) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto endpoint, workspace->deployments().shift(actor, name, percent));
    return Outcome{endpointJson(endpoint), endpointText(endpoint)};
}

Result<Outcome> rollBack(Session& session, const std::string& name, const std::string& reason) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto endpoint, workspace->deployments().rollback(actor, name, reason));
    return Outcome{endpointJson(endpoint), endpointText(endpoint)};
}

Result<Outcome> removeEndpoint(Session& session, const std::string& name) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_TRY(workspace->deployments().remove(actor, name));
    return Outcome{Json{{"deleted", name}}, fmt::format("Deleted the endpoint {}; what it captured stays.", name)};
}

void addStageCommands(Commands& commands) {
    commands.noun("stage", "The stages that models go through");
    commands.verb("stage", "list", "Stages and what runs there", "slipway stage list",
        [](Session& session) { return listStages(session, ""); });
    auto name = std::make_shared<std::string>();
    commands
        .verb("stage", "show", "One stage", "slipway stage show production",
            [name](Session& session) { return listStages(session, *name); })
        .add_option("name", *name, "Stage")
        ->required();
}

void addDeployCommand(Commands& commands) {
    auto o = std::make_shared<DeployArguments>();
    auto& verb = commands.single("deploy", "Puts a model version live, all at once or step by step",
        "slipway deploy census-income 2 --stage production --canary 10,50,100 --interval 60s",
        [o](Session& session) { return deployVersion(session, *o); });
    verb.add_option("name", o->model, "Model, or NAME:VERSION")->required();
    verb.add_option("version", o->version, "Number, or latest");
    verb.add_option("--stage", o->stage, "Stage")->required();
    verb.add_option("--canary", o->canary, "Percent of the traffic in each step, 10,50,100")
        ->check(checkedBy(percents));
    verb.add_option("--interval", o->interval, "Least time of a step, default 60s")->check(checkedBy(parseDuration));
    verb.add_option("--min-requests", o->minimumRequests, "Least number of requests to the new version in a step");
    verb.add_option("--endpoint", o->endpoint, "Endpoint, default NAME-STAGE");
    verb.add_flag("--wait", o->wait, "Until it is in service; exit code 3 when it was rolled back");
    verb.add_option("--timeout", o->timeout, "How long to wait, default 10m")->check(checkedBy(parseDuration));
    needVersion(verb);
}

void addEndpointCommands(Commands& commands) {
    commands.noun("endpoint", "Where models answer");
    commands.verb("endpoint", "list", "Endpoints", "slipway endpoint list", listEndpoints);
    struct Options {
        std::string name, reason;
        double percent = 0;
    };
    const auto named = [&](const char* verb, const char* help, const char* example, auto run) -> CLI::App& {
        auto o = std::make_shared<Options>();
        auto& added =
            commands.verb("endpoint", verb, help, example, [o, run](Session& session) { return run(session, *o); });
        added.add_option("name", o->name, "Endpoint")->required();
        if (std::string_view(verb) == "shift")
            added.add_option("percent", o->percent, "Percent for the newest version")->required();
        if (std::string_view(verb) == "rollback") added.add_option("--reason", o->reason, "Why, for the record");
        return added;
    };
    named("show", "Versions, traffic, canary and alarms of one endpoint", "slipway endpoint show census-production",
        [](Session& session, const Options& o) { return showEndpoint(session, o.name); });
    named("shift", "Moves traffic by hand during a canary", "slipway endpoint shift census-production 50",
        [](Session& session, const Options& o) { return shiftTraffic(session, o.name, o.percent); });
    named("rollback", "Back to the version before; ends a running canary",
        "slipway endpoint rollback census-production --reason 'too many complaints'",
        [](Session& session, const Options& o) { return rollBack(session, o.name, o.reason); });
    named("delete", "Takes an endpoint away", "slipway endpoint delete census-staging",
        [](Session& session, const Options& o) { return removeEndpoint(session, o.name); });
}

/// Started by the service, one process per version.
void addModelServer(Commands& commands) {
    struct Options {
        std::string bundle, host = "127.0.0.1", portFile;
        int port = 0;
    };
    auto o = std::make_shared<Options>();
    auto& verb = commands.single("model-server", "Serves one model by the SageMaker container contract",
        "slipway model-server --bundle DIR --port 8080", [o](Session& session) -> Result<Outcome> {
            SLIPWAY_TRY(deploy::runModelServer(o->bundle, o->host, o->port, o->portFile, session.progress().token()));
            return Outcome{{}, {}, kAlreadyPrinted};
        });
    verb.add_option("--bundle", o->bundle, "Folder of the model")->required();
    verb.add_option("--host", o->host, "Address to listen on, default 127.0.0.1");
    verb.add_option("--port", o->port, "Port, default any free one")->check(CLI::Range(0, 65535));
    verb.add_option("--port-file", o->portFile, "File that gets the port once it answers");
    verb.group("");
}

} // namespace

void addDeployCommands(Commands& commands) {
    addStageCommands(commands);
    addDeployCommand(commands);
    addEndpointCommands(commands);
    addInvokeCommand(commands);
    addModelServer(commands);
}

} // namespace slipway::cli
