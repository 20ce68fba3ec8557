#pragma once

#include <filesystem>

#include "core/base/progress.h"
#include "core/table/file_source.h"

namespace slipway::table {

/// Ok when the whole file is one JSON array: DuckDB itself would take one that is cut off, and runs out of stack on one
/// that is nested without end.
Status checkJsonArray(const std::filesystem::path& path);

/// Copies the lines of `from` that hold one JSON object each to `to`; the others are counted into `loaded`.
Status copyGoodLines(
    const std::filesystem::path& from, const std::filesystem::path& to, LoadedFile& loaded, Progress& progress);

} // namespace slipway::table
