#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/table/engine.h"

namespace slipway::monitor {

/// Requests that an endpoint captured in [from, to).
struct CaptureWindow {
    std::filesystem::path folder;
    Timestamp from = 0, to = 0;
};

/// Puts the window's inputs into the new temporary table `table`, one column per name in `columns` (the order of the
/// model's inputs), each with the type it has in `typesOf`; a text that does not fit the type, "" and "?" are null.
/// Returns the number of rows.
Result<std::int64_t> loadCaptured(table::Connection& connection, const CaptureWindow& window,
    const std::vector<std::string>& columns, const std::string& typesOf, const std::string& table, Progress& progress);

Result<std::int64_t> countCaptured(const CaptureWindow& window);

} // namespace slipway::monitor
