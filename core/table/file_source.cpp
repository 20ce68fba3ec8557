#include "core/table/file_source.h"

#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/table/csv_loader.h"
#include "core/table/json_lines.h"
#include "core/table/text_input.h"

namespace slipway::table {

namespace fs = std::filesystem;

namespace {

/// Standard input as a file: every reader here wants to read twice or to seek.
Result<fs::path> spoolStandardInput(const fs::path& folder, Progress& progress) {
    const auto path = folder / "standard-input";
    std::ofstream out(path, std::ios::binary);
    std::string block(1u << 20, '\0');
    for (;;) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "reading standard input was cancelled");
        const auto got = ::read(STDIN_FILENO, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failFromErrno(errno, "read standard input");
        if (got == 0) break;
        if (!out.write(block.data(), got)) return failFromErrno(errno, "write a temporary file");
    }
    out.close();
    if (!out) return failFromErrno(errno, "write a temporary file");
    if (fs::file_size(path) == 0) return fail(ErrorCode::BadData, "standard input is empty", "Pipe a table into it");
    return path;
}

bool hasMagic(std::ifstream& file) {
    char magic[4] = {};
    file.read(magic, 4);
    return file && std::string_view(magic, 4) == "PAR1";
}

bool beginsAsParquet(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return hasMagic(file);
}

bool endsAsParquet(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    file.seekg(-4, std::ios::end);
    return hasMagic(file);
}

Status checkContents(const fs::path& path, FileFormat format) {
    SLIPWAY_TRY(checkReadableFile(path));
    const bool parquet = beginsAsParquet(path);
    if (format != FileFormat::Parquet)
        return parquet ? Status(fail(ErrorCode::BadData, path.string() + " is a Parquet file",
                             "Say --format parquet or rename it"))
                       : Status();
    if (!parquet)
        return fail(
            ErrorCode::BadData, path.string() + " is not a Parquet file", "Say --format csv, tsv, json or jsonl");
    std::error_code ignored;
    if (fs::file_size(path, ignored) < 12 || !endsAsParquet(path))
        return fail(ErrorCode::BadData,
            path.string() + " is cut off: a Parquet file ends in its index, this one does not",
            "Fetch or write the file again");
    return {};
}

/// DuckDB takes * ? [ in a path for a pattern: such a file is read through a link with a plain name.
Result<fs::path> plainPath(const fs::path& path, const fs::path& folder) {
    if (path.string().find_first_of("*?[") == std::string::npos) return path;
    const auto link = folder / ("linked" + path.extension().string());
    std::error_code failed;
    fs::create_symlink(fs::absolute(path), link, failed);
    if (failed) return failFromErrno(failed.value(), "link " + path.string());
    return link;
}

Result<LoadedFile> loadWith(Connection& connection, const std::string& function, const fs::path& path,
    std::string_view table, Progress& progress, std::string_view rowNumberColumn, LoadedFile loaded) {
    const auto number = rowNumberColumn.empty()
                            ? std::string()
                            : fmt::format("row_number() OVER () - 1 AS {}, ", quoteIdentifier(rowNumberColumn));
    const auto name = quoteIdentifier(table);
    SLIPWAY_TRY(connection.query(fmt::format("CREATE TEMP TABLE {} AS SELECT {}* FROM {}", name, number,
                                     fmt::format(fmt::runtime(function), quoteText(path.string()))),
        {}, progress));
    SLIPWAY_ASSIGN(const auto counted, connection.query("SELECT count(*) FROM " + name));
    loaded.rows = static_cast<std::uint64_t>(std::get<std::int64_t>(counted.cells[0][0]));
    SLIPWAY_ASSIGN(auto shape, connection.query(fmt::format("SELECT * FROM {} LIMIT 0", name)));
    if (!rowNumberColumn.empty()) shape.columns.erase(shape.columns.begin());
    loaded.columns = std::move(shape.columns);
    return loaded;
}

constexpr const char* kReadJson = "read_json({}, format='array', sample_size=-1, maximum_object_size=268435456)";
constexpr const char* kReadJsonLines =
    "read_json({}, format='newline_delimited', sample_size=-1, maximum_object_size=33554432)";

Status unpack(const fs::path& from, const fs::path& to, Progress& progress) {
    SLIPWAY_ASSIGN(auto input, TextInput::open(from));
    std::ofstream out(to, std::ios::binary);
    std::string block(1u << 20, '\0');
    for (;;) {
        if (progress.cancelled())
            return fail(ErrorCode::Cancelled, "reading " + from.filename().string() + " was cancelled");
        SLIPWAY_ASSIGN(const auto got, input.read(block.data(), block.size()));
        if (got == 0) break;
        if (!out.write(block.data(), static_cast<std::streamsize>(got)))
            return failFromErrno(errno, "write a temporary file");
    }
    out.close();
    return out ? Status() : Status(failFromErrno(errno, "write a temporary file"));
}

Result<LoadedFile> loadJsonArray(Connection& connection, fs::path path, std::string_view table, Progress& progress,
    std::string_view rowNumberColumn, const fs::path& folder) {
    if (isGzip(path)) {
        const auto plain = folder / "array.json";
        SLIPWAY_TRY(unpack(path, plain, progress));
        path = plain;
    }
    SLIPWAY_TRY(checkJsonArray(path));
    return loadWith(connection, kReadJson, path, table, progress, rowNumberColumn, {});
}

Result<LoadedFile> loadJsonLines(Connection& connection, const fs::path& path, std::string_view table,
    Progress& progress, std::string_view rowNumberColumn, const fs::path& folder) {
    LoadedFile loaded;
    const auto good = folder / "lines.jsonl";
    SLIPWAY_TRY(copyGoodLines(path, good, loaded, progress));
    if (loaded.rows == 0)
        return fail(ErrorCode::BadData,
            loaded.badRows == 0 ? path.string() + " holds only blank lines"
                                : fmt::format("no line of {} can be read; line {}: {}", path.filename().string(),
                                      loaded.firstBad[0].line, loaded.firstBad[0].reason),
            "A JSON Lines file has one object a line; a JSON array is --format json");
    SubProgress half(progress, 0.5, 1);
    return loadWith(connection, kReadJsonLines, good, table, half, rowNumberColumn, std::move(loaded));
}

/// DuckDB names its own file and line; people know the file by the name that they gave.
Error inFile(Error error, const fs::path& path) {
    if (error.code == ErrorCode::Cancelled || error.code == ErrorCode::DiskFull) return error;
    if (error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::Internal) error.code = ErrorCode::BadData;
    if (error.message.find(path.filename().string()) == std::string::npos)
        error.message = fmt::format("{}: {}", path.string(), error.message);
    if (error.hint.empty() || error.code == ErrorCode::BadData)
        error.hint = "Check that the file is complete and of the format it says";
    return error;
}

Result<LoadedFile> load(Connection& connection, const fs::path& path, FileFormat format, const ReadOptions& options,
    std::string_view table, Progress& progress, std::string_view rowNumberColumn, const fs::path& folder) {
    SLIPWAY_TRY(checkContents(path, format));
    if (format == FileFormat::Csv || format == FileFormat::Tsv) {
        const char delimiter = options.delimiter != '\0' ? options.delimiter : format == FileFormat::Tsv ? '\t' : ',';
        if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || (delimiter & 0x80))
            return fail(ErrorCode::InvalidArgument,
                "the delimiter cannot be a quote, a line end or a special character",
                "Use a comma, semicolon, tab or bar");
        return loadCsv(connection, path, options, delimiter, table, progress, rowNumberColumn);
    }
    SLIPWAY_ASSIGN(const auto plain, plainPath(path, folder));
    auto loaded = format == FileFormat::Parquet
                      ? loadWith(connection, "read_parquet({})", plain, table, progress, rowNumberColumn, {})
                  : format == FileFormat::Json
                      ? loadJsonArray(connection, plain, table, progress, rowNumberColumn, folder)
                      : loadJsonLines(connection, plain, table, progress, rowNumberColumn, folder);
    if (!loaded) return std::unexpected(inFile(std::move(loaded.error()), path));
    return loaded;
}

} // namespace

Result<FileFormat> formatOf(const fs::path& path, const ReadOptions& options) {
    if (options.format) return *options.format;
    if (path == "-") return FileFormat::Csv;
    auto name = toLower(path.filename().string());
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    const auto dot = name.rfind('.');
    const auto extension = dot == std::string::npos ? "" : name.substr(dot + 1);
    static constexpr std::pair<std::string_view, FileFormat> known[] = {{"csv", FileFormat::Csv},
        {"tsv", FileFormat::Tsv}, {"tab", FileFormat::Tsv}, {"parquet", FileFormat::Parquet},
        {"pq", FileFormat::Parquet}, {"json", FileFormat::Json}, {"jsonl", FileFormat::JsonLines},
        {"ndjson", FileFormat::JsonLines}};
    for (const auto& [ending, format] : known)
        if (extension == ending) return format;
    return fail(ErrorCode::InvalidArgument,
        fmt::format("the name '{}' does not tell the file's format", forMessage(path.string())),
        "Say --format csv, tsv, parquet, json or jsonl");
}

Result<LoadedFile> loadFile(Connection& connection, const fs::path& path, const ReadOptions& options,
    std::string_view table, Progress& progress, std::string_view rowNumberColumn) {
    if (path != "-") SLIPWAY_TRY(checkReadableFile(path));
    SLIPWAY_ASSIGN(const auto format, formatOf(path, options));
    SLIPWAY_ASSIGN(const auto folder, TemporaryFolder::create());
    if (path != "-") return load(connection, path, format, options, table, progress, rowNumberColumn, folder.path());
    SLIPWAY_ASSIGN(const auto spooled, spoolStandardInput(folder.path(), progress));
    return load(connection, spooled, format, options, table, progress, rowNumberColumn, folder.path());
}

} // namespace slipway::table
