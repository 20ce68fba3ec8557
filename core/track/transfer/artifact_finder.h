#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace slipway::track::transfer {

/// Where MLflow says that artifacts are, on this machine: only in folders that the person named. A store that was moved
/// or that a server kept is found by the end of the address, EXPERIMENT/RUN/artifacts.
class ArtifactFinder {
public:
    explicit ArtifactFinder(std::vector<std::filesystem::path> roots);

    /// NotFound says where the artifacts are instead; PermissionDenied that they are there, but in no such folder.
    Result<std::filesystem::path> folderOf(std::string_view uri) const;

    /// Is the file that a link leads to in one of the folders?
    bool allowsLink(const std::filesystem::path& link) const;

private:
    bool isInside(const std::filesystem::path& path) const;

    std::vector<std::filesystem::path> m_roots; ///< canonical
};

} // namespace slipway::track::transfer
