#pragma once

#include <optional>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/registry/registry_service.h"
#include "core/registry/version_store.h"

namespace slipway::access {
class People;
}

namespace slipway::registry {

/// What the evidence is drawn from.
struct GateInput {
    const VersionRow& row;
    const GatePolicy& policy;
    const track::Tracker& tracker;
    const access::People& people;
    std::optional<ModelVersion> production; ///< the version that runs in production now
    std::optional<access::Actor> reviewer;  ///< who wants to decide, when known
};

/// Looks at what is stored now: a changed bundle or a new bias report changes the answer.
Result<Gate> evaluateGate(const GateInput& input);

/// Did this person train or register it?
bool isAuthor(const VersionRow& row, const access::Actor& actor);

} // namespace slipway::registry
