#include <system_error>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/table/file_source.h"

namespace slipway::table {

namespace fs = std::filesystem;

namespace {

std::string copyOptions(FileFormat format) {
    switch (format) {
    case FileFormat::Csv:
        return "FORMAT csv, HEADER";
    case FileFormat::Tsv:
        return "FORMAT csv, HEADER, DELIMITER '\t'";
    case FileFormat::Parquet:
        return "FORMAT parquet, COMPRESSION zstd";
    case FileFormat::Json:
        return "FORMAT json, ARRAY true";
    case FileFormat::JsonLines:
        return "FORMAT json";
    }
    return {};
}

/// The engine names the file that it writes to; people know the one that they asked for.
Status about(const fs::path& wanted, const fs::path& temporary, Status written) {
    if (written) return written;
    auto error = written.error();
    const auto name = temporary.filename().string();
    const auto at = error.message.find(name);
    if (at == std::string::npos) return written; // the SELECT is wrong, not the file
    error.message.replace(at, name.size(), wanted.filename().string());
    if (error.hint.empty() || error.code == ErrorCode::NotFound)
        error.hint = "Choose a folder that exists and that you may write to";
    return std::unexpected(std::move(error));
}

} // namespace

Status writeFile(
    Connection& connection, std::string_view selectSql, const fs::path& path, std::optional<FileFormat> format) {
    ReadOptions named;
    named.format = format;
    SLIPWAY_ASSIGN(const auto chosen, formatOf(path, named));
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return fail(ErrorCode::InvalidArgument, path.string() + " is a folder", "Give a file");
    const auto temporary = path.parent_path() / fmt::format(".{}.tmp-{}", path.filename().string(), newShortId());
    const bool zipped = path.extension() == ".gz" && chosen != FileFormat::Parquet;
    const auto written = connection.exec(fmt::format("COPY (\n{}\n) TO {} ({}{})", selectSql,
        quoteText(temporary.string()), copyOptions(chosen), zipped ? ", COMPRESSION gzip" : ""));
    const auto done = written ? publishFile(temporary, path) : about(path, temporary, written);
    if (!done) fs::remove(temporary, ignored);
    return done;
}

} // namespace slipway::table
