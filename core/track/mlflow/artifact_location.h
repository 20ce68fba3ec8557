#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace slipway::track::mlflow {

/// An experiment's place for artifacts, which clients then use themselves: any URI but runs:, of at most 2,048
/// characters, without fragment, parameters and "..", "" for the server's own. A bare path is made absolute.
Result<std::string> checkedLocation(std::string_view location);

} // namespace slipway::track::mlflow
