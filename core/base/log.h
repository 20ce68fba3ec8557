#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/result.h"

namespace slipway::log {

/// Messages go to standard error from `warning` up; with SLIPWAY_LOG=debug|info|warning|error from that level up.
/// Thread-safe. Never pass a secret.
void debug(std::string_view message);
void info(std::string_view message);
void warning(std::string_view message);
void error(std::string_view message);

/// Also to a file from `info` up, rotated at 5 MB, three kept; for `slipway serve` and the desktop.
Status alsoToFile(const std::filesystem::path& path);

} // namespace slipway::log
