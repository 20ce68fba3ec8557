#pragma once

#include <QString>
#include <filesystem>
#include <optional>

#include "core/base/json_fwd.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/table/value.h"

namespace slipway::ui {

/// The first rows and columns of a table.
struct TableRead {
    table::Table table;
    std::int64_t rows = -1;   ///< of the whole; -1: not known
    std::int64_t columns = 0; ///< of the whole
    QString note;             ///< what is left out
};

/// CSV, TSV or Parquet, by name; of a CSV of more than PreviewLimits::kTable bytes only the beginning is read.
Result<TableRead> readTable(const std::filesystem::path& file, std::int64_t bytes, Progress& progress);

/// A table that was logged by MLflow's clients: {"columns": […], "data": [[…], …]}; none for other JSON.
std::optional<TableRead> splitTable(const Json& json);

} // namespace slipway::ui
