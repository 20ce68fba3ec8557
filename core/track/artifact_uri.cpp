#include "core/track/artifact_uri.h"

#include <fmt/format.h>

namespace slipway::track {

const std::string_view kRunArtifactUriSql =
    "((SELECT CASE WHEN x.artifact_location = '' THEN 'mlflow-artifacts:/' || x.id ELSE x.artifact_location END FROM "
    "experiment x WHERE x.id = r.experiment) || '/' || r.id || '/artifacts')";

std::string experimentUri(const Experiment& experiment) {
    if (!experiment.artifactLocation.empty()) return experiment.artifactLocation;
    return fmt::format("mlflow-artifacts:/{}", experiment.id);
}

std::string runArtifactUri(std::string_view experimentUri, std::string_view run) {
    return fmt::format("{}/{}/artifacts", experimentUri, run);
}

std::string modelArtifactUri(std::string_view experimentUri, std::string_view model) {
    return fmt::format("{}/models/{}/artifacts", experimentUri, model);
}

std::string traceArtifactUri(std::string_view experimentUri, std::string_view trace) {
    return fmt::format("{}/traces/{}/artifacts", experimentUri, trace);
}

} // namespace slipway::track
