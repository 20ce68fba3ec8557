#pragma once

#include <filesystem>
#include <string_view>

namespace slipway::media {

// Does the JPEG's last scan end (marker EOI behind the first SOS: ITU-T T.81, B.1.1)? libvips notices a file that is
// cut short on the thread that decodes, and now and then answers before it has heard of it.

bool hasJpegEnd(std::string_view bytes);
/// Reads the file piece by piece; false when it cannot be read.
bool hasJpegEnd(const std::filesystem::path& file);

} // namespace slipway::media
