#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/track/run.h"

namespace slipway::track {

// Where artifacts are, as MLflow's clients are told: "mlflow-artifacts:/EXPERIMENT/RUN/artifacts" for the workspace's
// own folder, else below the experiment's location.

std::string experimentUri(const Experiment& experiment);
std::string runArtifactUri(std::string_view experimentUri, std::string_view run);
std::string modelArtifactUri(std::string_view experimentUri, std::string_view model);
std::string traceArtifactUri(std::string_view experimentUri, std::string_view trace);

/// runArtifactUri() as an SQL expression over the row `r` of the table run.
extern const std::string_view kRunArtifactUriSql;

} // namespace slipway::track
