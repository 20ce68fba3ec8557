#pragma once

#include <string_view>

namespace slipway::track {

/// This domain's tables in schema version 1; run by the workspace's first migration.
extern const std::string_view kSchemaV1;
/// Version 4: what MLflow's clients keep beside runs and metrics.
extern const std::string_view kSchemaV4;
/// Version 5: indexes by key, heartbeats, sketches of long curves, saved views.
extern const std::string_view kSchemaV5;

} // namespace slipway::track
