#include "core/track/artifact_store.h"

#include <algorithm>

#include <sys/stat.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/text.h"
#include "core/track/artifact_path.h"

namespace slipway::track {

namespace fs = std::filesystem;

namespace {

/// Where a new file goes: inside, its folder made, not in the place of a folder.
Result<fs::path> place(const fs::path& folder, std::string_view path) {
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' cannot name an artifact: {}", forMessage(path), why),
            "Use a relative path that names a file");
    };
    if (path.empty() || path.ends_with('/')) return refuse("it names no file");
    SLIPWAY_TRY(makeFolders(folder));
    SLIPWAY_ASSIGN(auto target, artifactPlace(folder, path));
    std::error_code failed;
    const auto base = fs::weakly_canonical(folder, failed);
    if (target == base || fs::is_directory(target, failed)) return refuse("it is a folder");
    for (auto above = target.parent_path(); above != base && above.has_relative_path(); above = above.parent_path())
        if (fs::is_regular_file(above, failed)) return refuse("a part of it is a file");
    SLIPWAY_TRY(makeFolders(target.parent_path()));
    return target;
}

/// A name that is lengthened while the file is written must still be one.
Result<fs::path> placeToWrite(const fs::path& folder, std::string_view path) {
    constexpr std::size_t kMaxName = 240;
    SLIPWAY_ASSIGN(auto target, place(folder, path));
    if (target.filename().string().size() > kMaxName)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("'{}' cannot name an artifact: it is too long", forMessage(path)),
            fmt::format("Use names of at most {} bytes", kMaxName));
    return target;
}

/// Left over by a process that was killed while it wrote: "NAME.tmp-" and eight hex digits.
bool isTemporary(const fs::path& file) {
    constexpr std::string_view mark = ".tmp-", digits = "0123456789abcdef";
    const auto name = file.filename().string();
    const auto at = name.rfind(mark);
    return at != std::string::npos && at + mark.size() + 8 == name.size() &&
           name.find_first_not_of(digits, at + mark.size()) == std::string::npos;
}

bool onSameDisk(const fs::path& a, const fs::path& b) {
    struct stat one{}, other{};
    return ::stat(a.c_str(), &one) == 0 && ::stat(b.c_str(), &other) == 0 && one.st_dev == other.st_dev;
}

} // namespace

fs::path ArtifactStore::folder(std::int64_t experiment, std::string_view run) const {
    return m_root / "artifacts" / std::to_string(experiment) / run / "artifacts";
}

Status ArtifactStore::put(const fs::path& folder, std::string_view path, const fs::path& file) {
    std::error_code failed;
    if (!fs::is_regular_file(file, failed))
        SLIPWAY_TRY(checkReadableFile(file)); // says what it is; empty files are fine
    SLIPWAY_ASSIGN(const auto target, placeToWrite(folder, path));
    auto temporary = target;
    temporary += ".tmp-" + newShortId();
    fs::copy_file(file, temporary, failed);
    if (failed) {
        const auto reason = failed.value();
        fs::remove(temporary, failed);
        return failFromErrno(reason, "write " + target.string());
    }
    return publishFile(temporary, target);
}

Status ArtifactStore::adopt(const fs::path& folder, std::string_view path, const fs::path& file) {
    SLIPWAY_ASSIGN(const auto target, place(folder, path));
    return onSameDisk(file, target.parent_path()) ? publishFile(file, target) : put(folder, path, file);
}

Status ArtifactStore::putBytes(const fs::path& folder, std::string_view path, std::string_view bytes) {
    SLIPWAY_ASSIGN(const auto target, placeToWrite(folder, path));
    return writeFileAtomically(target, bytes);
}

Result<std::vector<ArtifactInfo>> ArtifactStore::list(const fs::path& folder, std::string_view path) {
    auto start = folder;
    if (!path.empty()) {
        SLIPWAY_ASSIGN(start, artifactPlace(folder, path));
    }
    std::vector<ArtifactInfo> infos;
    std::error_code failed;
    if (path.empty() && !fs::exists(start, failed)) return infos;
    fs::directory_iterator entries(start, failed);
    if (failed)
        return fail(ErrorCode::NotFound, fmt::format("the run has no artifact folder '{}'", forMessage(path)),
            "`slipway runs artifacts RUN` lists them");
    for (const auto& entry : entries) {
        const bool isFolder = entry.is_directory(failed) && !entry.is_symlink(failed);
        if (!isFolder && (!entry.is_regular_file(failed) || entry.is_symlink(failed) || isTemporary(entry.path())))
            continue;
        const auto relative = (fs::path(path) / entry.path().filename()).generic_string();
        infos.push_back({relative, isFolder ? 0 : static_cast<std::int64_t>(entry.file_size(failed)), isFolder});
    }
    std::ranges::sort(infos, {}, &ArtifactInfo::path);
    return infos;
}

Result<fs::path> ArtifactStore::file(const fs::path& folder, std::string_view path) {
    SLIPWAY_ASSIGN(const auto target, artifactPlace(folder, path));
    std::error_code failed;
    if (!fs::is_regular_file(target, failed))
        return fail(ErrorCode::NotFound, fmt::format("the run has no artifact '{}'", forMessage(path)),
            "`slipway runs artifacts RUN` lists them");
    return target;
}

Status ArtifactStore::remove(const fs::path& folder, std::string_view path) {
    SLIPWAY_ASSIGN(const auto relative, artifactPath(path));
    std::error_code failed;
    auto target = folder;
    if (!relative.empty()) {
        const auto slash = relative.rfind('/');
        SLIPWAY_ASSIGN(
            const auto above, artifactPlace(folder, slash == std::string::npos ? "" : relative.substr(0, slash)));
        target = above / relative.substr(slash == std::string::npos ? 0 : slash + 1);
    }
    fs::remove_all(target, failed);
    if (failed && failed != std::errc::not_a_directory)
        return failFromErrno(failed.value(), "remove " + target.string());
    return {};
}

} // namespace slipway::track
