#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/track/transfer/merge_rule.h"
#include "core/track/transfer/problems.h"

namespace slipway {
class Ledger;
}

namespace slipway::track::transfer {

struct ImportOptions {
    std::string format = "auto"; ///< or one of formats()
    std::string experiment;      ///< "": as the source says
    bool artifacts = true;       ///< copy files, too
    /// More folders from which files may be taken that the source only refers to. Without them nothing outside the
    /// source's own folder is read.
    std::vector<std::filesystem::path> artifactRoots;
};

struct ImportReport {
    std::string format;
    std::int64_t experimentsAdded = 0;
    std::int64_t runs = 0, runsAdded = 0, runsChanged = 0; ///< runs: all that were read
    std::int64_t points = 0, pointsAdded = 0;
    std::int64_t models = 0, modelsAdded = 0;
    std::int64_t files = 0, filesAdded = 0, bytesAdded = 0;
    Conflicts conflicts;
    Problems problems;
};

/// "mlruns", "mlflow-db", "tensorboard", "wandb"
const std::vector<std::string>& formats();

/// What `path` is; BadData when it is none of them.
Result<std::string> formatOf(const std::filesystem::path& path);

/// Merges the runs of another tracker's folder or database into the workspace at `root`, by the rule of merge_rule.h:
/// importing again, or in another order, changes nothing. Wants the permission to train. A run comes whole or not at
/// all (one of many millions of points in parts of some seconds); after a cancel those that came stay, and importing
/// again goes on. Records that cannot be read are problems in the report, and what is around them is kept. BadData when
/// there is nothing to import.
Result<ImportReport> importRuns(Ledger& ledger, const std::filesystem::path& root, const access::Actor& actor,
    const std::filesystem::path& path, const ImportOptions& options, Progress& progress);

struct ExportReport {
    std::int64_t experiments = 0, runs = 0, points = 0, models = 0, files = 0, bytes = 0;
    Problems problems;
};

/// Writes runs (by their ids) as an `mlruns` folder that MLflow reads. `folder` must not exist or be empty; it is there
/// completely or not at all.
Result<ExportReport> exportRuns(Ledger& ledger, const std::filesystem::path& root, const std::vector<std::string>& runs,
    const std::filesystem::path& folder, Progress& progress);

} // namespace slipway::track::transfer
