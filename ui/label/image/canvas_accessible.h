#pragma once

#include <string_view>

#include "core/label/gesture.h"

namespace slipway::ui {

class ImageCanvas;

/// Makes canvases tell assistive technology about their regions: each one a child with label, kind, position and size.
/// Call before the first canvas; again does nothing.
void installCanvasAccessibility();

void tellCanvasChildren(ImageCanvas* canvas, const label::Edit& edit);
/// The region became the selected one.
void focusCanvasChild(ImageCanvas* canvas, std::string_view id);

} // namespace slipway::ui
