#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <mutex>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/completion.h"
#include "app/cli/terminal_progress.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/process/child_process.h"
#include "core/workspace/sample.h"
#include "core/workspace/service_host.h"
#include "core/workspace/tour/tour.h"

namespace slipway::cli {

namespace {

Result<Outcome> init(Session& session, const std::string& folder) {
    SLIPWAY_ASSIGN(const auto made, workspace::Workspace::create(folder, session.person));
    SLIPWAY_ASSIGN(const auto actor, made->actor());
    Json json;
    json["folder"] = made->folder().string();
    json["owner"] = actor.name;
    return Outcome{
        json, fmt::format("Made a workspace in {}, owned by {}.\nNext: slipway --workspace {} data import NAME FILE",
                  made->folder().string(), actor.name, made->folder().string())};
}

Json toJson(const workspace::TourStep& step) {
    Json json;
    json["step"] = step.number;
    json["title"] = step.title;
    json["facts"] = Json::array();
    for (const auto& [label, value] : step.facts)
        json["facts"].push_back({{"label", std::string(trimmed(label))}, {"value", value}});
    json["read_back"] = step.readBack;
    json["seconds"] = step.seconds;
    return json;
}

void print(const workspace::TourStep& step) {
    endProgressLine();
    std::cout << fmt::format("\n{:>2}. {}  ({:.1f} s)\n", step.number, step.title, step.seconds);
    for (const auto& [label, value] : step.facts) std::cout << fmt::format("    {:<34} {}\n", label, value);
    for (const auto& command : step.readBack) std::cout << fmt::format("    > {}\n", command);
    std::cout << std::flush;
}

Result<Outcome> tour(Session& session) {
    workspace::TourOptions options;
    options.folder = session.folder();
    options.person = session.person;
    options.program = process::ownProgram();
    SLIPWAY_ASSIGN(options.sample, workspace::sampleFolder());
    const auto began = std::chrono::steady_clock::now();
    SLIPWAY_ASSIGN(const auto steps, workspace::runTour(
                                         options,
                                         [&](const workspace::TourStep& step) {
                                             if (!session.json) print(step);
                                         },
                                         session.progress()));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    Json json;
    json["workspace"] = options.folder.string();
    json["seconds"] = seconds;
    json["steps"] = Json::array();
    for (const auto& step : steps) json["steps"].push_back(toJson(step));
    return Outcome{json, fmt::format("\nThe whole life of one model took {:.1f} s. It is all in {}; open it with\n"
                                     "    slipway-desktop --workspace {}",
                             seconds, options.folder.string(), options.folder.string())};
}

/// Blocks until Ctrl+C, SIGTERM, or until the folder's service was stopped from outside.
Result<Outcome> serve(Session& session, const std::string& host, int port) {
    workspace::ServiceHost::Options options;
    options.folder = session.folder();
    options.program = process::ownProgram();
    options.host = host;
    options.port = port;
    SLIPWAY_TRY(log::alsoToFile(options.folder / "logs" / "service.log"));
    SLIPWAY_ASSIGN(const auto service, workspace::ServiceHost::start(options));
    const auto& info = service->info();
    Json json;
    json["url"] = info.url;
    json["tracking_uri"] = info.trackingUri;
    json["pid"] = info.pid;
    if (session.json)
        std::cout << dump(json) << std::endl;
    else
        std::cout << fmt::format("Serving {} at {} (process {}). Stop it with Ctrl+C.", options.folder.string(),
                         info.url, info.pid)
                  << std::endl;
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait(lock, session.progress().token(), [] { return false; });
    service->stop();
    return Outcome{json, "Stopped.", kAlreadyPrinted};
}

Result<Outcome> status(Session& session) {
    SLIPWAY_ASSIGN(auto* opened, session.workspace());
    SLIPWAY_ASSIGN(const auto c, opened->counts());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto projects, opened->labels().list());
    std::int64_t tasks = 0, submitted = 0;
    for (const auto& project : projects) {
        tasks += project.tasks;
        submitted += project.submitted;
    }
    const auto service = workspace::findService(opened->folder());
    Json json;
    json["workspace"] = opened->folder().string();
    json["person"] = actor.name;
    json["read_only"] = opened->readOnly();
    const std::vector<std::pair<const char*, std::int64_t>> figures{{"datasets", c.datasets},
        {"dataset_rows", c.datasetRows}, {"label_projects", static_cast<std::int64_t>(projects.size())},
        {"label_tasks", tasks}, {"label_submitted", submitted}, {"feature_groups", c.featureGroups},
        {"experiments", c.experiments}, {"runs", c.runs}, {"models", c.models}, {"versions", c.versions},
        {"pending", c.pending}, {"endpoints", c.endpoints}, {"monitors", c.monitors}, {"monitor_runs", c.monitorRuns},
        {"drifting_monitors", c.driftingMonitors}, {"pipelines", c.pipelines}, {"pipeline_runs", c.pipelineRuns},
        {"failed_pipeline_runs", c.failedPipelineRuns}, {"events", c.events}, {"audit_entries", c.auditEntries}};
    std::string text =
        fmt::format("{} ({}{})\n\n", opened->folder().string(), actor.name, opened->readOnly() ? ", read only" : "");
    for (const auto& [key, value] : figures) {
        json[key] = value;
        std::string label = key;
        std::ranges::replace(label, '_', ' ');
        text += fmt::format("{:<22} {:>10}\n", label, withThousands(value));
    }
    json["service"] = service ? Json{{"url", service->url}, {"pid", service->pid}} : Json();
    text += service ? fmt::format("\nservice at {} (process {})", service->url, service->pid)
                    : "\nno service is running; `slipway serve` starts one";
    return Outcome{json, text};
}

} // namespace

void addWorkspaceCommands(Commands& commands) {
    {
        auto folder = std::make_shared<std::string>();
        auto& verb = commands.single("init", "Makes a workspace", "slipway init ~/Slipway",
            [folder](Session& session) { return init(session, *folder); });
        verb.add_option("folder", *folder, "Folder to make it in")->required();
    }
    commands.single("tour", "The whole life of a model on the bundled census sample",
        "slipway --workspace ~/Slipway-sample tour", tour);
    {
        struct Options {
            std::string host = "127.0.0.1";
            int port = 0;
        };
        auto o = std::make_shared<Options>();
        auto& verb = commands.single("serve", "Hosts endpoints, rules and triggers until stopped",
            "slipway serve --port 5000", [o](Session& session) { return serve(session, o->host, o->port); });
        verb.add_option("--host", o->host, "Address to listen on, default 127.0.0.1");
        verb.add_option("--port", o->port, "Port, default any free one")->check(CLI::Range(0, 65535));
    }
    commands.single("status", "What the workspace holds and what is running", "slipway status --json", status);
    {
        auto shell = std::make_shared<std::string>();
        auto& verb = commands.single("completion", "Prints shell completion",
            "slipway completion bash > ~/.local/share/bash-completion/completions/slipway",
            [shell, &commands](Session&) -> Result<Outcome> {
                SLIPWAY_ASSIGN(auto script, completionScript(commands.app(), *shell));
                return Outcome{Json{{"script", script}}, script};
            });
        verb.add_option("shell", *shell, "bash, zsh or fish")->required();
    }
}

} // namespace slipway::cli
