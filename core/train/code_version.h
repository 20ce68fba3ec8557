#pragma once

#include <filesystem>
#include <string>

namespace slipway::train {

/// The commit that is checked out in the git repository around `folder`, 40 or 64 hex digits; "" when there is none.
/// Reads the repository's files, so it needs neither git nor a library.
std::string gitCommit(const std::filesystem::path& folder);

} // namespace slipway::train
