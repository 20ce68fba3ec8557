#include "core/track/run_events.h"

#include "core/base/json.h"

namespace slipway::track {

Json finishedPayload(std::string_view run, std::string_view experiment, RunStatus status) {
    return Json{{"run", run}, {"experiment", experiment}, {"status", name(status)}};
}

} // namespace slipway::track
