#pragma once

#include <cstdint>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/media/image.h"

namespace slipway::media {

/// Pixels that were found to belong together: a rectangle of the picture and one byte a pixel of it, 0 or 255. As small
/// as what is on; 0 × 0 when nothing is.
struct Segment {
    int left = 0, top = 0, width = 0, height = 0;
    std::vector<std::uint8_t> mask;
    bool contains(int x, int y) const; ///< in pixels of the picture
};

struct WandOptions {
    int tolerance = 24;    ///< how far red, green and blue may each differ from the pixel that was clicked, 0 … 255
    bool connected = true; ///< only what hangs together with that pixel; else all of the picture
};

/// The magic wand: pixels of nearly the colour at (x, y). InvalidArgument outside the picture, over 2^26 pixels, or
/// with a tolerance out of range.
Result<Segment> selectSimilar(const Pixels& picture, int x, int y, const WandOptions& options = {});

/// Whole pixels: left and top inside, width and height of them.
struct PixelBox {
    int left = 0, top = 0, width = 0, height = 0;
};

struct CutOutOptions {
    int rounds = 5; ///< 1 … 50
    /// Larger surroundings are looked at smaller, so that the time does not grow with the picture.
    int mostPixels = 120'000;
};

/// GrabCut: the thing inside a box that was drawn around it, by colours that differ from those around the box. The part
/// of the box that lies outside the picture does not count; InvalidArgument when less than 4 × 4 pixels remain. Empty
/// when nothing stands out. The same box gives the same answer. Cancelled between rounds.
Result<Segment> cutOut(
    const Pixels& picture, const PixelBox& box, Progress& progress, const CutOutOptions& options = {});

} // namespace slipway::media
