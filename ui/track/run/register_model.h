#pragma once

#include <string>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/registry/model_version.h"

namespace slipway::workspace {
class Workspace;
}

namespace slipway::ui {

/// Registers what the run made as a new version of `model`: the bundle that Slipway trained, else the model that
/// MLflow's client logged last. FailedPrecondition when the run made neither.
Result<registry::ModelVersion> registerModelOf(
    workspace::Workspace& workspace, const access::Actor& actor, const std::string& model, const std::string& run);

} // namespace slipway::ui
