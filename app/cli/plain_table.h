#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/cli/command.h"
#include "core/table/engine.h"
#include "core/table/file_source.h"

namespace slipway::cli {

/// Reads FILE, or standard input for "-", into the temporary table `table`. Rows that were left out are named on
/// standard error.
Result<table::LoadedFile> loadPlainTable(table::Connection& connection, const std::string& file,
    const table::ReadOptions& options, std::string_view table, Progress& progress);

/// The file's bytes on standard output; std::cout has failed afterwards when they could not all be written.
void copyToOutput(const std::filesystem::path& file);

/// Ok when `file` has the column; else an error with the name that was probably meant, or all of them.
Status checkColumn(const table::LoadedFile& loaded, const std::string& file, const std::string& column);

} // namespace slipway::cli
