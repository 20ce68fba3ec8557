#include "core/track/run.h"

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::track {

std::string_view name(RunStatus status) {
    switch (status) {
    case RunStatus::Running:
        return "RUNNING";
    case RunStatus::Scheduled:
        return "SCHEDULED";
    case RunStatus::Finished:
        return "FINISHED";
    case RunStatus::Failed:
        return "FAILED";
    case RunStatus::Killed:
        return "KILLED";
    }
    return "FAILED";
}

Result<RunStatus> runStatus(std::string_view text) {
    for (const auto status :
        {RunStatus::Running, RunStatus::Scheduled, RunStatus::Finished, RunStatus::Failed, RunStatus::Killed})
        if (name(status) == text) return status;
    return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no status of a run", forMessage(text)),
        "Use RUNNING, SCHEDULED, FINISHED, FAILED or KILLED");
}

} // namespace slipway::track
