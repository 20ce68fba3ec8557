#pragma once

#include <string_view>

namespace slipway {

/// "img2" before "img10": runs of digits compare as numbers, all else by bytes.
bool naturalLess(std::string_view a, std::string_view b);

} // namespace slipway
