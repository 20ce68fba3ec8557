#include "core/track/transfer/folder_walk.h"

#include <algorithm>

#include "core/track/transfer/artifact_finder.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

constexpr int kDeepest = 40;
constexpr std::size_t kMostFiles = 1'000'000;

std::vector<fs::directory_entry> entriesOf(const fs::path& folder, Problems& problems) {
    std::vector<fs::directory_entry> entries;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed))
        entries.push_back(*entry);
    if (failed) problems.add(folder.string(), failed.message());
    std::ranges::sort(entries, {}, [](const auto& entry) { return entry.path().filename().string(); });
    return entries;
}

void walk(const fs::path& folder, const std::string& path, int depth, const ArtifactFinder* links,
    std::vector<FoundFile>& found, Problems& problems) {
    if (depth > kDeepest) return problems.add(folder.string(), "folders nested too deep are left out");
    for (const auto& entry : entriesOf(folder, problems)) {
        if (found.size() >= kMostFiles) return problems.add(folder.string(), "more than 1,000,000 files");
        const auto name =
            path.empty() ? entry.path().filename().string() : path + "/" + entry.path().filename().string();
        if (isPlainFolder(entry.path()))
            walk(entry.path(), name, depth + 1, links, found, problems);
        else if (isPlainFile(entry.path()) || (links && links->allowsLink(entry.path())))
            found.push_back({name, entry.path()});
        else
            problems.add(entry.path().string(), "is a link or no file, and is not followed");
    }
}

} // namespace

bool isPlainFolder(const fs::path& path) {
    std::error_code failed;
    return fs::symlink_status(path, failed).type() == fs::file_type::directory;
}

bool isPlainFile(const fs::path& path) {
    std::error_code failed;
    return fs::symlink_status(path, failed).type() == fs::file_type::regular;
}

std::vector<FoundFile> filesBelow(const fs::path& folder, Problems& problems, const ArtifactFinder* links) {
    std::vector<FoundFile> found;
    if (isPlainFolder(folder)) walk(folder, "", 0, links, found, problems);
    return found;
}

std::vector<fs::path> foldersIn(const fs::path& folder, Problems& problems) {
    std::vector<fs::path> found;
    if (!isPlainFolder(folder)) return found;
    for (const auto& entry : entriesOf(folder, problems)) {
        std::error_code failed;
        if (isPlainFolder(entry.path()))
            found.push_back(entry.path());
        else if (entry.is_symlink(failed))
            problems.add(entry.path().string(), "is a link, and is not followed");
    }
    return found;
}

std::vector<PortableFile> artifactsBelow(const fs::path& folder, Problems& problems, const ArtifactFinder& links) {
    std::vector<PortableFile> artifacts;
    for (auto& one : filesBelow(folder, problems, &links)) {
        PortableFile file;
        file.path = std::move(one.path);
        file.file = std::move(one.file);
        artifacts.push_back(std::move(file));
    }
    return artifacts;
}

} // namespace slipway::track::transfer
