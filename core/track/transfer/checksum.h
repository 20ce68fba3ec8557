#pragma once

#include <cstdint>
#include <string_view>

namespace slipway::track::transfer {

std::uint32_t crc32c(std::string_view bytes); ///< Castagnoli's
/// As TFRecord stores it: turned and shifted, so that a checksum of checksums differs.
std::uint32_t maskedCrc32c(std::string_view bytes);

/// That of zlib, over both pieces.
std::uint32_t crc32(std::string_view first, std::string_view second);

} // namespace slipway::track::transfer
