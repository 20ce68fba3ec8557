#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <utility>

#include "core/base/result.h"

namespace slipway::net {

/// The body of a request, written to a file while it comes in. Removed when destroyed, unless someone moved the file
/// away. Not synchronised to disk: whoever keeps it does that.
class BodyFile {
public:
    /// In `folder`, which is made when missing.
    static Result<BodyFile> create(const std::filesystem::path& folder);
    BodyFile(BodyFile&& other) noexcept
        : m_path(std::exchange(other.m_path, {})), m_fd(std::exchange(other.m_fd, -1)) {}
    BodyFile& operator=(BodyFile&& other) noexcept;
    ~BodyFile();

    Status append(std::string_view bytes);
    /// Closes it; append() no more.
    void finish();
    const std::filesystem::path& path() const { return m_path; }

private:
    BodyFile(std::filesystem::path path, int fd) : m_path(std::move(path)), m_fd(fd) {}
    std::filesystem::path m_path;
    int m_fd = -1;
};

} // namespace slipway::net
