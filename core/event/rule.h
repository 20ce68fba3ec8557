#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"

namespace slipway::event {

struct Event;

/// "when an event of this type comes whose payload has these values, then this action with these arguments".
/// From `rules:` in slipway.yaml; argument texts may hold ${subject}, ${actor} and ${payload.KEY}.
struct Rule {
    std::string name;
    std::string when;                         ///< event type
    std::map<std::string, std::string> where; ///< payload member -> text it must equal
    std::string then;                         ///< action name: "deploy", "run-pipeline", …
    std::map<std::string, std::string> with;  ///< arguments of the action
    bool enabled = true;
};

bool matches(const Rule& rule, const Event& event);
/// The rule's arguments with the event's values put in; a ${…} that the event lacks is an error that names it.
Result<std::map<std::string, std::string>> argumentsFor(const Rule& rule, const Event& event);

} // namespace slipway::event
