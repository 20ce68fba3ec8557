#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "core/base/result.h"
#include "core/track/transfer/artifact_finder.h"
#include "core/track/transfer/portable_run.h"
#include "core/track/transfer/problems.h"

namespace slipway::track::transfer {

/// Another tracker's folder or database, read only.
class RunSource {
public:
    virtual ~RunSource() = default;
    /// About how many runs there are, for progress.
    virtual Result<std::int64_t> count() = 0;
    /// All experiments and runs, one after the other. Fails with the sink's error, or when nothing can be read at all;
    /// everything else is noted as a problem.
    virtual Status read(RunSink& sink, Problems& problems) = 0;
};

// Each reads one format. looksLike…() is cheap and never fails.
bool looksLikeMlruns(const std::filesystem::path& path);
bool looksLikeMlflowDb(const std::filesystem::path& path);
bool looksLikeTensorboard(const std::filesystem::path& path);
bool looksLikeWandb(const std::filesystem::path& path);
Result<std::unique_ptr<RunSource>> openMlruns(const std::filesystem::path& path, ArtifactFinder artifacts);
Result<std::unique_ptr<RunSource>> openMlflowDb(const std::filesystem::path& path, ArtifactFinder artifacts);
Result<std::unique_ptr<RunSource>> openTensorboard(const std::filesystem::path& path);
Result<std::unique_ptr<RunSource>> openWandb(const std::filesystem::path& path, ArtifactFinder links);

} // namespace slipway::track::transfer
