#pragma once

#include "core/base/json_fwd.h"
#include "core/registry/registered_model.h"

namespace slipway::registry::mlflow {

// Records as MLflow's protocol shows them: what is absent is left out. A version is READY at once, since clients wait
// for that.
Json toJson(const CatalogVersion& version);
Json toJson(const RegisteredModel& model);

} // namespace slipway::registry::mlflow
