#include "core/net/body_file.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/id.h"

namespace slipway::net {

Result<BodyFile> BodyFile::create(const std::filesystem::path& folder) {
    SLIPWAY_TRY(makeFolders(folder));
    auto path = folder / ("body-" + newId());
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0) return failFromErrno(errno, "write " + path.string());
    return BodyFile(std::move(path), fd);
}

BodyFile& BodyFile::operator=(BodyFile&& other) noexcept {
    std::swap(m_path, other.m_path);
    std::swap(m_fd, other.m_fd);
    return *this;
}

BodyFile::~BodyFile() {
    finish();
    if (!m_path.empty()) ::unlink(m_path.c_str());
}

Status BodyFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(m_fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failFromErrno(errno, "write " + m_path.string());
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

void BodyFile::finish() {
    if (m_fd >= 0) ::close(std::exchange(m_fd, -1));
}

} // namespace slipway::net
