#include "core/train/code_version.h"

#include <algorithm>
#include <system_error>

#include "core/base/file.h"
#include "core/base/text.h"

namespace slipway::train {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMaxFile = 16u << 20;

std::string firstLine(const fs::path& file) {
    const auto text = readFile(file, kMaxFile);
    return text ? std::string(trimmed(text->substr(0, text->find('\n')))) : std::string();
}

bool isCommit(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// `.git` is a folder, or in a worktree a file that names it.
fs::path repositoryAt(const fs::path& folder) {
    const auto git = folder / ".git";
    std::error_code failed;
    if (fs::is_directory(git, failed)) return git;
    const auto line = firstLine(git);
    constexpr std::string_view prefix = "gitdir: ";
    return line.starts_with(prefix) ? folder / line.substr(prefix.size()) : fs::path();
}

/// Where branches are: a worktree shares those of its main repository.
fs::path commonFolder(const fs::path& repository) {
    const auto line = firstLine(repository / "commondir");
    return line.empty() ? repository : repository / line;
}

std::string packedCommit(const fs::path& common, const std::string& reference) {
    const auto packed = readFile(common / "packed-refs", kMaxFile);
    if (!packed) return {};
    for (const auto& line : split(*packed, '\n'))
        if (line.ends_with(" " + reference)) return line.substr(0, line.find(' '));
    return {};
}

std::string commitOf(const fs::path& repository) {
    const auto head = firstLine(repository / "HEAD");
    constexpr std::string_view prefix = "ref: ";
    if (!head.starts_with(prefix)) return head;
    const auto reference = head.substr(prefix.size());
    const auto common = commonFolder(repository);
    if (!reference.starts_with("refs/") || !resolveInside(common, reference)) return {};
    const auto loose = firstLine(common / reference);
    return loose.empty() ? packedCommit(common, reference) : loose;
}

} // namespace

std::string gitCommit(const fs::path& folder) {
    std::error_code failed;
    auto place = fs::absolute(folder, failed);
    while (!failed && !place.empty()) {
        if (const auto repository = repositoryAt(place); !repository.empty()) {
            const auto commit = commitOf(repository);
            return isCommit(commit) ? commit : std::string();
        }
        if (place == place.root_path()) break;
        place = place.parent_path();
    }
    return {};
}

} // namespace slipway::train
