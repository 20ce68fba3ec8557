#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/lineage/lineage_store.h"

namespace slipway::lineage {

/// At most three names of nodes that a person may have meant: those that start with the text, then those a few letters
/// away.
std::vector<std::string> nearNames(std::string_view text, const std::vector<Node>& nodes);

} // namespace slipway::lineage
