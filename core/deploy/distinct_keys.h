#pragma once

#include <string_view>

#include "core/base/result.h"

namespace slipway::deploy {

/// Ok when no object of this valid JSON text has a key twice: which of the two is meant would be a guess. Else BadData
/// that names the key; `what` names the document.
Status checkDistinctKeys(std::string_view json, std::string_view what);

} // namespace slipway::deploy
