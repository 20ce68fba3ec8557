#pragma once

#include "core/table/file_source.h"

namespace slipway::table {

/// The CSV and TSV part of loadFile(): one pass decides the types, a second one fills the table.
Result<LoadedFile> loadCsv(Connection& connection, const std::filesystem::path& path, const ReadOptions& options,
    char delimiter, std::string_view table, Progress& progress, std::string_view rowNumberColumn);

/// Names made different from each other without regard to case, empty ones filled: "a", "A" -> "a", "A_2".
std::vector<std::string> distinctNames(std::vector<std::string> names);

} // namespace slipway::table
