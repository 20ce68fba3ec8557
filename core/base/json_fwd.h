#pragma once

#include <nlohmann/json_fwd.hpp>

namespace slipway {

/// Objects keep the order in which keys were added, so that what we print reads like its documentation.
using Json = nlohmann::ordered_json;

} // namespace slipway
