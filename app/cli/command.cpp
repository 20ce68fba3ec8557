#include "app/cli/command.h"

#include <algorithm>
#include <cctype>

#include "app/cli/usage.h"
#include "core/base/text.h"

namespace slipway::cli {

Result<workspace::Workspace*> Session::workspace() {
    if (!m_workspace) {
        SLIPWAY_ASSIGN(m_workspace, workspace::Workspace::open(folder()));
    }
    return m_workspace.get();
}

Result<access::Actor> Session::actor() {
    SLIPWAY_ASSIGN(const auto* opened, workspace());
    return opened->actor(person);
}

std::filesystem::path Session::folder() const {
    return workspace::defaultFolder(workspaceFolder);
}

namespace {

CLI::App* findNoun(CLI::App& app, const std::string& name) {
    const auto found = app.get_subcommands([&](CLI::App* sub) { return sub->get_name() == name; });
    return found.empty() ? nullptr : found.front();
}

} // namespace

CLI::App& Commands::noun(const std::string& name, const std::string& help) {
    if (auto* known = findNoun(m_app, name)) return *known;
    auto* added = m_app.add_subcommand(name, help);
    added->require_subcommand(1);
    return *added;
}

CLI::App& Commands::verb(const std::string& nounName, const std::string& name, const std::string& help,
    const std::string& example, Body body) {
    auto* owner = findNoun(m_app, nounName);
    if (!owner) owner = &noun(nounName, "");
    auto* added = owner->add_subcommand(name, help);
    if (!example.empty()) added->footer("Example: " + example);
    m_bodies.emplace_back(added, std::move(body));
    return *added;
}

CLI::App& Commands::single(const std::string& name, const std::string& help, const std::string& example, Body body) {
    auto* added = m_app.add_subcommand(name, help);
    if (!example.empty()) added->footer("Example: " + example);
    m_bodies.emplace_back(added, std::move(body));
    return *added;
}

const Body* Commands::chosen() const {
    // A noun may be a command of its own and hold verbs; verbs are registered later, so the last match is the deepest.
    for (auto it = m_bodies.rbegin(); it != m_bodies.rend(); ++it)
        if (it->first->parsed()) return &it->second;
    return nullptr;
}

namespace {

/// A usage error when read() refuses the option's value.
auto readable(std::string TableOptions::* option) {
    return checkedBy([option](const std::string& text) {
        TableOptions tried;
        tried.*option = text.empty() ? "nothing" : text;
        return tried.read();
    });
}

} // namespace

void TableOptions::addFormatTo(CLI::App& verb, const std::string& help) {
    verb.add_option("--format", format, help)->check(readable(&TableOptions::format));
}

void TableOptions::addTo(CLI::App& verb) {
    verb.add_flag("--no-header", noHeader, "The first line is data");
    verb.add_option("--columns", columns, "Column names, a,b,c, for a file without header line");
    verb.add_option("--null", nullTokens, "Text that means missing; may repeat")->allow_extra_args(false);
    verb.add_option("--delimiter", delimiter, "Field separator, one character")
        ->check(readable(&TableOptions::delimiter));
    addFormatTo(verb, "csv, tsv, parquet, json or jsonl, when the name does not tell");
    verb.add_flag("--trim", trim, "Drop blanks around each field");
}

Result<table::ReadOptions> TableOptions::read() const {
    table::ReadOptions options;
    options.header = !noHeader;
    options.trimBlanks = trim;
    options.nullTokens = nullTokens;
    if (!columns.empty())
        for (const auto& part : split(columns, ',')) options.columns.emplace_back(trimmed(part));
    if (delimiter == "\\t")
        options.delimiter = '\t';
    else if (delimiter.size() == 1)
        options.delimiter = delimiter[0];
    else if (!delimiter.empty())
        return fail(ErrorCode::InvalidArgument, "--delimiter takes one character", "Write \\t for a tab");
    if (format == "csv")
        options.format = table::FileFormat::Csv;
    else if (format == "tsv")
        options.format = table::FileFormat::Tsv;
    else if (format == "parquet")
        options.format = table::FileFormat::Parquet;
    else if (format == "json")
        options.format = table::FileFormat::Json;
    else if (format == "jsonl")
        options.format = table::FileFormat::JsonLines;
    else if (!format.empty())
        return fail(ErrorCode::InvalidArgument, "unknown format '" + forMessage(format) + "'",
            "Use csv, tsv, parquet, json or jsonl");
    return options;
}

namespace {

/// Code points, which is columns enough for names and figures.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool looksNumeric(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return std::isdigit(c) || c == '.' || c == ',' || c == '-' || c == '+' || c == '%' || c == 'e';
    });
}

} // namespace

std::string textTable(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    std::vector<bool> right;
    for (std::size_t c = 0; c < header.size(); ++c) {
        widths.push_back(width(header[c]));
        right.push_back(!rows.empty());
        for (const auto& row : rows) {
            widths[c] = std::max(widths[c], width(row[c]));
            if (!row[c].empty() && !looksNumeric(row[c])) right[c] = false;
        }
    }
    std::string text;
    const auto addRow = [&](const std::vector<std::string>& row) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string gap(widths[c] - width(row[c]), ' ');
            line += right[c] ? gap + row[c] : row[c] + gap;
            line += "  ";
        }
        while (!line.empty() && line.back() == ' ') line.pop_back();
        text += line + "\n";
    };
    addRow(header);
    for (const auto& row : rows) addRow(row);
    return text;
}

} // namespace slipway::cli
