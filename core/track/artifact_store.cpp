#include "core/track/artifact_store.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/text.h"

namespace slipway::track {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxPath = 500;

/// Where a new file goes: inside, its folder made, not in the place of a folder.
Result<fs::path> place(const fs::path& folder, std::string_view path) {
    if (path.size() > kMaxPath || path.ends_with('/') || firstInvalidUtf8(path) != std::string_view::npos ||
        std::ranges::any_of(path, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' cannot name an artifact", forMessage(path)),
            fmt::format("Use a relative path of at most {} bytes that names a file", kMaxPath));
    SLIPWAY_TRY(makeFolders(folder));
    SLIPWAY_ASSIGN(auto target, resolveInside(folder, path));
    SLIPWAY_TRY(makeFolders(target.parent_path()));
    std::error_code failed;
    if (fs::is_directory(target, failed))
        return fail(ErrorCode::InvalidArgument, fmt::format("the artifact '{}' is a folder", forMessage(path)),
            "Give the name of a file");
    return target;
}

/// Left over by a process that was killed while it wrote.
bool isTemporary(const fs::path& file) {
    return file.filename().string().find(".tmp-") != std::string::npos;
}

} // namespace

fs::path ArtifactStore::folder(std::int64_t experiment, std::string_view run) const {
    return m_root / "artifacts" / std::to_string(experiment) / run / "artifacts";
}

Status ArtifactStore::put(const fs::path& folder, std::string_view path, const fs::path& file) {
    std::error_code failed;
    if (!fs::is_regular_file(file, failed))
        SLIPWAY_TRY(checkReadableFile(file)); // says what it is; empty files are fine
    SLIPWAY_ASSIGN(const auto target, place(folder, path));
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

Status ArtifactStore::putBytes(const fs::path& folder, std::string_view path, std::string_view bytes) {
    SLIPWAY_ASSIGN(const auto target, place(folder, path));
    return writeFileAtomically(target, bytes);
}

Result<std::vector<ArtifactInfo>> ArtifactStore::list(const fs::path& folder, std::string_view path) {
    auto start = folder;
    if (!path.empty()) {
        SLIPWAY_ASSIGN(start, resolveInside(folder, path));
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
    SLIPWAY_ASSIGN(const auto target, resolveInside(folder, path));
    std::error_code failed;
    if (!fs::is_regular_file(target, failed))
        return fail(ErrorCode::NotFound, fmt::format("the run has no artifact '{}'", forMessage(path)),
            "`slipway runs artifacts RUN` lists them");
    return target;
}

} // namespace slipway::track
