#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/table/engine.h"

namespace slipway::table {

enum class FileFormat { Csv, Tsv, Parquet, Json, JsonLines };

/// How to read a plain file: the CSV options of the command line.
struct ReadOptions {
    std::optional<FileFormat> format; ///< from the name when absent (.csv .tsv .parquet .json .jsonl .ndjson, also .gz)
    bool header = true;
    std::vector<std::string> columns;    ///< names in order, when there is no header
    std::vector<std::string> nullTokens; ///< besides the empty field
    char delimiter = '\0';               ///< '\0': comma, or tab for TSV
    bool trimBlanks = false; ///< drop blanks around each field (", State-gov" in the published census files)
};

/// A line of the file that could not be read.
struct BadRow {
    std::uint64_t line = 0; ///< 1-based line in the file
    std::string field;      ///< column name, or ""
    std::string reason;
};

struct LoadedFile {
    std::uint64_t rows = 0;
    std::uint64_t badRows = 0;
    std::vector<BadRow> firstBad; ///< at most 100
    std::vector<Column> columns;
};

/// Reads a file of any supported format into the new temporary table `table` of `connection`, in file order. For CSV
/// and TSV: types follow stats-contract section 1 over *all* rows (only empty and null tokens are null; `1.0` is real,
/// `1` integer; inf/nan any case are numbers), ragged rows and rows with bad UTF-8 are left out and reported, good rows
/// stay. Wrong path, folder, empty file, truncated Parquet: an error that says which.
/// `rowNumberColumn` non-empty adds a 0-based row number of that name as first column.
Result<LoadedFile> loadFile(Connection& connection, const std::filesystem::path& path, const ReadOptions& options,
    std::string_view table, Progress& progress, std::string_view rowNumberColumn = {});

Result<FileFormat> formatOf(const std::filesystem::path& path, const ReadOptions& options);

/// Writes `selectSql` to a file (format by name), to a temporary name first, then renamed.
Status writeFile(Connection& connection, std::string_view selectSql, const std::filesystem::path& path,
    std::optional<FileFormat> format = {});

} // namespace slipway::table
