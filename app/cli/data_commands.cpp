#include <unistd.h>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/plain_table.h"
#include "app/cli/usage.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace slipway::cli {

namespace {

using data::DatasetVersion;

struct ImportArguments {
    std::string name, notes, source;
    std::vector<std::string> files;
    bool stripLabelDots = false;
    TableOptions table;
};

struct FilterArguments {
    std::string reference, target;
    std::vector<std::string> rules;
};

Json toJson(const DatasetVersion& version) {
    Json columns = Json::array();
    for (const auto& column : version.columns)
        columns.push_back({{"name", column.name}, {"type", column.type}, {"sensitive", column.sensitive}});
    return {{"name", version.dataset}, {"version", version.version}, {"reference", version.reference()},
        {"rows", version.rows}, {"skipped_rows", version.skippedRows}, {"bytes", version.bytes}, {"hash", version.hash},
        {"file", version.file.string()}, {"source", version.source}, {"created", toIso8601(version.createdAt)},
        {"created_by", version.createdBy}, {"notes", version.notes}, {"columns", std::move(columns)}};
}

Json toJson(const std::vector<data::SkippedRow>& rows) {
    Json json = Json::array();
    for (const auto& row : rows) json.push_back({{"line", row.line}, {"field", row.field}, {"reason", row.reason}});
    return json;
}

Json toJson(const std::vector<data::RuleCount>& counts) {
    Json json = Json::array();
    for (const auto& count : counts)
        json.push_back({{"rule", count.rule}, {"dropped", count.dropped}, {"kept", count.kept}});
    return json;
}

Json cellJson(const table::Value& value) {
    if (table::isNull(value)) return nullptr;
    if (const auto* b = std::get_if<bool>(&value)) return *b;
    if (const auto* i = std::get_if<std::int64_t>(&value)) return *i;
    if (const auto* d = std::get_if<double>(&value)) return jsonNumber(*d);
    return table::toText(value);
}

std::string oneLine(const DatasetVersion& version) {
    return fmt::format("{}: {}, {}, {}", version.reference(), counted(version.rows, "row"),
        counted(static_cast<long long>(version.columns.size()), "column"), version.hash.substr(0, 12));
}

std::string countsTable(const std::vector<data::RuleCount>& counts) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& count : counts)
        rows.push_back({count.rule, withThousands(count.dropped), withThousands(count.kept)});
    return textTable({"rule", "dropped", "kept"}, rows);
}

std::string skippedText(std::int64_t count, const std::vector<data::SkippedRow>& first) {
    if (count == 0) return {};
    std::string text = fmt::format("{} left out:\n", counted(count, "line was", "lines were"));
    for (std::size_t i = 0; i < std::min<std::size_t>(first.size(), 10); ++i)
        text += fmt::format(
            "  line {}{}: {}\n", first[i].line, first[i].field.empty() ? "" : ", " + first[i].field, first[i].reason);
    return text;
}

std::string profileTable(const data::Profile& profile) {
    const auto number = [](const std::optional<double>& value) { return value ? fmt::format("{:.6g}", *value) : ""; };
    std::vector<std::vector<std::string>> rows;
    for (const auto& column : profile.columns) {
        std::string top, pii;
        if (!column.top.empty()) top = fmt::format("{} ({})", forMessage(column.top[0].value, 24), column.top[0].count);
        for (const auto& found : column.pii)
            pii += fmt::format("{}{} {:.1f}%", pii.empty() ? "" : ", ", found.kind, found.share * 100);
        rows.push_back({forMessage(column.name, 30), column.type, withThousands(column.missing),
            withThousands(column.distinct), forMessage(column.minimum.value_or(""), 20),
            forMessage(column.maximum.value_or(""), 20), number(column.mean), number(column.stddev), top, pii});
    }
    return counted(profile.rows, "row") + "\n" +
           textTable({"column", "type", "missing", "distinct", "min", "max", "mean", "stddev", "most frequent",
                         "personal data"},
               rows);
}

Json cellsJson(const table::Table& table) {
    Json rows = Json::array();
    for (std::size_t r = 0; r < table.rowCount(); ++r) {
        Json row = Json::array();
        for (const auto& column : table.cells) row.push_back(cellJson(column[r]));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string cellsText(const table::Table& table) {
    std::vector<std::string> header;
    for (const auto& column : table.columns) header.push_back(forMessage(column.name, 40));
    std::vector<std::vector<std::string>> rows(table.rowCount());
    for (const auto& column : table.cells)
        for (std::size_t r = 0; r < column.size(); ++r) rows[r].push_back(forMessage(table::toText(column[r]), 60));
    return textTable(header, rows);
}

/// "file:///x" and "x" are files; other schemes are not read here.
Result<std::filesystem::path> localFile(const std::string& uri) {
    const auto scheme = uri.find("://");
    if (scheme == std::string::npos) return std::filesystem::path(uri);
    if (uri.starts_with("file://")) return std::filesystem::path(uri.substr(7));
    return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no file of this machine", forMessage(uri)),
        "Fetch it first, then give its path");
}

/// A plain file rather than a dataset: it exists, or its text is a path, an ending or "-".
bool namesFile(const std::string& text, const TableOptions& options) {
    std::error_code ignored;
    if (text == "-" || text.find('/') != std::string::npos || !options.format.empty()) return true;
    return table::formatOf(text, {}).has_value() || std::filesystem::is_regular_file(text, ignored);
}

Result<Outcome> importFiles(Session& session, const ImportArguments& arguments) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    data::DatasetService::Import request;
    request.name = arguments.name;
    for (const auto& uri : arguments.files) {
        SLIPWAY_ASSIGN(auto file, localFile(uri));
        request.files.push_back(std::move(file));
    }
    SLIPWAY_ASSIGN(request.options, arguments.table.read());
    request.notes = arguments.notes;
    request.sourceLabel = arguments.source;
    request.stripLabelDots = arguments.stripLabelDots;
    SLIPWAY_ASSIGN(const auto imported, workspace->datasets().import(actor, request, session.progress()));
    auto json = toJson(imported.version);
    json["skipped"] = toJson(imported.skipped);
    return Outcome{std::move(json),
        oneLine(imported.version) + "\n" + skippedText(imported.version.skippedRows, imported.skipped), 0};
}

Result<Outcome> listDatasets(Session& session) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto datasets, workspace->datasets().list());
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& version : datasets) {
        json.push_back(toJson(version));
        rows.push_back({version.dataset, std::to_string(version.version), withThousands(version.rows),
            std::to_string(version.columns.size()), toIso8601(version.createdAt), version.createdBy,
            forMessage(version.source, 60)});
    }
    return Outcome{std::move(json),
        rows.empty() ? "No datasets yet. `slipway data import NAME FILE` makes one."
                     : textTable({"name", "version", "rows", "columns", "created", "by", "source"}, rows),
        0};
}

Result<Outcome> showDataset(Session& session, const std::string& reference) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    auto& datasets = workspace->datasets();
    SLIPWAY_ASSIGN(const auto version, datasets.find(reference));
    SLIPWAY_ASSIGN(const auto skipped, datasets.skippedRows(version));
    SLIPWAY_ASSIGN(const auto counts, datasets.filterCounts(version));
    SLIPWAY_ASSIGN(const auto versions, datasets.versions(version.dataset));
    auto json = toJson(version);
    json["skipped"] = toJson(skipped);
    json["filters"] = toJson(counts);
    json["versions"] = Json::array();
    for (const auto& each : versions)
        json["versions"].push_back({{"version", each.version}, {"rows", each.rows}, {"hash", each.hash},
            {"source", each.source}, {"created", toIso8601(each.createdAt)}, {"created_by", each.createdBy}});
    std::vector<std::vector<std::string>> rows;
    for (const auto& column : version.columns)
        rows.push_back({forMessage(column.name, 40), column.type, column.sensitive ? "sensitive" : ""});
    auto text = fmt::format("{}\nfrom {}, made by {} at {}\nfile {}\nversion {} of {}\n\n", oneLine(version),
        forMessage(version.source, 200), version.createdBy, toIso8601(version.createdAt), version.file.string(),
        version.version, versions.size());
    text += textTable({"column", "type", ""}, rows);
    if (!counts.empty()) text += "\n" + countsTable(counts);
    if (version.skippedRows > 0) text += "\n" + skippedText(version.skippedRows, skipped);
    return Outcome{std::move(json), std::move(text), 0};
}

Result<data::Profile> profileOf(Session& session, const std::string& target, const TableOptions& options) {
    if (!namesFile(target, options)) {
        SLIPWAY_ASSIGN(auto* workspace, session.workspace());
        SLIPWAY_ASSIGN(const auto version, workspace->datasets().find(target));
        return workspace->datasets().profile(version, session.progress());
    }
    SLIPWAY_ASSIGN(const auto reading, options.read());
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    SubProgress loading(session.progress(), 0, 0.5), profiling(session.progress(), 0.5, 1);
    SLIPWAY_TRY(loadPlainTable(connection, target, reading, "profiled", loading));
    return data::profileTable(connection, "profiled", profiling);
}

Result<Outcome> scan(Session& session, const std::string& target, const TableOptions& options) {
    SLIPWAY_ASSIGN(const auto profile, profileOf(session, target, options));
    Json columns = Json::object();
    std::vector<std::vector<std::string>> rows;
    for (const auto& column : profile.columns)
        for (const auto& found : column.pii) {
            columns[column.name].push_back({{"kind", found.kind}, {"share", found.share}});
            rows.push_back({forMessage(column.name, 40), found.kind, fmt::format("{:.2f}%", found.share * 100)});
        }
    const std::string limits =
        "Names of people and places are not looked for; at most 10,000 distinct values of a column are.";
    return Outcome{{{"rows", profile.rows}, {"columns", std::move(columns)}, {"note", limits}},
        (rows.empty() ? "No personal data was found.\n" : textTable({"column", "kind", "share of values"}, rows)) +
            limits,
        0};
}

/// "name: condition"; the first colon parts them.
Result<data::FilterRule> parsedRule(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos || trimmed(text.substr(0, colon)).empty())
        return fail(ErrorCode::InvalidArgument, fmt::format("the rule '{}' has no name", forMessage(text)),
            "Write --rule \"adults: age > 17\"");
    return data::FilterRule{std::string(trimmed(std::string_view(text).substr(0, colon))),
        std::string(trimmed(std::string_view(text).substr(colon + 1)))};
}

Result<Outcome> filter(Session& session, const FilterArguments& arguments) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    std::vector<data::FilterRule> rules;
    for (const auto& text : arguments.rules) {
        SLIPWAY_ASSIGN(auto rule, parsedRule(text));
        rules.push_back(std::move(rule));
    }
    auto& datasets = workspace->datasets();
    SLIPWAY_ASSIGN(const auto from, datasets.find(arguments.reference));
    SLIPWAY_ASSIGN(const auto filtered, datasets.filter(actor, from, rules, arguments.target, session.progress()));
    auto json = toJson(filtered.version);
    json["from"] = from.reference();
    json["filters"] = toJson(filtered.counts);
    return Outcome{std::move(json), oneLine(filtered.version) + "\n" + countsTable(filtered.counts), 0};
}

Result<Outcome> dropped(Session& session, const std::string& reference, std::int64_t row) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto version, workspace->datasets().find(reference));
    SLIPWAY_ASSIGN(const auto found, workspace->datasets().droppedBy(version, row));
    Json json = {{"row", row}, {"dropped", found.has_value()}};
    if (!found) return Outcome{std::move(json), fmt::format("Row {} was kept.", row), 0};
    json["rule"] = found->rule;
    json["keep"] = found->keep;
    return Outcome{
        std::move(json), fmt::format("Row {} was dropped by {}: {} is not true.", row, found->rule, found->keep), 0};
}

Result<Outcome> query(Session& session, const std::string& sql, std::size_t limit) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto answer, workspace->datasets().query(sql, limit, session.progress()));
    Json columns = Json::array();
    for (const auto& column : answer.table.columns)
        columns.push_back({{"name", column.name}, {"type", std::string(table::name(column.type))}});
    auto text = cellsText(answer.table);
    if (answer.truncated)
        text += fmt::format("… only the first {}; --limit shows more\n", counted(static_cast<long long>(limit), "row"));
    return Outcome{
        {{"columns", std::move(columns)}, {"rows", cellsJson(answer.table)}, {"truncated", answer.truncated}},
        std::move(text), 0};
}

struct ExportArguments {
    std::string reference, target;
    bool overwrite = false;
    TableOptions table;
};

Result<Outcome> exportDataset(Session& session, const ExportArguments& arguments) {
    const auto& target = arguments.target;
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto version, workspace->datasets().find(arguments.reference));
    if (target != "-") {
        std::error_code ignored;
        if (!arguments.overwrite && std::filesystem::is_regular_file(target, ignored))
            return fail(ErrorCode::AlreadyExists, fmt::format("{} is there already", forMessage(target, 300)),
                "Choose another name, or replace it with --force");
        SLIPWAY_TRY(workspace->datasets().exportTo(version, target, session.progress()));
        return Outcome{{{"file", target}, {"rows", version.rows}},
            fmt::format("{} in {}", counted(version.rows, "row"), target), 0};
    }
    SLIPWAY_ASSIGN(const auto folder, TemporaryFolder::create());
    const auto& format = arguments.table.format;
    const auto file = folder.path() / ("export." + (format.empty() ? std::string("csv") : format));
    SLIPWAY_TRY(workspace->datasets().exportTo(version, file, session.progress()));
    copyToOutput(file);
    return Outcome{{}, {}, kAlreadyPrinted};
}

void addReading(Commands& commands) {
    const auto imported = std::make_shared<ImportArguments>();
    auto& import = commands.verb("data", "import", "Stores files as a new version of a dataset",
        "slipway data import census adult.csv --no-header --columns age,job --null '?' --trim",
        [imported](Session& session) { return importFiles(session, *imported); });
    import.add_option("name", imported->name, "Dataset")->required();
    import.add_option("uri", imported->files, "Files with the same columns, in this order; - is standard input")
        ->required();
    import.add_option("--notes", imported->notes, "What people should know about it");
    import.add_option("--source", imported->source, "Where it comes from, shown instead of the path");
    import.add_flag(
        "--strip-label-dots", imported->stripLabelDots, "Drop one dot at the end of the last column's texts");
    imported->table.addTo(import);

    commands.verb("data", "list", "Newest version of every dataset", "slipway data list", listDatasets);

    const auto shown = std::make_shared<std::string>();
    commands
        .verb("data", "show", "Columns, versions, filters and left-out lines of a dataset",
            "slipway data show census:2", [shown](Session& session) { return showDataset(session, *shown); })
        .add_option("dataset", *shown, "NAME or NAME:VERSION")
        ->required();
}

void addLooking(Commands& commands) {
    struct Looked {
        std::string target;
        TableOptions table;
    };
    const auto profiled = std::make_shared<Looked>(), scanned = std::make_shared<Looked>();
    auto& profile = commands.verb("data", "profile", "What each column of a dataset or a plain file looks like",
        "slipway data profile census.csv --json", [profiled](Session& session) -> Result<Outcome> {
            SLIPWAY_ASSIGN(const auto found, profileOf(session, profiled->target, profiled->table));
            return Outcome{data::toJson(found), profileTable(found), 0};
        });
    profile.add_option("target", profiled->target, "Dataset or file; - is standard input")->required();
    profiled->table.addTo(profile);
    auto& scanning = commands.verb("data", "scan", "Finds columns that hold personal data", "slipway data scan census",
        [scanned](Session& session) { return scan(session, scanned->target, scanned->table); });
    scanning.add_option("target", scanned->target, "Dataset or file; - is standard input")->required();
    scanned->table.addTo(scanning);

    struct Asked {
        std::string text;
        std::size_t limit = 1000;
        std::int64_t row = 0;
    };
    const auto asked = std::make_shared<Asked>(), lost = std::make_shared<Asked>();
    auto& querying = commands.verb("data", "query", "One SELECT over datasets by name",
        "slipway data query 'SELECT sex, count(*) FROM census GROUP BY sex'",
        [asked](Session& session) { return query(session, asked->text, asked->limit); });
    querying.add_option("sql", asked->text, "SQL; name a version as \"census:2\"")->required();
    querying.add_option("--limit", asked->limit, "Most rows to show")
        ->check(CLI::Range(std::size_t(1), std::size_t(1000000)));
    auto& dropping = commands.verb("data", "dropped", "Which rule dropped a row", "slipway data dropped census:2 28",
        [lost](Session& session) { return dropped(session, lost->text, lost->row); });
    dropping.add_option("dataset", lost->text, "Filtered version")->required();
    dropping.add_option("row", lost->row, "Row of the version that was filtered, from 1")->required();
}

void addChanging(Commands& commands) {
    const auto filtered = std::make_shared<FilterArguments>();
    auto& filtering = commands.verb("data", "filter", "Drops rows by named rules and counts them",
        "slipway data filter census --rule 'known-job: workclass IS NOT NULL'",
        [filtered](Session& session) { return filter(session, *filtered); });
    filtering.add_option("dataset", filtered->reference, "NAME or NAME:VERSION")->required();
    filtering.add_option("--rule", filtered->rules, "NAME: condition that rows to keep meet; may repeat")
        ->required()
        ->allow_extra_args(false)
        ->check(checkedBy(parsedRule));
    filtering.add_option("--to", filtered->target, "Dataset that gets the new version; the same one when absent");

    const auto exported = std::make_shared<ExportArguments>();
    auto& exporting =
        commands.verb("data", "export", "Writes a dataset to a file", "slipway data export census:2 census.csv",
            [exported](Session& session) { return exportDataset(session, *exported); });
    exporting.add_option("dataset", exported->reference, "NAME or NAME:VERSION")->required();
    exporting.add_option("file", exported->target, "File; - is standard output")->required();
    exporting.add_flag("--force,--overwrite", exported->overwrite, "Replace the file when there is one");
    exported->table.addFormatTo(exporting, "csv, tsv, parquet, json or jsonl for standard output");
}

} // namespace

void addDataCommands(Commands& commands) {
    commands.noun("data", "Datasets and their versions");
    addReading(commands);
    addLooking(commands);
    addChanging(commands);
}

} // namespace slipway::cli
