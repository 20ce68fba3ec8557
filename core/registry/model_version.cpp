#include "core/registry/model_version.h"

#include <algorithm>

namespace slipway::registry {

std::string_view name(VersionStatus status) {
    switch (status) {
    case VersionStatus::Pending:
        return "pending";
    case VersionStatus::Approved:
        return "approved";
    case VersionStatus::Rejected:
        return "rejected";
    case VersionStatus::Archived:
        return "archived";
    }
    return "pending";
}

std::string_view name(EvidenceState state) {
    switch (state) {
    case EvidenceState::Pass:
        return "pass";
    case EvidenceState::Warn:
        return "warn";
    case EvidenceState::Fail:
        return "fail";
    case EvidenceState::NotRun:
        return "not_run";
    }
    return "not_run";
}

bool Gate::open() const {
    return std::ranges::none_of(evidence, [](const Evidence& e) {
        return e.required && (e.state == EvidenceState::Fail || e.state == EvidenceState::NotRun);
    });
}

bool Gate::needsNote() const {
    return std::ranges::any_of(evidence, [](const Evidence& e) {
        return e.state == EvidenceState::Warn || (!e.required && e.state != EvidenceState::Pass);
    });
}

} // namespace slipway::registry
