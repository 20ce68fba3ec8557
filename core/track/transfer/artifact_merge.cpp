#include "core/track/transfer/artifact_merge.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <tuple>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/track/artifact_path.h"
#include "core/track/artifact_store.h"
#include "core/track/limits.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kHashDigits = 12;
constexpr std::uint64_t kLargestPart = 256u << 20;

std::uint64_t sizeOf(const fs::path& file) {
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    return failed ? 0 : size;
}

Result<std::string> partOf(const PortableFile& file) {
    if (*file.length > kLargestPart)
        return fail(ErrorCode::BadData, fmt::format("{} is too long at byte {}", file.file.string(), file.offset));
    std::ifstream in(file.file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(file.offset));
    std::string bytes(*file.length, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!in) return fail(ErrorCode::BadData, fmt::format("{} ends before it should", file.file.string()));
    return bytes;
}

/// Do both begin with the same `length` bytes?
bool sameBeginning(std::istream& a, std::istream& b, std::uint64_t length) {
    std::vector<char> left(1 << 16), right(1 << 16);
    while (length > 0) {
        const auto wanted = static_cast<std::streamsize>(std::min<std::uint64_t>(length, left.size()));
        if (!a.read(left.data(), wanted) || !b.read(right.data(), wanted)) return false;
        if (!std::equal(left.begin(), left.begin() + wanted, right.begin())) return false;
        length -= static_cast<std::uint64_t>(wanted);
    }
    return true;
}

struct NameParts {
    std::string_view stem, extension;
};
NameParts partsOf(std::string_view name) {
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || name.size() - dot > 20) return {name, {}};
    return {name.substr(0, dot), name.substr(dot)};
}

/// Names of what stands beside `path` for it.
std::vector<std::string> besides(const fs::path& folder, const std::string& path) {
    const auto parent = (folder / path).parent_path();
    const auto name = fs::path(path).filename().string();
    std::vector<std::string> found;
    std::error_code failed;
    for (fs::directory_iterator entry(parent, failed), end; !failed && entry != end; entry.increment(failed)) {
        const auto other = entry->path().filename().string();
        const auto [stem, extension] = partsOf(other);
        if (stem.size() <= kHashDigits) continue;
        const auto hash = stem.substr(stem.size() - kHashDigits);
        if (hash.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
            other == ArtifactMerge::besideName(name, hash) && entry->is_regular_file(failed) &&
            !entry->is_symlink(failed))
            found.push_back((fs::path(path).parent_path() / other).generic_string());
    }
    return found;
}

} // namespace

/// What a file holds: bytes in memory, or on disk.
struct ArtifactMerge::Content {
    fs::path file;
    std::string bytes;
    std::uint64_t size = 0;
    std::string hash; ///< when asked for

    static Result<Content> of(const PortableFile& source) {
        Content content;
        if (source.file.empty()) {
            content.bytes = source.bytes;
        } else if (source.length) {
            SLIPWAY_ASSIGN(content.bytes, partOf(source));
        } else {
            content.file = source.file;
        }
        content.size = content.file.empty() ? content.bytes.size() : sizeOf(content.file);
        return content;
    }
    static Content ofFile(const fs::path& file) { return {file, {}, sizeOf(file), {}}; }

    std::unique_ptr<std::istream> open() const {
        if (!file.empty()) return std::make_unique<std::ifstream>(file, std::ios::binary);
        return std::make_unique<std::istringstream>(bytes);
    }
    bool beginsWith(const Content& other) const {
        return other.size <= size && sameBeginning(*open(), *other.open(), other.size);
    }
    Status computeHash() {
        if (file.empty()) {
            hash = sha256Hex(bytes);
            return {};
        }
        SLIPWAY_ASSIGN(hash, sha256OfFile(file));
        return {};
    }
};

ArtifactMerge::~ArtifactMerge() {
    std::error_code ignored;
    for (const auto& file : m_new) {
        fs::remove(file, ignored);
        // Folders that this leaves empty go, too; remove() keeps the others.
        for (auto above = file.parent_path(); above.filename() != "artifacts" && fs::remove(above, ignored);)
            above = above.parent_path();
    }
}

std::string ArtifactMerge::besideName(std::string_view name, std::string_view hash) {
    constexpr std::size_t longest = 200;
    const auto [stem, extension] = partsOf(name);
    auto kept = std::string(stem);
    if (kept.size() > longest) kept.resize(fittingBytes(kept, longest / 4));
    return fmt::format("{}~{}{}", kept, hash.substr(0, kHashDigits), extension);
}

Result<ArtifactMerge::Counts> ArtifactMerge::merge(
    const fs::path& folder, std::span<const PortableFile> files, std::string_view subject) {
    Counts counts;
    for (const auto& file : files) {
        if (m_progress.cancelled()) return fail(ErrorCode::Cancelled, "the import was cancelled");
        ++counts.files;
        const auto path = artifactPath(file.path);
        if (!path || path->empty()) {
            m_problems.add(std::string(subject), fmt::format("'{}' cannot name an artifact", forMessage(file.path)));
            continue;
        }
        const auto added = mergeOne(folder, *path, file, subject);
        if (!added && added.error().code == ErrorCode::DiskFull) return std::unexpected(added.error());
        if (!added) m_problems.add(fmt::format("{}, artifact {}", subject, forMessage(*path)), added.error().message);
        if (!added || !*added) continue;
        ++counts.added;
        counts.bytes +=
            static_cast<std::int64_t>(file.file.empty() ? file.bytes.size() : file.length.value_or(sizeOf(file.file)));
    }
    return counts;
}

Result<bool> ArtifactMerge::mergeOne(
    const fs::path& folder, const std::string& path, const PortableFile& file, std::string_view subject) {
    SLIPWAY_ASSIGN(auto content, Content::of(file));
    SLIPWAY_TRY(makeRoom(folder, path));
    SLIPWAY_ASSIGN(const auto target, artifactPlace(folder, path));
    std::error_code failed;
    if (!fs::exists(target, failed)) {
        SLIPWAY_TRY(write(folder, path, content));
        m_new.push_back(target);
        return true;
    }
    if (fs::is_regular_file(target, failed) && sizeOf(target) == content.size &&
        Content::ofFile(target).beginsWith(content))
        return false;
    SLIPWAY_TRY(content.computeHash());
    return addDifferent(folder, path, content, subject);
}

/// A file in the place of a folder that `path` needs steps aside.
Status ArtifactMerge::makeRoom(const fs::path& folder, const std::string& path) {
    std::error_code failed;
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        const auto above = path.substr(0, slash);
        SLIPWAY_ASSIGN(const auto place, artifactPlace(folder, above));
        if (!fs::is_regular_file(place, failed)) continue;
        SLIPWAY_ASSIGN(const auto hash, sha256OfFile(place));
        const auto aside = place.parent_path() / besideName(place.filename().string(), hash);
        fs::rename(place, aside, failed);
        if (failed) return failFromErrno(failed.value(), "rename " + place.string());
    }
    return {};
}

Status ArtifactMerge::write(const fs::path& folder, const std::string& path, const Content& content) {
    if (content.file.empty()) return ArtifactStore::putBytes(folder, path, content.bytes);
    return ArtifactStore::put(folder, path, content.file);
}

Result<bool> ArtifactMerge::addDifferent(
    const fs::path& folder, const std::string& path, const Content& content, std::string_view subject) {
    const auto parent = fs::path(path).parent_path();
    const auto name = fs::path(path).filename().string();
    const auto beside = [&](const Content& one) { return (parent / besideName(name, one.hash)).generic_string(); };
    std::error_code failed;
    for (const auto& other : besides(folder, path)) {
        SLIPWAY_ASSIGN(const auto place, artifactPlace(folder, other));
        const auto known = Content::ofFile(place);
        if (known.beginsWith(content)) return false;
        if (content.beginsWith(known)) fs::remove(place, failed);
    }
    SLIPWAY_ASSIGN(const auto target, artifactPlace(folder, path));
    if (fs::is_directory(target, failed)) {
        SLIPWAY_TRY(write(folder, beside(content), content));
        m_conflicts.add({std::string(subject), "artifact " + path, "the folder", beside(content)});
        return true;
    }
    auto known = Content::ofFile(target);
    if (known.beginsWith(content)) return false;
    if (content.beginsWith(known)) {
        SLIPWAY_TRY(write(folder, path, content));
        return true;
    }
    SLIPWAY_TRY(known.computeHash());
    const bool wins = std::tie(known.size, known.hash) < std::tie(content.size, content.hash);
    if (wins) {
        fs::rename(target, target.parent_path() / besideName(name, known.hash), failed);
        if (failed) return failFromErrno(failed.value(), "rename " + target.string());
    }
    SLIPWAY_TRY(write(folder, wins ? path : beside(content), content));
    const auto& loser = wins ? known : content;
    m_conflicts.add({std::string(subject), "artifact " + path,
        fmt::format("{} bytes", wins ? content.size : known.size), beside(loser)});
    return true;
}

} // namespace slipway::track::transfer
