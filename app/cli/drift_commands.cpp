#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/plain_table.h"
#include "app/cli/usage.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/monitor/drift.h"

namespace slipway::cli {

namespace {

constexpr int kDriftFound = 3;

struct DriftArguments {
    std::string reference, current, report;
    monitor::DriftOptions options;
    bool failOnDrift = false;
    TableOptions table;
};

Status checkMethod(const std::string& method) {
    const auto names = monitor::driftMethodNames();
    if (std::ranges::find(names, method) != names.end()) return {};
    return fail(ErrorCode::InvalidArgument, fmt::format("there is no drift method '{}'", forMessage(method)),
        "The methods are " + join(names, ", "));
}

std::string text(const monitor::DriftReport& report) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& column : report.columns)
        rows.push_back({forMessage(column.name, 40), column.type, column.method,
            column.score ? fmt::format("{:.6g}", *column.score) : "",
            column.method.empty() ? "" : fmt::format("{:.6g}", column.threshold),
            column.drifted ? "yes"
            : column.score ? "no"
                           : "",
            column.note});
    auto lines = textTable({"column", "type", "method", "score", "threshold", "drift", "note"}, rows);
    const auto list = [&](std::string_view what, const std::vector<std::string>& names) {
        if (!names.empty()) lines += fmt::format("{}: {}\n", what, forMessage(join(names, ", "), 400));
    };
    list("missing in the current data", report.missing);
    list("new in the current data", report.added);
    list("of another type in the current data", report.typeChanged);
    return lines + fmt::format("{}: {} of {} drifted ({}, {})\n", report.datasetDrift ? "drift" : "no drift",
                       report.driftedColumns, counted(static_cast<long long>(report.testedColumns), "tested column"),
                       counted(report.referenceRows, "reference row"), counted(report.currentRows, "current row"));
}

/// --columns names the columns to compare; of files without a header line it names their columns.
Result<table::ReadOptions> readOptions(DriftArguments& arguments) {
    SLIPWAY_ASSIGN(auto reading, arguments.table.read());
    if (reading.header) {
        arguments.options.columns = reading.columns;
        reading.columns.clear();
    }
    return reading;
}

Result<Outcome> runDrift(Session& session, DriftArguments arguments) {
    SLIPWAY_ASSIGN(const auto reading, readOptions(arguments));
    if (arguments.reference == "-" && arguments.current == "-")
        return fail(ErrorCode::InvalidArgument, "standard input cannot be both sides", "Name a file for one of them");
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    SubProgress first(session.progress(), 0, 0.35), second(session.progress(), 0.35, 0.7),
        third(session.progress(), 0.7, 1);
    SLIPWAY_ASSIGN(
        const auto reference, loadPlainTable(connection, arguments.reference, reading, "reference_rows", first));
    SLIPWAY_ASSIGN(const auto current, loadPlainTable(connection, arguments.current, reading, "current_rows", second));
    for (const auto& column : arguments.options.columns)
        SLIPWAY_TRY(checkColumn(reference, arguments.reference, column));
    SLIPWAY_ASSIGN(
        const auto report, monitor::compare(connection, "reference_rows", "current_rows", arguments.options, third));
    if (!arguments.report.empty()) {
        const auto title =
            fmt::format("Drift of {} against {}", std::filesystem::path(arguments.current).filename().string(),
                std::filesystem::path(arguments.reference).filename().string());
        SLIPWAY_TRY(writeFileAtomically(arguments.report, monitor::toHtml(report, title)));
    }
    Outcome outcome{monitor::toJson(report), text(report)};
    if (arguments.failOnDrift && report.datasetDrift) outcome.exitCode = kDriftFound;
    return outcome;
}

} // namespace

void addDriftCommands(Commands& commands) {
    auto arguments = std::make_shared<DriftArguments>();
    auto& verb = commands.single("drift", "Compare the columns of two files: did the data change?",
        "slipway drift january.csv june.csv --report drift.html --fail-on-drift",
        [arguments](Session& session) { return runDrift(session, *arguments); });
    verb.add_option("REFERENCE", arguments->reference, "The file to compare with, or -")->required();
    verb.add_option("CURRENT", arguments->current, "The file that may have drifted, or -")->required();
    arguments->table.addTo(verb);
    verb.get_option("--columns")->description("Columns to compare, a,b,c; with --no-header the names of all columns");
    verb.add_option("--method", arguments->options.method, join(monitor::driftMethodNames(), ", "))
        ->check(checkedBy(checkMethod));
    verb.add_option("--drift-share", arguments->options.driftShare, "Share of drifted columns that is data set drift")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    verb.add_option("--report", arguments->report, "Also write an HTML page with charts");
    verb.add_flag("--fail-on-drift", arguments->failOnDrift, "Exit with 3 when the data set drifts");
}

} // namespace slipway::cli
