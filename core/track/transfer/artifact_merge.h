#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/track/transfer/merge_rule.h"
#include "core/track/transfer/portable_run.h"
#include "core/track/transfer/problems.h"

namespace slipway::track::transfer {

/// Puts the files of one run beside those that it has. Of different contents under one name the longest (then the one
/// with the greatest hash) bears the name, and each other stands beside it as "NAME~HASH.EXT"; one that is only the
/// beginning of another is left away, as a log that has grown since. So no order of merging makes a difference. A
/// folder keeps its name against a file. A name that could lead out is a problem, and the file is left out.
class ArtifactMerge {
public:
    ArtifactMerge(Progress& progress, Problems& problems, Conflicts& conflicts)
        : m_progress(progress), m_problems(problems), m_conflicts(conflicts) {}
    /// Takes back the new files of merges that were not kept.
    ~ArtifactMerge();
    ArtifactMerge(const ArtifactMerge&) = delete;
    ArtifactMerge& operator=(const ArtifactMerge&) = delete;

    struct Counts {
        std::int64_t files = 0, added = 0, bytes = 0; ///< bytes of those added
    };
    /// `subject` ("run ID") is told with problems.
    Result<Counts> merge(
        const std::filesystem::path& folder, std::span<const PortableFile> files, std::string_view subject);
    void keep() { m_new.clear(); }

    /// "plot.png" with a hash gives "plot~0123456789ab.png".
    static std::string besideName(std::string_view name, std::string_view hash);

private:
    struct Content;
    Result<bool> mergeOne(const std::filesystem::path& folder, const std::string& path, const PortableFile& file,
        std::string_view subject);
    Status makeRoom(const std::filesystem::path& folder, const std::string& path);
    Status write(const std::filesystem::path& folder, const std::string& path, const Content& content);
    Result<bool> addDifferent(
        const std::filesystem::path& folder, const std::string& path, const Content& content, std::string_view subject);

    Progress& m_progress;
    Problems& m_problems;
    Conflicts& m_conflicts;
    std::vector<std::filesystem::path> m_new;
};

} // namespace slipway::track::transfer
