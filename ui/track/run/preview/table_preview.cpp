#include "ui/track/run/preview/table_preview.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <fstream>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/table/engine.h"
#include "core/table/file_source.h"
#include "ui/track/run/preview/preview.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestCell = 2000, kLongestHead = 1 << 20;
constexpr std::ptrdiff_t kMostColumns = 2000;

QString tr(const char* text) {
    return QCoreApplication::translate("Preview", text);
}

/// Columns in their own type where a cell can hold it, others as text; never more than fits on a screen.
std::string selectList(const std::vector<table::Column>& columns) {
    std::string list;
    for (std::size_t i = 0; i < std::min(columns.size(), PreviewLimits::kColumns); ++i) {
        const auto name = table::quoteIdentifier(columns[i].name);
        if (i > 0) list += ", ";
        if (columns[i].type == table::Type::Other || columns[i].type == table::Type::Text)
            list += "left(CAST(" + name + " AS VARCHAR), " + std::to_string(kLongestCell) + ") AS " + name;
        else
            list += name;
    }
    return list;
}

/// Names and types without a row.
Result<std::vector<table::Column>> describe(
    table::Connection& connection, const std::string& from, Progress& progress) {
    SLIPWAY_ASSIGN(const auto described, connection.query("DESCRIBE SELECT * FROM " + from, {}, progress));
    std::vector<table::Column> columns;
    for (std::size_t row = 0; row < described.rowCount(); ++row) {
        const auto type = table::toText(described.cells[1][row]);
        const bool plain = type == "BIGINT" || type == "INTEGER" || type == "DOUBLE" || type == "FLOAT" ||
                           type == "BOOLEAN" || type == "SMALLINT" || type == "TINYINT";
        columns.push_back(
            {table::toText(described.cells[0][row]), plain ? table::Type::Real : table::Type::Other, type});
    }
    return columns;
}

Result<TableRead> readFirst(table::Connection& connection, const std::string& from,
    const std::vector<table::Column>& columns, Progress& progress) {
    TableRead read;
    read.columns = static_cast<std::int64_t>(columns.size());
    SLIPWAY_ASSIGN(read.table, connection.query("SELECT " + selectList(columns) + " FROM " + from + " LIMIT " +
                                                    std::to_string(PreviewLimits::kRows),
                                   {}, progress));
    return read;
}

Result<TableRead> readParquet(const fs::path& file, Progress& progress) {
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    const auto from = "read_parquet(" + table::quoteText(file.string()) + ")";
    SLIPWAY_ASSIGN(const auto columns, describe(connection, from, progress));
    SLIPWAY_ASSIGN(auto read, readFirst(connection, from, columns, progress));
    SLIPWAY_ASSIGN(const auto counted, connection.query("SELECT count(*) FROM " + from, {}, progress));
    read.rows = static_cast<std::int64_t>(table::toDouble(counted.cells.at(0).at(0)));
    return read;
}

/// A copy of the beginning, up to the end of its last whole line.
Result<fs::path> beginningOf(const fs::path& file, const TemporaryFolder& folder) {
    std::string head(PreviewLimits::kTable / 4, '\0');
    std::ifstream source(file, std::ios::binary);
    source.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, source.gcount())));
    const auto end = head.rfind('\n');
    if (end == std::string::npos)
        return fail(ErrorCode::BadData, file.filename().string() + " has no end of line in its first megabytes", {});
    const auto copy = folder.path() / ("part" + file.extension().string());
    SLIPWAY_TRY(writeFileAtomically(copy, std::string_view(head).substr(0, end + 1)));
    return copy;
}

/// A line of a million commas would be a table of a million columns.
Status checkWidth(const fs::path& file) {
    std::string head(kLongestHead, '\0');
    std::ifstream source(file, std::ios::binary);
    source.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, source.gcount())));
    const auto line = std::string_view(head).substr(0, head.find('\n'));
    if (std::ranges::count(line, ',') + std::ranges::count(line, '\t') <= kMostColumns) return {};
    return fail(ErrorCode::InvalidArgument, file.filename().string() + " has more than 2,000 columns",
        "Open it with another program");
}

QString badRowsNote(const table::LoadedFile& loaded) {
    if (loaded.badRows == 0 || loaded.firstBad.empty()) return {};
    return tr("%1 rows could not be read, the first in line %2: %3")
        .arg(format::count(static_cast<std::int64_t>(loaded.badRows)),
            format::count(static_cast<std::int64_t>(loaded.firstBad.front().line)),
            format::text(loaded.firstBad.front().reason));
}

Result<TableRead> readCsv(const fs::path& file, std::int64_t bytes, Progress& progress) {
    SLIPWAY_TRY(checkWidth(file));
    const bool whole = bytes <= PreviewLimits::kTable;
    SLIPWAY_ASSIGN(const auto folder, TemporaryFolder::create("slipway-preview"));
    auto source = file;
    if (!whole) {
        SLIPWAY_ASSIGN(source, beginningOf(file, folder));
    }
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    constexpr std::string_view name = "preview";
    static_cast<void>(connection.exec("DROP TABLE IF EXISTS preview"));
    SLIPWAY_ASSIGN(const auto loaded, table::loadFile(connection, source, {}, name, progress));
    SLIPWAY_ASSIGN(auto read, readFirst(connection, std::string(name), loaded.columns, progress));
    if (whole) read.rows = static_cast<std::int64_t>(loaded.rows);
    read.note = badRowsNote(loaded);
    if (!whole && read.note.isEmpty())
        read.note = tr("Only the beginning of this file of %1 was read.").arg(format::bytes(bytes));
    return read;
}

void noteLimits(TableRead& read) {
    QStringList notes;
    if (!read.note.isEmpty()) notes << read.note;
    if (read.rows > static_cast<std::int64_t>(PreviewLimits::kRows))
        notes << tr("The first %1 rows are shown.").arg(format::count(PreviewLimits::kRows));
    if (read.columns > static_cast<std::int64_t>(PreviewLimits::kColumns))
        notes << tr("The first %1 columns are shown.").arg(format::count(PreviewLimits::kColumns));
    read.note = notes.join(' ');
}

table::Value valueOf(const Json& cell) {
    if (cell.is_null()) return {};
    if (cell.is_boolean()) return cell.get<bool>();
    if (cell.is_number_integer()) return cell.get<std::int64_t>();
    if (cell.is_number()) return cell.get<double>();
    auto text = cell.is_string()                                      ? cell.get<std::string>()
                : cell.is_object() && textOr(cell, "type") == "image" ? textOr(cell, "filepath")
                                                                      : dump(cell);
    if (text.size() > kLongestCell) text.resize(kLongestCell);
    return text;
}

} // namespace

Result<TableRead> readTable(const fs::path& file, std::int64_t bytes, Progress& progress) {
    auto read = file.extension() == ".parquet" ? readParquet(file, progress) : readCsv(file, bytes, progress);
    if (read) noteLimits(*read);
    return read;
}

std::optional<TableRead> splitTable(const Json& json) {
    if (!json.is_object() || !json.contains("columns") || !json.contains("data")) return {};
    const auto& columns = json["columns"];
    const auto& data = json["data"];
    if (!columns.is_array() || !data.is_array() || columns.empty()) return {};
    TableRead read;
    read.columns = static_cast<std::int64_t>(columns.size());
    read.rows = static_cast<std::int64_t>(data.size());
    const auto width = std::min(columns.size(), PreviewLimits::kColumns);
    for (std::size_t i = 0; i < width; ++i)
        read.table.columns.push_back(
            {columns[i].is_string() ? columns[i].get<std::string>() : dump(columns[i]), table::Type::Text, "JSON"});
    read.table.cells.resize(width);
    for (std::size_t row = 0; row < std::min(data.size(), PreviewLimits::kRows); ++row) {
        if (!data[row].is_array()) return {};
        for (std::size_t i = 0; i < width; ++i)
            read.table.cells[i].push_back(i < data[row].size() ? valueOf(data[row][i]) : table::Value());
    }
    noteLimits(read);
    return read;
}

} // namespace slipway::ui
