#include <cmath>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "core/base/text.h"

namespace slipway::cli {

namespace {

Json toJson(const monitor::Monitor& monitor) {
    Json json;
    json["name"] = monitor.name;
    json["endpoint"] = monitor.endpoint;
    json["baseline"] = monitor.baseline;
    json["columns"] = monitor.columns;
    json["method"] = monitor.options.method;
    json["drift_share"] = monitor.options.driftShare;
    json["created"] = toIso8601(monitor.createdAt);
    json["created_by"] = monitor.createdBy;
    return json;
}

Json toJson(const monitor::MonitorRun& run, bool withReport) {
    Json json;
    json["id"] = run.id;
    json["monitor"] = run.monitor;
    json["at"] = toIso8601(run.at);
    json["from"] = toIso8601(run.from);
    json["to"] = toIso8601(run.to);
    json["rows"] = run.rows;
    json["dataset_drift"] = run.drift;
    json["drifted_columns"] = run.driftedColumns;
    json["columns_tested"] = run.testedColumns;
    json["actor"] = run.actor;
    if (withReport) json["report"] = monitor::toJson(run.report);
    return json;
}

std::string runText(const monitor::MonitorRun& run) {
    std::string text = fmt::format("run {} of {}, {}: {} captured from {} to {}\n{} of {} drifted: {}\n\n", run.id,
        run.monitor, toIso8601(run.at), counted(run.rows, "row"), toIso8601(run.from), toIso8601(run.to),
        run.driftedColumns, counted(static_cast<long long>(run.testedColumns), "column"),
        run.drift ? "the data set drifted" : "no drift of the data set");
    std::vector<std::vector<std::string>> rows;
    for (const auto& column : run.report.columns)
        rows.push_back({column.name, column.type, column.method,
            column.score ? fmt::format("{:.4f}", *column.score) : "–", fmt::format("{:g}", column.threshold),
            column.drifted ? "drifted"
            : column.score ? "stable"
                           : "not tested",
            column.note});
    return text + textTable({"column", "type", "method", "score", "limit", "state", "note"}, rows);
}

Result<Outcome> add(Session& session, monitor::Monitor monitor, const std::string& columns) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    if (!columns.empty())
        for (const auto& part : split(columns, ',')) monitor.columns.emplace_back(trimmed(part));
    SLIPWAY_TRY(workspace->monitors().add(actor, monitor));
    SLIPWAY_ASSIGN(const auto added, workspace->monitors().find(monitor.name));
    return Outcome{
        toJson(added), fmt::format("monitor {} watches {} against {}", added.name, added.endpoint, added.baseline)};
}

Result<Outcome> list(Session& session) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto monitors, workspace->monitors().list());
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& monitor : monitors) {
        SLIPWAY_ASSIGN(const auto runs, workspace->monitors().runs(monitor.name, 1));
        auto entry = toJson(monitor);
        entry["last_run"] = runs.empty() ? Json() : toJson(runs.front(), false);
        json.push_back(std::move(entry));
        rows.push_back(
            {monitor.name, monitor.endpoint, monitor.baseline, runs.empty() ? "never" : toIso8601(runs.front().at),
                runs.empty() ? ""
                : runs.front().drift
                    ? fmt::format("drift in {} of {}", runs.front().driftedColumns, runs.front().testedColumns)
                    : "no drift"});
    }
    return Outcome{json, monitors.empty() ? "No monitors yet. `slipway monitor add` makes one."
                                          : textTable({"monitor", "endpoint", "baseline", "last run", "result"}, rows)};
}

Result<Outcome> runNow(
    Session& session, const std::string& name, const std::string& from, const std::string& to, bool failOnDrift) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    Timestamp begin = 0, end = 0;
    if (!from.empty()) {
        SLIPWAY_ASSIGN(begin, parseIso8601(from));
    }
    if (!to.empty()) {
        SLIPWAY_ASSIGN(end, parseIso8601(to));
    }
    SLIPWAY_ASSIGN(const auto run, workspace->monitors().run(actor, name, begin, end, session.progress()));
    return Outcome{toJson(run, true), runText(run), failOnDrift && run.drift ? 3 : 0};
}

Result<Outcome> show(Session& session, const std::string& name, std::int64_t id) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto monitor, workspace->monitors().find(name));
    if (id != 0) {
        SLIPWAY_ASSIGN(const auto run, workspace->monitors().findRun(id));
        if (run.monitor != monitor.name)
            return fail(ErrorCode::NotFound, fmt::format("run {} is not one of monitor '{}'", id, monitor.name),
                fmt::format("`slipway monitor show {}` lists its runs", monitor.name));
        return Outcome{toJson(run, true), runText(run)};
    }
    SLIPWAY_ASSIGN(const auto runs, workspace->monitors().runs(name, 50));
    auto json = toJson(monitor);
    json["runs"] = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& run : runs) {
        json["runs"].push_back(toJson(run, false));
        rows.push_back({std::to_string(run.id), toIso8601(run.at), withThousands(run.rows),
            fmt::format("{} of {}", run.driftedColumns, run.testedColumns), run.drift ? "drift" : "no drift"});
    }
    const auto head = fmt::format("{} watches {} against {}\n\n", monitor.name, monitor.endpoint, monitor.baseline);
    return Outcome{json, head + (runs.empty() ? "No runs yet. `slipway monitor run " + monitor.name + "` makes one."
                                              : textTable({"run", "at", "rows", "drifted", "result"}, rows))};
}

Result<Outcome> baseline(Session& session, const std::string& name) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto monitor, workspace->monitors().find(name));
    SLIPWAY_ASSIGN(const auto version, workspace->datasets().find(monitor.baseline));
    Json json;
    json["monitor"] = monitor.name;
    json["baseline"] = version.reference();
    json["hash"] = version.hash;
    json["rows"] = version.rows;
    return Outcome{json, fmt::format("{}: {} ({}, sha256 {})", monitor.name, version.reference(),
                             counted(version.rows, "row"), version.hash)};
}

} // namespace

void addMonitorCommands(Commands& commands) {
    commands.noun("monitor", "Monitors of endpoints: captured requests against a baseline");
    {
        auto monitor = std::make_shared<monitor::Monitor>();
        auto columns = std::make_shared<std::string>();
        auto& verb = commands.verb("monitor", "add", "Watches an endpoint against a baseline dataset",
            "slipway monitor add inputs --endpoint census-income-production --baseline census-fit:1",
            [monitor, columns](Session& session) { return add(session, *monitor, *columns); });
        verb.add_option("name", monitor->name, "Name of the monitor")->required();
        verb.add_option("--endpoint", monitor->endpoint, "Endpoint whose captured requests are compared")->required();
        verb.add_option("--baseline", monitor->baseline, "Dataset that the model was trained on")->required();
        verb.add_option(
            "--columns", *columns, "The model's inputs in order, a,b,c; default: every column of the baseline");
        verb.add_option("--method", monitor->options.method, "Drift method, default auto");
        verb.add_option(
            "--drift-share", monitor->options.driftShare, "Share of drifted columns that makes data set drift");
    }
    commands.verb("monitor", "list", "Monitors with their last result", "slipway monitor list", list);
    {
        struct Options {
            std::string name, from, to;
            bool failOnDrift = false;
        };
        auto o = std::make_shared<Options>();
        auto& verb = commands.verb("monitor", "run", "Compares what was captured since the last run, or in a window",
            "slipway monitor run census-income-inputs --from 2026-01-01T00:00:00Z",
            [o](Session& session) { return runNow(session, o->name, o->from, o->to, o->failOnDrift); });
        verb.add_option("name", o->name, "Monitor")->required();
        verb.add_option("--from", o->from, "Start of the window, ISO 8601");
        verb.add_option("--to", o->to, "End of the window, ISO 8601; default now");
        verb.add_flag("--fail-on-drift", o->failOnDrift, "Exit 3 when the data set drifted");
    }
    {
        struct Options {
            std::string name;
            std::int64_t run = 0;
        };
        auto o = std::make_shared<Options>();
        auto& verb = commands.verb("monitor", "show", "A monitor and its runs, or one run with every column",
            "slipway monitor show census-income-inputs --run 2",
            [o](Session& session) { return show(session, o->name, o->run); });
        verb.add_option("name", o->name, "Monitor")->required();
        verb.add_option("--run", o->run, "Number of one run");
    }
    {
        auto name = std::make_shared<std::string>();
        auto& verb = commands.verb("monitor", "baseline", "The dataset that a monitor compares with",
            "slipway monitor baseline census-income-inputs",
            [name](Session& session) { return baseline(session, *name); });
        verb.add_option("name", *name, "Monitor")->required();
    }
}

} // namespace slipway::cli
