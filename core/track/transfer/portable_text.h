#pragma once

#include <string>
#include <string_view>

namespace slipway::track::transfer {

// Texts of other stores, made to fit ours. The same text always gives the same, so that merging again changes nothing.

/// 32 hex digits are kept (in lower case); from any other text they are derived, with `kind` ("wandb") to tell equal
/// texts of different programs apart.
std::string runIdOf(std::string_view kind, std::string_view original);

/// As a key of a metric, parameter or tag: characters that keys cannot have become "_", over-long ones are cut and end
/// in a hash of the whole.
std::string keyOf(std::string_view original);

/// Valid UTF-8 of at most `characters` code points; other bytes become U+FFFD.
std::string textOf(std::string_view original, std::size_t characters);

/// One line for a name; "" stays "".
std::string nameOf(std::string_view original);

/// What a run is called that has no name.
std::string standInName(std::string_view id);

} // namespace slipway::track::transfer
