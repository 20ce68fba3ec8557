#include "core/base/file.h"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/text.h"

namespace slipway {

namespace fs = std::filesystem;

namespace {

/// Owns one file descriptor.
class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor() {
        if (m_fd >= 0) ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

Status syncFolder(const fs::path& folder) {
    const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd.get() < 0 || ::fsync(fd.get()) != 0) return failFromErrno(errno, "sync the folder " + folder.string());
    return {};
}

} // namespace

Result<std::string> readFile(const fs::path& path, std::uintmax_t limit) {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) return failFromErrno(errno, "read " + path.string());
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return failFromErrno(errno, "read " + path.string());
    if (S_ISDIR(info.st_mode)) return failFromErrno(EISDIR, "read " + path.string());
    if (static_cast<std::uintmax_t>(info.st_size) > limit)
        return fail(ErrorCode::BadData,
            fmt::format("{} has {} bytes, more than the {} that are read at once", path.string(), info.st_size, limit));
    std::string bytes;
    char buffer[1 << 16];
    while (true) {
        const auto got = ::read(fd.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failFromErrno(errno, "read " + path.string());
        if (got == 0) return bytes;
        bytes.append(buffer, static_cast<std::size_t>(got));
        if (bytes.size() > limit) return fail(ErrorCode::BadData, path.string() + " grew while it was read");
    }
}

Status writeFileAtomically(const fs::path& path, std::string_view bytes, unsigned mode) {
    auto temporary = path;
    temporary += ".tmp-" + newShortId();
    {
        const Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
        if (fd.get() < 0) return failFromErrno(errno, "write " + path.string());
        while (!bytes.empty()) {
            const auto wrote = ::write(fd.get(), bytes.data(), bytes.size());
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote < 0) {
                const int reason = errno;
                ::unlink(temporary.c_str());
                return failFromErrno(reason, "write " + path.string());
            }
            bytes.remove_prefix(static_cast<std::size_t>(wrote));
        }
    }
    return publishFile(temporary, path);
}

Status publishFile(const fs::path& temporary, const fs::path& path) {
    int reason = 0;
    {
        const Descriptor fd(::open(temporary.c_str(), O_RDONLY | O_CLOEXEC));
        if (fd.get() < 0 || ::fsync(fd.get()) != 0) reason = errno;
    }
    if (reason == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) reason = errno;
    if (reason != 0) {
        ::unlink(temporary.c_str());
        return failFromErrno(reason, "write " + path.string());
    }
    return syncFolder(path.has_parent_path() ? path.parent_path() : fs::path("."));
}

Status makeFolders(const fs::path& path) {
    std::error_code failed;
    fs::create_directories(path, failed);
    if (failed) return failFromErrno(failed.value(), "create the folder " + path.string());
    return {};
}

Status checkReadableFile(const fs::path& path) {
    struct stat info{};
    if (::stat(path.c_str(), &info) != 0) return failFromErrno(errno, "read " + path.string());
    if (S_ISDIR(info.st_mode)) return fail(ErrorCode::InvalidArgument, path.string() + " is a folder", "Give a file");
    if (!S_ISREG(info.st_mode))
        return fail(ErrorCode::InvalidArgument, path.string() + " is not a regular file", "Give a file");
    if (info.st_size == 0)
        return fail(ErrorCode::BadData, path.string() + " is empty", "Check that it was written completely");
    if (::access(path.c_str(), R_OK) != 0) return failFromErrno(errno, "read " + path.string());
    return {};
}

Result<fs::path> resolveInside(const fs::path& root, std::string_view relative) {
    const auto refuse = [&] {
        return fail(ErrorCode::InvalidArgument,
            fmt::format("the path '{}' does not stay inside its folder", forMessage(relative)),
            "Use a relative path without '..'");
    };
    if (relative.empty() || relative.find('\0') != std::string_view::npos ||
        relative.find('\\') != std::string_view::npos || relative.find(':') != std::string_view::npos)
        return refuse();
    const fs::path path(relative);
    if (path.is_absolute()) return refuse();
    for (const auto& part : path)
        if (part == "..") return refuse();
    std::error_code failed;
    const auto base = fs::weakly_canonical(root, failed);
    if (failed) return failFromErrno(failed.value(), "read " + root.string());
    auto full = fs::weakly_canonical(base / path, failed);
    if (failed) return refuse();
    const auto inside = full.lexically_relative(base);
    if (inside.empty() || *inside.begin() == "..") return refuse();
    return full;
}

Result<TemporaryFolder> TemporaryFolder::create(std::string_view prefix) {
    std::error_code failed;
    const auto base = fs::temp_directory_path(failed);
    if (failed) return failFromErrno(failed.value(), "find the folder for temporary files");
    auto pattern = (base / fmt::format("{}-XXXXXX", prefix)).string();
    if (::mkdtemp(pattern.data()) == nullptr) return failFromErrno(errno, "create a folder in " + base.string());
    TemporaryFolder folder;
    folder.m_path = pattern;
    return folder;
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
    std::swap(m_path, other.m_path);
    return *this;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!m_path.empty()) fs::remove_all(m_path, ignored);
}

} // namespace slipway
