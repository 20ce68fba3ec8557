#pragma once

#include <span>

#include "core/store/migrations.h"

namespace slipway::workspace {

/// Every step of the workspace's schema, oldest first: version 1 is the tables of all domains.
std::span<const store::Migration> migrations();

} // namespace slipway::workspace
