#include "core/label/folder_scan.h"

#include <algorithm>

#include "core/base/natural_order.h"
#include "core/label/item_check.h"
#include "core/media/image.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

constexpr int kDeepest = 64;
constexpr std::size_t kAtOnce = 100; ///< files that are handed over before a large folder is sorted

struct Entry {
    std::string name;
    bool folder = false;
};

bool belongs(const fs::path& file, Medium medium) {
    switch (medium) {
    case Medium::Image:
        return media::isImageName(file);
    case Medium::Text:
        return isTextName(file);
    case Medium::Video:
        return media::isVideoName(file);
    }
    return false;
}

std::ptrdiff_t atOnce(const std::vector<Entry>& entries) {
    return static_cast<std::ptrdiff_t>(std::min(kAtOnce, entries.size()));
}

bool isBefore(const Entry& a, const Entry& b) {
    return naturalLess(a.name, b.name);
}

/// What the folder holds, the first kAtOnce in natural order; the kinds come with the names, without a look at each
/// file.
std::vector<Entry> listed(const fs::path& folder, ProblemNotes& notes) {
    std::vector<Entry> entries;
    std::error_code failed;
    for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
        auto name = it->path().filename().string();
        std::error_code ignored;
        if (!name.starts_with('.'))
            entries.push_back({std::move(name), it->is_directory(ignored) && !it->is_symlink(ignored)});
    }
    if (failed) notes.add({folder.string(), 0, {}, "the folder cannot be read: " + failed.message(), true});
    std::partial_sort(entries.begin(), entries.begin() + atOnce(entries), entries.end(), isBefore);
    return entries;
}

Result<bool> scan(const fs::path& folder, Medium medium, int depth,
    const std::function<Result<bool>(const fs::path&)>& take, ProblemNotes& notes) {
    if (depth > kDeepest) {
        notes.add({folder.string(), 0, {}, "the folder lies too deep", true});
        return true;
    }
    if (medium == Medium::Video && isFrameFolder(folder)) return take(folder);
    auto entries = listed(folder, notes);
    const auto rest = entries.begin() + atOnce(entries);
    for (auto it = entries.begin(); it != entries.end(); ++it) {
        if (it == rest) std::sort(rest, entries.end(), isBefore);
        const Entry& entry = *it;
        const auto path = folder / entry.name;
        if (!entry.folder && !belongs(path, medium)) continue;
        SLIPWAY_ASSIGN(const bool goOn, entry.folder ? scan(path, medium, depth + 1, take, notes) : take(path));
        if (!goOn) return false;
    }
    return true;
}

} // namespace

bool isFrameFolder(const fs::path& folder) {
    std::error_code failed;
    bool pictures = false;
    for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
        std::error_code ignored;
        if (it->is_directory(ignored) || media::isVideoName(it->path())) return false;
        pictures = pictures || media::isImageName(it->path());
    }
    return pictures && !failed;
}

Status scanFolder(const fs::path& folder, Medium medium, const std::function<Result<bool>(const fs::path&)>& take,
    ProblemNotes& notes) {
    SLIPWAY_TRY(scan(folder, medium, 0, take, notes));
    return {};
}

} // namespace slipway::label
