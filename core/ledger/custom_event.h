#pragma once

#include <cstdint>
#include <string_view>

#include "core/access/actor.h"
#include "core/base/result.h"

namespace slipway {

class Ledger;

/// An event that somebody outside tells us about ("tag.pushed" from a script); rules act on it like on ours. `type` is
/// noun.verb, `payload` a JSON object. Types of our own domains ("model.approved") want the permission to manage the
/// workspace, as they say that something happened here.
Result<std::int64_t> emitCustomEvent(Ledger& ledger, const access::Actor& actor, std::string_view type,
    std::string_view subject, std::string_view payload);

} // namespace slipway
