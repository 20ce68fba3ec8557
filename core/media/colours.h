#pragma once

#include <cstdint>

#include "core/media/image.h"
#include "core/media/vips_handle.h"

namespace slipway::media {

/// Factor and offset that bring values of 16 bits or floats to 0 … 255.
struct Scaling {
    double factor = 1, offset = 0;
};

/// Bands after toDisplay(): 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
int displayBands(VipsImage* image);

/// From the darkest and the brightest value of all colours; reads the whole image.
Result<Scaling> findScaling(VipsImage* image, const std::string& name);

/// 8-bit grey or sRGB, with alpha when there is one: `scaling` is for deep images. Nothing is computed before pixels
/// are asked for.
Result<ImageHandle> toDisplay(VipsImage* image, const Scaling& scaling, const std::string& name);

/// Turned and mirrored as the EXIF orientation says.
Result<ImageHandle> upright(VipsImage* image, int orientation, const std::string& name);

/// `count` pixels of a display image to RGBA.
void toRgba(const std::uint8_t* from, int bands, std::size_t count, std::uint8_t* to);

} // namespace slipway::media
