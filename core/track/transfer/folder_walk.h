#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/track/transfer/portable_run.h"
#include "core/track/transfer/problems.h"

namespace slipway::track::transfer {

class ArtifactFinder;

// Folders of outside origin. Symbolic links and what is neither file nor folder are never followed, but noted.

struct FoundFile {
    std::string path; ///< relative, with "/"
    std::filesystem::path file;
};

/// All files below, by path; at most 40 folders deep and 1,000,000 files. Nothing when there is no such folder. Links
/// to files in the folders of `links` count as files.
std::vector<FoundFile> filesBelow(
    const std::filesystem::path& folder, Problems& problems, const ArtifactFinder* links = nullptr);

/// Folders right in it, by name.
std::vector<std::filesystem::path> foldersIn(const std::filesystem::path& folder, Problems& problems);

bool isPlainFolder(const std::filesystem::path& path); ///< and no link
bool isPlainFile(const std::filesystem::path& path);   ///< and no link

/// filesBelow() as artifacts.
std::vector<PortableFile> artifactsBelow(
    const std::filesystem::path& folder, Problems& problems, const ArtifactFinder& links);

} // namespace slipway::track::transfer
