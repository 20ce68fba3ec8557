#pragma once

#include <string_view>

namespace slipway::label {

/// The tables of labeling projects; run by the workspace's second migration.
extern const std::string_view kSchemaV2;
/// What people's agreement and labels without people keep; the third migration.
extern const std::string_view kSchemaV3;

} // namespace slipway::label
