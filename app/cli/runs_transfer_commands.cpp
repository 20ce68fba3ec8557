#include <cstdint>
#include <filesystem>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/runs_transfer.h"
#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/track/runs.h"
#include "core/track/transfer/transfer.h"

namespace slipway::cli {

namespace fs = std::filesystem;
namespace transfer = track::transfer;

namespace {

struct ImportArguments {
    std::vector<std::string> paths, roots;
    std::string format = "auto", experiment, artifacts = "copy";
};

Json toJson(const transfer::Problems& problems) {
    Json json{{"count", problems.count()}, {"first", Json::array()}};
    for (const auto& problem : problems.first())
        json["first"].push_back({{"where", problem.where}, {"what", problem.what}});
    return json;
}

Json toJson(const transfer::Conflicts& conflicts) {
    Json json{{"count", conflicts.count()}, {"first", Json::array()}};
    for (const auto& one : conflicts.first())
        json["first"].push_back(
            {{"subject", one.subject}, {"field", one.field}, {"kept", one.kept}, {"other", one.other}});
    return json;
}

Json leftOutJson(const transfer::Problems& problems) {
    auto json = Json::object();
    for (const auto& [kind, number] : problems.leftOut()) json[kind] = number;
    return json;
}

Json toJson(const transfer::ImportReport& report) {
    return {{"format", report.format}, {"experiments_added", report.experimentsAdded},
        {"runs", {{"read", report.runs}, {"added", report.runsAdded}, {"changed", report.runsChanged},
                     {"unchanged", report.runs - report.runsAdded - report.runsChanged}}},
        {"points", {{"read", report.points}, {"added", report.pointsAdded}}},
        {"logged_models", {{"read", report.models}, {"added", report.modelsAdded}}},
        {"files", {{"read", report.files}, {"added", report.filesAdded}, {"bytes_added", report.bytesAdded}}},
        {"conflicts", toJson(report.conflicts)}, {"problems", toJson(report.problems)},
        {"left_out", leftOutJson(report.problems)}};
}

std::string problemsText(const transfer::Problems& problems) {
    constexpr std::size_t most = 10;
    std::string text;
    for (const auto& [kind, number] : problems.leftOut())
        text += fmt::format("  left out: {} {}\n", withThousands(number), kind);
    for (std::size_t i = 0; i < problems.first().size() && i < most; ++i)
        text += fmt::format(
            "  {}: {}\n", forMessage(problems.first()[i].where, 200), forMessage(problems.first()[i].what, 200));
    const auto more = problems.count() - static_cast<std::int64_t>(std::min(problems.first().size(), most));
    if (more > 0) text += fmt::format("  and {} (--json shows them)\n", counted(more, "more problem"));
    return text;
}

std::string toText(const transfer::ImportReport& report, const std::string& path) {
    auto text = fmt::format("{} ({}): {}, {} new, {} changed; {} new; {} new\n", path, report.format,
        counted(report.runs, "run"), withThousands(report.runsAdded), withThousands(report.runsChanged),
        counted(report.pointsAdded, "point"), counted(report.filesAdded, "file"));
    constexpr std::size_t most = 10;
    const auto& conflicts = report.conflicts.first();
    for (std::size_t i = 0; i < conflicts.size() && i < most; ++i)
        text += fmt::format("  {}, {}: kept '{}' beside '{}'\n", conflicts[i].subject, conflicts[i].field,
            forMessage(conflicts[i].kept, 40), forMessage(conflicts[i].other, 40));
    if (report.conflicts.count() > static_cast<std::int64_t>(most))
        text += fmt::format("  {} in all\n", counted(report.conflicts.count(), "conflict"));
    return text + problemsText(report.problems);
}

Result<Outcome> runImport(Session& session, const ImportArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    transfer::ImportOptions options;
    options.format = arguments.format;
    options.experiment = arguments.experiment;
    options.artifacts = arguments.artifacts == "copy";
    for (const auto& root : arguments.roots) options.artifactRoots.emplace_back(root);
    if (arguments.format == "auto")
        for (const auto& path : arguments.paths) SLIPWAY_TRY(transfer::formatOf(path)); // all of them before the first
    Outcome outcome;
    outcome.json = {{"imports", Json::array()}};
    for (std::size_t i = 0; i < arguments.paths.size(); ++i) {
        const auto share = 1.0 / static_cast<double>(arguments.paths.size());
        SubProgress progress(session.progress(), share * static_cast<double>(i), share * static_cast<double>(i + 1));
        auto& tracker = workspace->tracker();
        SLIPWAY_ASSIGN(const auto report,
            transfer::importRuns(tracker.ledger(), tracker.root(), actor, arguments.paths[i], options, progress));
        auto json = toJson(report);
        json["path"] = arguments.paths[i];
        outcome.json["imports"].push_back(std::move(json));
        outcome.text += toText(report, arguments.paths[i]);
    }
    return outcome;
}

struct ExportArguments {
    std::vector<std::string> runsAndFolder;
    std::string experiment, filter;
    bool deleted = false;
};

/// Ids of the runs that an experiment's name and a filter choose.
Result<std::vector<std::string>> chosenRuns(const track::Tracker& tracker, const ExportArguments& arguments) {
    SLIPWAY_ASSIGN(const auto experiments, tracker.experiments(true));
    track::Runs::Search search;
    for (const auto& experiment : experiments)
        if (arguments.experiment.empty() || experiment.name == arguments.experiment)
            search.experiments.push_back(experiment.id);
    if (search.experiments.empty())
        return fail(ErrorCode::NotFound, fmt::format("no experiment is called '{}'", forMessage(arguments.experiment)),
            "`slipway runs search` lists the runs of all");
    SLIPWAY_ASSIGN(search.filter,
        track::parseFilter(arguments.filter, track::FilterTable::runs(), track::Dialect::Desktop, systemClock().now()));
    search.view = arguments.deleted ? track::View::All : track::View::Active;
    std::vector<std::string> ids;
    while (true) {
        SLIPWAY_ASSIGN(const auto page, track::Runs(tracker.ledger()).search(search));
        for (const auto& run : page.runs) ids.push_back(run.id);
        if (!page.more) return ids;
        search.offset += search.limit;
    }
}

Result<Outcome> runExport(Session& session, const ExportArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    const auto& tracker = workspace->tracker();
    const std::vector<std::string> named(arguments.runsAndFolder.begin(), arguments.runsAndFolder.end() - 1);
    const bool chooses = !arguments.experiment.empty() || !arguments.filter.empty();
    if (chooses != named.empty())
        return fail(ErrorCode::InvalidArgument,
            named.empty() ? "nothing says which runs to export" : "runs are named and chosen at the same time",
            "Name runs, or choose them with --experiment or --filter; the folder comes last");
    std::vector<std::string> runs;
    if (chooses) {
        SLIPWAY_ASSIGN(runs, chosenRuns(tracker, arguments));
    }
    for (const auto& one : named) {
        SLIPWAY_ASSIGN(const auto run, tracker.find(one));
        runs.push_back(run.id);
    }
    const auto& folder = arguments.runsAndFolder.back();
    SLIPWAY_ASSIGN(
        const auto report, transfer::exportRuns(tracker.ledger(), tracker.root(), runs, folder, session.progress()));
    Outcome outcome;
    outcome.json = {{"folder", fs::absolute(folder).lexically_normal().string()}, {"format", "mlruns"},
        {"experiments", report.experiments}, {"runs", report.runs}, {"points", report.points},
        {"logged_models", report.models}, {"files", report.files}, {"bytes", report.bytes},
        {"problems", toJson(report.problems)}};
    outcome.text = fmt::format("{} with {} and {} in {}\n", counted(report.runs, "run"),
        counted(report.points, "point"), counted(report.files, "file"), folder);
    outcome.text += problemsText(report.problems);
    return outcome;
}

void addImport(Commands& commands) {
    const auto arguments = std::make_shared<ImportArguments>();
    auto& verb =
        commands.verb("runs", "import", "Merges runs of MLflow, TensorBoard or Weights & Biases; again is fine",
            "slipway runs import ./mlruns", [arguments](Session& session) { return runImport(session, *arguments); });
    verb.add_option("path", arguments->paths, "mlruns folder, mlflow.db, TensorBoard log folder or wandb folder")
        ->required();
    auto formats = transfer::formats();
    formats.emplace_back("auto");
    verb.add_option("--from", arguments->format, "What it is; auto looks")->check(CLI::IsMember(formats));
    verb.add_option("--experiment", arguments->experiment, "Puts all runs into this experiment");
    verb.add_option("--artifacts", arguments->artifacts, "copy, or none to leave files where they are")
        ->check(CLI::IsMember({"copy", "none"}));
    verb.add_option("--artifact-root", arguments->roots,
        "Another folder from which files may be copied that the runs refer to; can be given more than once");
}

void addExport(Commands& commands) {
    const auto arguments = std::make_shared<ExportArguments>();
    auto& verb = commands.verb("runs", "export", "Writes runs as an mlruns folder that MLflow reads",
        "slipway runs export --experiment census ./mlruns",
        [arguments](Session& session) { return runExport(session, *arguments); });
    verb.add_option("runs-and-folder", arguments->runsAndFolder,
            "Ids, beginnings of ids or names of runs, and last the new folder; only it with --experiment or --filter")
        ->required();
    verb.add_option("--experiment", arguments->experiment, "All runs of this experiment");
    verb.add_option("--filter", arguments->filter, "Runs like \"metrics.auc > 0.9 AND status = 'FINISHED'\"");
    verb.add_flag("--deleted", arguments->deleted, "Deleted runs too");
}

} // namespace

void addRunsTransferCommands(Commands& commands) {
    addImport(commands);
    addExport(commands);
}

} // namespace slipway::cli
