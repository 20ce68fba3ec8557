#pragma once

#include "core/base/json_fwd.h"

namespace slipway::label {

/// What a file said (`raw`) beyond and other than what we would write for what we understood of it (`ours`): keeping
/// it and putting it back later makes reading and writing a file lossless, also after the labels have been changed.
/// Null when both are the same. Members of objects, and of arrays as long, are compared one by one.
Json differenceOf(const Json& ours, const Json& raw);

/// Puts a kept difference into what we would write now. A value that has been changed since stays as it is now.
void putBack(const Json* difference, Json& ours);

} // namespace slipway::label
