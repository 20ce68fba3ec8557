#pragma once

#include <span>

#include "core/store/migrations.h"

namespace slipway::workspace {

/// Every step of the workspace's schema, oldest first: version 1 is the tables of the first domains, 2 adds labeling.
std::span<const store::Migration> migrations();

} // namespace slipway::workspace
