#pragma once

#include <string_view>

#include "core/base/json_fwd.h"
#include "core/base/progress.h"
#include "core/base/result.h"

namespace slipway {

/// parseJson() for files that take their time: Cancelled soon after the progress was.
Result<Json> parseJson(std::string_view text, std::string_view what, const Progress& progress);

} // namespace slipway
