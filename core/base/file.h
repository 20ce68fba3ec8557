#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace slipway {

/// The whole file; refused over `limit` bytes. A folder, a missing or an unreadable file is an error that names it.
Result<std::string> readFile(const std::filesystem::path& path, std::uintmax_t limit = 256u << 20);

/// Writes to a temporary name beside it, fsyncs, renames over `path`, fsyncs the folder: readers see the old file or
/// the new one, and after success the new one survives power loss. `mode` as in chmod.
Status writeFileAtomically(const std::filesystem::path& path, std::string_view bytes, unsigned mode = 0644);

/// The same last half for a file that an engine has written to `temporary` (same file system).
Status publishFile(const std::filesystem::path& temporary, const std::filesystem::path& path);

Status makeFolders(const std::filesystem::path& path);

/// Ok when `path` is a readable regular file with at least one byte; else an error that says which of these it is not.
Status checkReadableFile(const std::filesystem::path& path);

/// `relative` joined to `root` when it stays inside: no "..", no absolute path, no drive letter, no symlink that
/// leaves root. For names that came from outside.
Result<std::filesystem::path> resolveInside(const std::filesystem::path& root, std::string_view relative);

/// A folder under the system's temporary folder, removed with all it holds when destroyed. Movable.
class TemporaryFolder {
public:
    static Result<TemporaryFolder> create(std::string_view prefix = "slipway");
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
    ~TemporaryFolder();
    const std::filesystem::path& path() const { return m_path; }

private:
    TemporaryFolder() = default;
    std::filesystem::path m_path;
};

} // namespace slipway
