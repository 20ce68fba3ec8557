#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace slipway::label {

std::string toBase64(std::string_view bytes);
/// White space is skipped; BadData for anything else that is not base64.
Result<std::string> fromBase64(std::string_view text);

} // namespace slipway::label
