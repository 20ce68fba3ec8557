#include <algorithm>
#include <cstdint>
#include <set>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/run_text.h"
#include "app/cli/runs_transfer.h"
#include "core/base/text.h"
#include "core/base/time.h"

namespace slipway::cli {

namespace {

struct SearchArguments {
    std::string experiment, text, orderBy, token;
    bool ascending = false, deleted = false;
    int limit = 50;
};

struct HistoryArguments {
    std::string run, key;
    std::int64_t from = INT64_MIN, to = INT64_MAX;
};

Result<std::int64_t> experimentId(track::Tracker& tracker, const std::string& name) {
    SLIPWAY_ASSIGN(const auto experiments, tracker.experiments(true));
    std::vector<std::string> names;
    for (const auto& experiment : experiments) {
        if (experiment.name == name) return experiment.id;
        names.push_back(experiment.name);
    }
    return fail(ErrorCode::NotFound, fmt::format("no experiment is called '{}'", forMessage(name)),
        names.empty() ? "`slipway train start` makes one" : "There are " + forMessage(join(names, ", "), 400));
}

/// Metrics worth a column: the one that orders, else what evaluations store.
std::vector<std::string> metricColumns(const std::vector<track::Run>& runs, const std::string& orderBy) {
    std::vector<std::string> columns;
    if (!orderBy.empty()) columns.push_back(orderBy);
    for (const char* name : {"validation-auc", "test_roc_auc", "test_accuracy", "test_rmse"}) {
        const auto has = [&](const track::Run& run) { return run.metrics.contains(name); };
        if (name != orderBy && std::ranges::any_of(runs, has)) columns.emplace_back(name);
    }
    return columns;
}

/// What was killed says so. A workspace that cannot be written shows what it last knew.
void lookForTheDead(workspace::Workspace& workspace) {
    if (!workspace.readOnly()) static_cast<void>(workspace.tracker().markOrphans());
}

Result<Outcome> runSearch(Session& session, const SearchArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    lookForTheDead(*workspace);
    track::RunQuery query;
    query.text = arguments.text;
    query.orderByMetric = arguments.orderBy;
    query.descending = !arguments.ascending;
    query.includeDeleted = arguments.deleted;
    if (!arguments.experiment.empty()) {
        SLIPWAY_ASSIGN(query.experiment, experimentId(workspace->tracker(), arguments.experiment));
    }
    SLIPWAY_ASSIGN(const auto page, workspace->tracker().search(query, arguments.token, arguments.limit));
    SLIPWAY_ASSIGN(const auto total, workspace->tracker().countRuns(query));
    Outcome outcome;
    outcome.json = {{"total", total}, {"runs", Json::array()}, {"next", page.next.empty() ? Json() : Json(page.next)}};
    for (const auto& run : page.runs) outcome.json["runs"].push_back(toJson(run));
    outcome.text = runsTable(page.runs, metricColumns(page.runs, arguments.orderBy));
    outcome.text +=
        fmt::format("{} of {} runs\n", withThousands(static_cast<long long>(page.runs.size())), withThousands(total));
    if (!page.next.empty()) outcome.text += "more: --page " + page.next + "\n";
    return outcome;
}

Result<Outcome> runShow(Session& session, const std::string& wanted) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    lookForTheDead(*workspace);
    SLIPWAY_ASSIGN(const auto run, workspace->tracker().find(wanted));
    return Outcome{toJson(run), toText(run)};
}

/// Rows of what differs or is measured: a line a name, a column a run.
std::string compareTable(const std::vector<track::Run>& runs) {
    std::set<std::string> parameters, metrics;
    for (const auto& run : runs) {
        for (const auto& [key, value] : run.parameters) parameters.insert(key);
        for (const auto& [key, value] : run.metrics) metrics.insert(key);
    }
    std::vector<std::string> header{""};
    for (const auto& run : runs) header.push_back(fmt::format("{} {}", run.id.substr(0, 8), forMessage(run.name, 24)));
    std::vector<std::vector<std::string>> rows;
    for (const auto& key : parameters) {
        std::vector<std::string> row{key};
        for (const auto& run : runs)
            row.push_back(run.parameters.contains(key) ? forMessage(run.parameters.at(key), 40) : "–");
        const bool same = std::ranges::all_of(row.begin() + 1, row.end(), [&](const auto& v) { return v == row[1]; });
        if (!same) rows.push_back(std::move(row));
    }
    for (const auto& key : metrics) {
        rows.push_back({key});
        for (const auto& run : runs)
            rows.back().push_back(run.metrics.contains(key) ? figure(run.metrics.at(key).latest) : "–");
    }
    return textTable(header, rows);
}

Result<Outcome> runCompare(Session& session, const std::vector<std::string>& wanted) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    std::vector<track::Run> runs;
    Outcome outcome;
    outcome.json = {{"runs", Json::array()}};
    for (const auto& name : wanted) {
        SLIPWAY_ASSIGN(auto run, workspace->tracker().find(name));
        outcome.json["runs"].push_back(toJson(run));
        runs.push_back(std::move(run));
    }
    outcome.text = compareTable(runs) + "Parameters that are the same everywhere are left out.\n";
    return outcome;
}

Result<Outcome> runSetDeleted(Session& session, const std::string& wanted, bool deleted) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto run, workspace->tracker().find(wanted));
    SLIPWAY_TRY(workspace->tracker().setDeleted(actor, run.id, deleted));
    return Outcome{Json{{"id", run.id}, {"name", run.name}, {"deleted", deleted}},
        fmt::format("{} {}{}", deleted ? "deleted" : "restored", run.name,
            deleted ? fmt::format("; `slipway runs restore {}` brings it back", run.id.substr(0, 8)) : "")};
}

Result<Outcome> runHistory(Session& session, const HistoryArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto run, workspace->tracker().find(arguments.run));
    if (!run.metrics.contains(arguments.key)) {
        std::vector<std::string> keys;
        for (const auto& [key, value] : run.metrics) keys.push_back(key);
        return fail(ErrorCode::NotFound, fmt::format("the run has no metric '{}'", forMessage(arguments.key)),
            "It has " + forMessage(join(keys, ", "), 400));
    }
    SLIPWAY_ASSIGN(
        const auto points, workspace->tracker().history(run.id, arguments.key, arguments.from, arguments.to));
    Outcome outcome;
    outcome.json = {{"run", run.id}, {"key", arguments.key}, {"points", Json::array()}};
    std::vector<std::vector<std::string>> rows;
    for (const auto& point : points) {
        outcome.json["points"].push_back(
            {{"step", point.step}, {"value", jsonNumber(point.value)}, {"at", toIso8601(point.at)}});
        rows.push_back({std::to_string(point.step), slipway::toText(point.value), timeText(point.at)});
    }
    outcome.text = textTable({"step", arguments.key, "at"}, rows);
    return outcome;
}

Status addArtifacts(const track::Tracker& tracker, const track::Run& run, const std::string& folder, Json& json,
    std::vector<std::vector<std::string>>& rows) {
    SLIPWAY_ASSIGN(const auto artifacts, tracker.artifacts(run.id, folder));
    for (const auto& artifact : artifacts) {
        if (artifact.folder) {
            SLIPWAY_TRY(addArtifacts(tracker, run, artifact.path, json, rows));
            continue;
        }
        SLIPWAY_ASSIGN(const auto file, tracker.artifactFile(run.id, artifact.path));
        json.push_back({{"path", artifact.path}, {"bytes", artifact.bytes}, {"file", file.string()}});
        rows.push_back({artifact.path, withThousands(artifact.bytes)});
    }
    return {};
}

Result<Outcome> runArtifacts(Session& session, const std::string& wanted) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto run, workspace->tracker().find(wanted));
    Outcome outcome;
    outcome.json = Json::array();
    std::vector<std::vector<std::string>> rows;
    SLIPWAY_TRY(addArtifacts(workspace->tracker(), run, "", outcome.json, rows));
    outcome.text = textTable({"artifact", "bytes"}, rows);
    return outcome;
}

void addSearch(Commands& commands) {
    const auto arguments = std::make_shared<SearchArguments>();
    auto& verb = commands.verb("runs", "search", "Lists runs, newest first or by a metric",
        "slipway runs search --experiment census --order-by test_roc_auc",
        [arguments](Session& session) { return runSearch(session, *arguments); });
    verb.add_option("--experiment", arguments->experiment, "Only runs of this experiment");
    verb.add_option("--text", arguments->text, "Only runs with this in their name or a tag");
    verb.add_option("--order-by", arguments->orderBy, "Metric to order by; runs without it come last");
    verb.add_flag("--ascending", arguments->ascending, "Lowest or oldest first");
    verb.add_flag("--deleted", arguments->deleted, "Deleted runs too");
    verb.add_option("--limit", arguments->limit, "Runs a page")->check(CLI::Range(1, 10000));
    verb.add_option("--page", arguments->token, "Where the last page ended");
}

/// A verb whose only argument is one run.
template <class Call>
void addForRun(
    Commands& commands, const std::string& name, const std::string& help, const std::string& example, Call call) {
    const auto run = std::make_shared<std::string>();
    auto& verb =
        commands.verb("runs", name, help, example, [run, call](Session& session) { return call(session, *run); });
    verb.add_option("run", *run, "Id, beginning of an id, or name")->required();
}

void addCompareAndHistory(Commands& commands) {
    const auto runs = std::make_shared<std::vector<std::string>>();
    auto& compare = commands.verb("runs", "compare", "Puts runs side by side: parameters that differ, and metrics",
        "slipway runs compare shallow deep", [runs](Session& session) { return runCompare(session, *runs); });
    compare.add_option("runs", *runs, "Two runs or more")->required()->expected(2, 50);

    const auto arguments = std::make_shared<HistoryArguments>();
    auto& history = commands.verb("runs", "history", "Every point of one metric",
        "slipway runs history baseline validation-auc --from 100",
        [arguments](Session& session) { return runHistory(session, *arguments); });
    history.add_option("run", arguments->run, "Id, beginning of an id, or name")->required();
    history.add_option("key", arguments->key, "Metric")->required();
    history.add_option("--from", arguments->from, "First step");
    history.add_option("--to", arguments->to, "Last step");
}

} // namespace

void addRunsCommands(Commands& commands) {
    commands.noun("runs", "Runs of experiments: find, compare, look into");
    addSearch(commands);
    addForRun(commands, "show", "Shows a run with parameters, metrics and tags", "slipway runs show baseline", runShow);
    addCompareAndHistory(commands);
    addForRun(commands, "artifacts", "Lists the files of a run", "slipway runs artifacts baseline", runArtifacts);
    addForRun(commands, "delete", "Hides a run; nothing is lost", "slipway runs delete baseline",
        [](Session& session, const std::string& run) { return runSetDeleted(session, run, true); });
    addForRun(commands, "restore", "Brings a deleted run back", "slipway runs restore baseline",
        [](Session& session, const std::string& run) { return runSetDeleted(session, run, false); });
    addRunsTransferCommands(commands);
}

} // namespace slipway::cli
