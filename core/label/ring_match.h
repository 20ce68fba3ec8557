#pragma once

#include "core/label/geometry.h"

namespace slipway::label {

/// The same border with as many corners as `richer`, one for each of its corners in its order, so that points between
/// the two rings can be found corner by corner. The corners of `poorer` stay and are matched to the corners of `richer`
/// that lie most alike (seen from their centres, in cyclic order); the new ones stand on its edges, parted by the arc
/// lengths of `richer`. A ring that runs the other way round is turned. `poorer` itself when it is empty, or has as
/// many corners or more.
Ring withCornersOf(const Ring& richer, const Ring& poorer);

} // namespace slipway::label
