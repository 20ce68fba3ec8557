#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace slipway::workspace {

/// The folder with the bundled census files: $SLIPWAY_SAMPLE_DIR, else share/slipway/sample beside the program's bin
/// folder, else resources/sample of the source tree that it was built from. NotFound when none of them has it.
Result<std::filesystem::path> sampleFolder();

} // namespace slipway::workspace
