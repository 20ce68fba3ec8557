#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/track/run.h"

namespace slipway::workspace {
class Workspace;
}

namespace slipway::ui {

/// Files that a run's page shows: its own artifacts, and below "logged models" those of the models that it logged,
/// which MLflow's newer clients keep beside the run: "logged models/NAME m-ID/…".
Result<std::vector<track::ArtifactInfo>> listRunFiles(
    workspace::Workspace& workspace, const std::string& run, const std::string& folder);

/// A file or folder of these on disk; never outside, not behind a link. NotFound.
Result<std::filesystem::path> runFile(workspace::Workspace& workspace, const std::string& run, const std::string& path);

} // namespace slipway::ui
