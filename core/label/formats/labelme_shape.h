#pragma once

#include <optional>
#include <string>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/annotation.h"

namespace slipway::label::labelme {

/// An element of `shapes` as a region without id; BadData says what is wrong with it.
Result<Region> regionOf(const Json& shape);

/// The other way; `group` is the group_id.
Result<Json> shapeJson(const Region& region, std::optional<std::int64_t> group);

} // namespace slipway::label::labelme
