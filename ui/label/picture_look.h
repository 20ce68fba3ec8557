#pragma once

namespace slipway::ui {

/// How pictures are shown and what helps to draw on them.
struct PictureLook {
    double brightness = 0, contrast = 0; ///< -1 … 1; 0 as the file has it
    bool crosshair = true, snapping = false;
    /// The values on the screen are those of the file.
    bool isPlain() const { return brightness == 0 && contrast == 0; }
    bool operator==(const PictureLook&) const = default;
};

} // namespace slipway::ui
