#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"

namespace slipway::deploy {

/// One row that an endpoint predicted on: a request of n rows gives n of them.
struct CapturedRow {
    Timestamp time = 0;
    std::string variant;                 ///< "census-income:2"
    std::vector<std::string> inputCells; ///< as text in the order of the inputs; "" for null
    double score = 0;                    ///< NaN when the answer held none
    std::string label;
};

/// What a reader met. A line that was torn by a crash or that is not a capture is counted and left out.
struct CaptureCount {
    std::int64_t rows = 0, lines = 0, skippedLines = 0;
};

/// Rows with from <= time < to below `folder` (DeployService::captureFolder), file by file, in time order within one
/// file; stops at the visitor's error. `columns` gives the order of cells for requests that sent objects instead of
/// lists; without it such rows keep the order in which they came. A folder that does not exist holds no rows.
Result<CaptureCount> visitCaptured(const std::filesystem::path& folder, Timestamp from, Timestamp to,
    const std::vector<std::string>& columns, const std::function<Status(CapturedRow&)>& visitor);

struct CapturedRows {
    std::vector<CapturedRow> rows; ///< by time
    CaptureCount count;
};
/// The same, all at once.
Result<CapturedRows> readCaptured(
    const std::filesystem::path& folder, Timestamp from, Timestamp to, const std::vector<std::string>& columns = {});

} // namespace slipway::deploy
