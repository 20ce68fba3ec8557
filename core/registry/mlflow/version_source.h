#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace slipway::registry {
class RegistryService;
}

namespace slipway::registry::mlflow {

struct VersionSource {
    std::string location; ///< the storage that the source means
    std::string runId;    ///< the given one, else the logged model's
};

/// What the `source` of a new version means: "models:/m-ID" a logged model's place, "models:/NAME/VERSION" another
/// version's, "runs:/RUN/PATH" a run's artifacts, other URIs themselves. A path on this machine is taken only inside
/// the artifacts of the run or logged model, and ".." nowhere, however it is encoded: InvalidArgument. NotFound for
/// models that are not there.
Result<VersionSource> resolveSource(
    RegistryService& registry, std::string_view source, std::string_view runId, std::string_view modelId);

} // namespace slipway::registry::mlflow
