#pragma once

#include <string>

namespace slipway::track {

/// A name for a run that nobody named: "bright-harbor-417". Names may meet; ids tell runs apart.
std::string madeUpName();

} // namespace slipway::track
