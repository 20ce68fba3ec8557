#pragma once

#include <string_view>

#include "core/base/result.h"

namespace slipway::registry {

// What MLflow's clients may call things; InvalidArgument in MLflow's words.

/// Not blank, at most 256 characters, without '/', ':' and control characters, not "." or "..".
Status checkModelName(std::string_view name);
/// At most 255 letters, digits, '_' and '-'; not "latest", not 'v' with digits, not the one that approvals move.
Status checkAlias(std::string_view alias);
/// Tags that begin with "slipway." say what was decided here and are not for clients.
Status checkTagIsFree(std::string_view key);
/// "None", "Staging", "Production" or "Archived", written in any case.
Result<std::string_view> stageLabel(std::string_view text);

} // namespace slipway::registry
