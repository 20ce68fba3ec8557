#pragma once

#include "core/media/image.h"
#include "core/media/vips_handle.h"

namespace slipway::media {

/// All pixels of a display image (see toDisplay()), each written once, while the next rows are being decoded.
Result<Pixels> takePixels(VipsImage* image, const std::string& name);
Status drawPixels(VipsImage* image, const std::string& name, const PixelPlace& place);

} // namespace slipway::media
