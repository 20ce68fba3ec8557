#pragma once

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/shape.h"

namespace slipway::label {

/// One member named after the kind: {"box":[left,top,width,height]}, {"polygon":[[outer,hole…]…]} with rings as flat
/// lists x,y,x,y…, {"mask":[left,top,width,height,"runs as COCO packs them, row by row"]} and so on.
Json toJson(const Shape& shape);
Json toJson(const FrameShape& shape);
Result<Shape> shapeFromJson(const Json& json);

} // namespace slipway::label
