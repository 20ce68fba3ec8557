#pragma once

#include "core/base/result.h"
#include "core/label/mask.h"
#include "ui/label/image/canvas_tool.h"
#include "ui/label/image/picture.h"

namespace slipway::ui {

/// Answers a tool's question from the picture's pixels: a flood fill from its seed, else GrabCut inside its box. In
/// pictures of more than 2^26 pixels a fill reaches 4,096 pixels in each direction. Slow: for threads.
Result<label::Mask> findMaskInPicture(const Picture& picture, const MaskQuestion& question);

} // namespace slipway::ui
