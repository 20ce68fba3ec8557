#pragma once

#include <memory>

#include "core/pipeline/step.h"

namespace slipway::registry {

class RegistryService;

/// Pipeline step "model.register": parameters model, run. Outputs model, version, status, gate ("open" or "closed").
std::unique_ptr<pipeline::Step> registerStep(RegistryService& registry);

} // namespace slipway::registry
