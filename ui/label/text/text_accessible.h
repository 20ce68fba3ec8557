#pragma once

#include <string_view>

#include "core/label/gesture.h"

namespace slipway::ui {

class TextCanvas;

/// Makes text canvases tell assistive technology their text, caret and selection, and each span as a child with label,
/// place and words. Call before the first canvas; again does nothing.
void installTextAccessibility();

void tellTextChildren(TextCanvas* canvas, const label::Edit& edit);
/// The span became the selected one.
void focusTextChild(TextCanvas* canvas, std::string_view id);
/// Caret or selection moved.
void tellTextCaret(TextCanvas* canvas);

} // namespace slipway::ui
