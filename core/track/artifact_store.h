#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/tracker.h"

namespace slipway::track {

/// Files of runs, in <root>/artifacts/<experiment>/<run>/artifacts/. Paths from outside are relative and never leave
/// that folder. A file is there completely or not at all.
class ArtifactStore {
public:
    explicit ArtifactStore(std::filesystem::path root) : m_root(std::move(root)) {}

    std::filesystem::path folder(std::int64_t experiment, std::string_view run) const;

    static Status put(const std::filesystem::path& folder, std::string_view path, const std::filesystem::path& file);
    /// Takes the file itself: it is renamed into its place, durably; copied from another file system.
    static Status adopt(const std::filesystem::path& folder, std::string_view path, const std::filesystem::path& file);
    static Status putBytes(const std::filesystem::path& folder, std::string_view path, std::string_view bytes);
    /// What stands directly in `path` ("" for the top), folders and files by name.
    static Result<std::vector<ArtifactInfo>> list(const std::filesystem::path& folder, std::string_view path);
    static Result<std::filesystem::path> file(const std::filesystem::path& folder, std::string_view path);

    /// A file, or a folder with all that is in it; Ok when there is none. A link goes, not what it leads to.
    static Status remove(const std::filesystem::path& folder, std::string_view path);

private:
    std::filesystem::path m_root;
};

} // namespace slipway::track
