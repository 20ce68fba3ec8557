#pragma once

// For core/label/assist only: how often people looked at what the held-out labels prove.
#include <cstdint>
#include <span>
#include <string>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/label/agreement/auto_label.h"
#include "core/label/project.h"

namespace slipway {
class Ledger;
}

namespace slipway::label {

struct AutoLabelRequest;

/// The part of alpha that look 1, 2, … may spend: alpha / (look · (look + 1)). All together spend alpha, so whoever
/// looks again and again until a threshold is proven is wrong no more often than whoever looks once.
double alphaOfLook(double alpha, std::int64_t look);

/// What a look sees. The same once more shows the same, so it is no further look.
std::string fingerprintOf(
    const AutoLabelRequest& request, std::span<const HeldOut> heldOut, std::span<const double> unlabelled);

/// The number of this look at the project's held-out labels, which it keeps (in the member "slipway_auto_looks" of the
/// project's extra).
Result<std::int64_t> countLook(
    Ledger& ledger, const access::Actor& actor, const Project& project, const std::string& fingerprint);

} // namespace slipway::label
