#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace slipway::process {

// Texts of the kernel's files below /proc and /sys.

std::vector<std::string_view> wordsIn(std::string_view line); ///< split at blanks, line ends dropped
double numberIn(std::string_view word);                       ///< 0 for what is none
/// Of the line that begins with `key` ("MemTotal:", "oom_kill "); 0 when there is none.
double valueOfKey(std::string_view text, std::string_view key);

} // namespace slipway::process
