#pragma once

#include <string_view>

#include "core/base/json_fwd.h"
#include "core/track/run.h"

namespace slipway::track {

/// What the event "run.finished" carries.
Json finishedPayload(std::string_view run, std::string_view experiment, RunStatus status);

} // namespace slipway::track
