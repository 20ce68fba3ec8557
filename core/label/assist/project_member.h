#pragma once

#include <cstdint>

#include "core/base/json_fwd.h"
#include "core/base/result.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

// What machine help remembers of a project, in a member "slipway_…" of its extra keys.

/// An empty object when there is none; NotFound when the project is gone.
Result<Json> readProjectMember(store::Database& db, std::int64_t project, const char* member);
/// Inside a transaction; other members stay.
Status writeProjectMember(store::Database& db, std::int64_t project, const char* member, const Json& value);

} // namespace slipway::label
