#include "core/track/multipart_uploads.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <set>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/text.h"
#include "core/track/artifact_store.h"

namespace slipway::track {

namespace fs = std::filesystem;

namespace {

constexpr auto kForgottenAfter = std::chrono::hours(7 * 24);

bool isHex(std::string_view text, std::size_t size) {
    return text.size() == size && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

fs::path partFile(const fs::path& folder, std::int64_t number, std::string_view mark) {
    return folder / fmt::format("{}-{}", number, mark);
}

class OpenFile {
public:
    OpenFile(const fs::path& path, int flags) : m_fd(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (m_fd >= 0) ::close(m_fd);
    }
    int fd() const { return m_fd; }

private:
    int m_fd;
};

std::unexpected<Error> notJoined() {
    return failFromErrno(errno, "join the parts of an upload");
}

Status appendByHand(const OpenFile& to, const OpenFile& from) {
    std::vector<char> piece(std::size_t{1} << 20);
    while (true) {
        const auto got = ::read(from.fd(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return notJoined();
        if (got == 0) return {};
        for (ssize_t done = 0; done < got;) {
            const auto put = ::write(to.fd(), piece.data() + done, static_cast<std::size_t>(got - done));
            if (put < 0 && errno != EINTR) return notJoined();
            done += std::max<ssize_t>(put, 0);
        }
    }
}

/// Inside the kernel where the file system lets it.
Status append(const OpenFile& to, const fs::path& path) {
    constexpr std::size_t kPiece = std::size_t{64} << 20;
    const OpenFile from(path, O_RDONLY);
    if (from.fd() < 0) return failFromErrno(errno, "read " + path.string());
    while (true) {
        const auto copied = ::copy_file_range(from.fd(), nullptr, to.fd(), nullptr, kPiece, 0);
        if (copied == 0) return {};
        if (copied > 0 || errno == EINTR) continue;
        const bool unable = errno == ENOSYS || errno == EOPNOTSUPP || errno == EXDEV || errno == EINVAL;
        return unable ? appendByHand(to, from) : Status(notJoined());
    }
}

} // namespace

Result<fs::path> MultipartUploads::folderOf(std::string_view upload) const {
    std::error_code failed;
    if (isHex(upload, 32) && fs::is_directory(m_folder / upload, failed)) return m_folder / upload;
    return fail(
        ErrorCode::NotFound, fmt::format("there is no upload '{}'", forMessage(upload)), "Begin another upload");
}

void MultipartUploads::removeForgotten() const {
    std::error_code failed;
    const auto limit = fs::file_time_type::clock::now() - kForgottenAfter;
    std::vector<fs::path> forgotten;
    for (fs::directory_iterator entry(m_folder, failed), end; !failed && entry != end; entry.increment(failed)) {
        std::error_code gone;
        if (const auto changed = entry->last_write_time(gone); !gone && changed < limit)
            forgotten.push_back(entry->path());
    }
    for (const auto& folder : forgotten) fs::remove_all(folder, failed);
}

Result<std::string> MultipartUploads::begin() const {
    removeForgotten();
    auto upload = newId();
    SLIPWAY_TRY(makeFolders(m_folder / upload));
    return upload;
}

Result<std::string> MultipartUploads::putPart(
    std::string_view upload, std::int64_t number, const fs::path& file) const {
    SLIPWAY_ASSIGN(const auto folder, folderOf(upload));
    if (number < 1 || number > kMostParts)
        return fail(ErrorCode::InvalidArgument, fmt::format("{} is no number of a part", number),
            fmt::format("Use 1 to {}", kMostParts));
    auto mark = newId();
    SLIPWAY_TRY(ArtifactStore::adopt(folder, partFile({}, number, mark).string(), file));
    return mark;
}

Status MultipartUploads::end(
    std::string_view upload, std::span<const Part> parts, const ArtifactRoot::Place& place) const {
    SLIPWAY_ASSIGN(const auto folder, folderOf(upload));
    std::vector<Part> sorted(parts.begin(), parts.end());
    std::ranges::sort(sorted, {}, &Part::number);
    std::error_code failed;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const auto& part = sorted[i];
        const bool twice = i > 0 && sorted[i - 1].number == part.number;
        if (twice || !isHex(part.mark, 32) || !fs::is_regular_file(partFile(folder, part.number, part.mark), failed))
            return fail(ErrorCode::InvalidArgument, fmt::format("part {} of the upload did not come", part.number),
                "Send the part again, and its ETag as it was answered");
    }
    const auto whole = folder / ("whole-" + newId());
    {
        const OpenFile to(whole, O_WRONLY | O_CREAT | O_EXCL);
        if (to.fd() < 0) return failFromErrno(errno, "write " + whole.string());
        for (const auto& part : sorted) SLIPWAY_TRY(append(to, partFile(folder, part.number, part.mark)));
    }
    SLIPWAY_TRY(ArtifactStore::adopt(place.folder, place.path, whole));
    return cancel(upload);
}

Status MultipartUploads::cancel(std::string_view upload) const {
    const auto folder = folderOf(upload);
    if (!folder) return {};
    std::error_code failed;
    fs::remove_all(*folder, failed);
    return failed ? Status(failFromErrno(failed.value(), "remove " + folder->string())) : Status();
}

} // namespace slipway::track
