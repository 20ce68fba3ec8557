#pragma once

#include <string_view>

namespace slipway::lineage {

/// This domain's tables in schema version 1; run by the workspace's first migration.
extern const std::string_view kSchemaV1;

} // namespace slipway::lineage
