#pragma once

#include "core/media/vips_handle.h"

namespace slipway::media {

/// The 8-bit display image `whole` at half its size, sides rounded up: means of four pixels, in which colours count as
/// much as they are seen where there is alpha. `whole` must outlive it; nothing is computed before pixels are asked
/// for.
Result<ImageHandle> halfSize(VipsImage* whole, const std::string& name);

} // namespace slipway::media
