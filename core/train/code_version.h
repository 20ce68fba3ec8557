#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::train {

/// The state of the code in the git repository around a folder.
struct CodeVersion {
    std::string commit;         ///< that is checked out, 40 or 64 hex digits; "" before the first one
    std::string branch;         ///< "" when a commit itself is checked out
    std::string repositoryUrl;  ///< of "origin", or the first remote; without credentials
    std::filesystem::path root; ///< of the working tree
    bool dirty = false;         ///< something differs from the commit, files that git does not know included
    std::string diff;           ///< as `git diff COMMIT` writes it; cut at a line when it is too long
    bool diffIsCut = false;     ///< too long, or it took too long
    std::vector<std::string>
        untracked; ///< files or folders that git does not know and does not ignore; the first 1,000
};

/// Nothing when there is no repository. Takes at most some seconds.
std::optional<CodeVersion> codeVersion(const std::filesystem::path& folder);

/// The URL of a remote as it may be shown: without user name, password, and query, in which tokens travel.
std::string withoutCredentials(std::string_view url);

} // namespace slipway::train
