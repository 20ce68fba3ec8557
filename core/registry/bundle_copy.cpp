#include "core/registry/bundle_copy.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/id.h"
#include "core/base/text.h"
#include "core/track/tracker.h"

namespace slipway::registry {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kModelFolder = "model";
constexpr std::size_t kMostFiles = 10000;
constexpr int kDeepest = 20;

/// Paths of all files below an artifact folder, relative to the run's artifacts.
Status collect(const track::Tracker& tracker, std::string_view run, const std::string& folder, int depth,
    std::vector<std::string>& files) {
    SLIPWAY_ASSIGN(const auto found, tracker.artifacts(run, folder));
    for (const auto& artifact : found) {
        const auto path = artifact.path.starts_with(folder + "/") ? artifact.path : folder + "/" + artifact.path;
        if (files.size() >= kMostFiles || depth >= kDeepest)
            return fail(ErrorCode::BadData, fmt::format("the model of run {} has too many files", forMessage(run)));
        if (artifact.folder)
            SLIPWAY_TRY(collect(tracker, run, path, depth + 1, files));
        else
            files.push_back(path);
    }
    return {};
}

Status copyFile(const fs::path& from, const fs::path& to) {
    SLIPWAY_TRY(makeFolders(to.parent_path()));
    auto part = to;
    part += ".part";
    std::error_code failed;
    fs::copy_file(from, part, fs::copy_options::overwrite_existing, failed);
    if (failed) return failFromErrno(failed.value(), fmt::format("copy {} to {}", from.string(), to.string()));
    return publishFile(part, to);
}

} // namespace

Result<BundleCopy> BundleCopy::make(const track::Tracker& tracker, std::string_view run, const fs::path& root) {
    std::vector<std::string> files;
    const auto listed = collect(tracker, run, std::string(kModelFolder), 0, files);
    if (!listed && listed.error().code != ErrorCode::NotFound) return std::unexpected(listed.error());
    if (files.empty())
        return fail(ErrorCode::NotFound, fmt::format("run {} has no model", forMessage(run)),
            "Train with Slipway, or log a model under the artifact folder 'model'");
    const auto models = root / "artifacts" / "models";
    SLIPWAY_TRY(makeFolders(models));
    BundleCopy copy(models / fmt::format(".tmp-{}", newId()));
    for (const auto& file : files) {
        SLIPWAY_ASSIGN(const auto from, tracker.artifactFile(run, file));
        SLIPWAY_TRY(copyFile(from, copy.m_temporary / file.substr(kModelFolder.size() + 1)));
    }
    SLIPWAY_ASSIGN(copy.m_hash, hashOfFolder(copy.m_temporary));
    return copy;
}

BundleCopy::BundleCopy(BundleCopy&& other) noexcept
    : m_temporary(std::exchange(other.m_temporary, {})), m_hash(std::move(other.m_hash)) {}

BundleCopy::~BundleCopy() {
    std::error_code ignored;
    if (!m_temporary.empty()) fs::remove_all(m_temporary, ignored);
}

Status BundleCopy::publish(const fs::path& folder) {
    SLIPWAY_TRY(makeFolders(folder.parent_path()));
    std::error_code failed;
    fs::remove_all(folder, failed);
    if (failed) return failFromErrno(failed.value(), "replace " + folder.string());
    SLIPWAY_TRY(publishFile(m_temporary, folder)); // a folder is synced and renamed like a file
    m_temporary.clear();
    return {};
}

Result<std::string> hashOfFolder(const fs::path& folder) {
    if (folder.empty())
        return fail(ErrorCode::FailedPrecondition, "it has no model bundle that Slipway's servers can load",
            "Train with Slipway, or serve it with the tool that made it");
    std::error_code failed;
    std::vector<fs::path> files;
    fs::recursive_directory_iterator it(folder, failed), end;
    while (!failed && it != end) {
        if (it->is_regular_file(failed)) files.push_back(it->path().lexically_relative(folder));
        if (!failed) it.increment(failed);
    }
    if (failed) return failFromErrno(failed.value(), "read the folder " + folder.string());
    std::ranges::sort(files, {}, [](const fs::path& path) { return path.generic_string(); });
    Sha256 sha;
    for (const auto& file : files) {
        SLIPWAY_ASSIGN(const auto content, sha256OfFile(folder / file));
        const auto name = file.generic_string();
        sha.update(fmt::format("{}:{}{}", name.size(), name, content));
    }
    return sha.hex();
}

} // namespace slipway::registry
