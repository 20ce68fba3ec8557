#pragma once

#include <string_view>

namespace slipway::registry {

/// This domain's tables in schema version 1; run by the workspace's first migration.
extern const std::string_view kSchemaV1;
/// What MLflow's clients keep in a registry; needs track::kSchemaV4. Part of the fourth migration.
extern const std::string_view kSchemaV4;

} // namespace slipway::registry
