#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/net/http_message.h"
#include "core/track/artifact_path.h"
#include "core/track/run.h"

namespace slipway::track::mlflow {

/// The file as an attachment with its type, which browsers may not guess; 404 for what is missing or a folder.
net::Response fileReply(const ArtifactRoot::Place& place);

/// The file `path` below an artifact URI that this server keeps ("mlflow-artifacts:/…").
net::Response fileReply(const std::filesystem::path& workspace, std::string_view uri, std::string_view path);

/// Fills in {root_uri, files} with paths relative to the URI's folder. Artifacts that are kept elsewhere are none here.
Status listArtifacts(const std::filesystem::path& workspace, std::string_view uri, std::string_view path, Json& answer);

/// What stands directly in a place; nothing for what is no folder. Paths are base names.
Result<std::vector<ArtifactInfo>> listedIn(const ArtifactRoot::Place& place);
Json toJson(const ArtifactInfo& info);

/// As MLflow's server guesses it from the name: source and configuration are text/plain.
std::string_view contentType(std::string_view fileName);
std::string contentDisposition(std::string_view fileName);

} // namespace slipway::track::mlflow
