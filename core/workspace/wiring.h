#pragma once

#include <string>

#include "core/event/rule_engine.h"
#include "core/pipeline/pipeline_service.h"

namespace slipway::workspace {

class Workspace;

/// The steps that pipelines of this workspace can use, and the actions that its rules can take. Called once when a
/// workspace opens; what is added borrows the workspace.
void addSteps(Workspace& workspace, pipeline::StepRegistry& steps);
void addActions(Workspace& workspace, event::ActionRegistry& actions);

} // namespace slipway::workspace
