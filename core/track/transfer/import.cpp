#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/track/transfer/artifact_finder.h"
#include "core/track/transfer/run_source.h"
#include "core/track/transfer/transfer.h"
#include "core/track/transfer/workspace_merge.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

/// The folder itself; of a database the one that holds it, as MLflow puts `mlruns` beside it.
std::vector<fs::path> rootsOf(const fs::path& path, const ImportOptions& options) {
    auto roots = options.artifactRoots;
    std::error_code failed;
    const auto absolute = fs::absolute(path, failed);
    roots.push_back(fs::is_directory(path, failed) ? absolute : absolute.parent_path());
    return roots;
}

Result<std::unique_ptr<RunSource>> openSource(
    const std::string& format, const fs::path& path, const ImportOptions& options) {
    if (format == "mlruns") return openMlruns(path, ArtifactFinder(rootsOf(path, options)));
    if (format == "mlflow-db") return openMlflowDb(path, ArtifactFinder(rootsOf(path, options)));
    if (format == "tensorboard") return openTensorboard(path);
    if (format == "wandb") return openWandb(path, ArtifactFinder(rootsOf(path, options)));
    return fail(ErrorCode::InvalidArgument, fmt::format("there is no format '{}'", forMessage(format)),
        "Formats are " + join(formats(), ", "));
}

} // namespace

const std::vector<std::string>& formats() {
    static const std::vector<std::string> all{"mlruns", "mlflow-db", "tensorboard", "wandb"};
    return all;
}

Result<std::string> formatOf(const fs::path& path) {
    std::error_code failed;
    if (!fs::exists(path, failed))
        return fail(ErrorCode::NotFound, fmt::format("there is no {}", path.string()), "Check the path");
    if (looksLikeMlflowDb(path)) return "mlflow-db";
    if (looksLikeWandb(path)) return "wandb";
    if (looksLikeMlruns(path)) return "mlruns";
    if (looksLikeTensorboard(path)) return "tensorboard";
    return fail(ErrorCode::BadData, fmt::format("{} holds no runs that can be read", path.string()),
        "Give an mlruns folder, an mlflow.db, a folder of TensorBoard event files, or a wandb folder");
}

Result<ImportReport> importRuns(Ledger& ledger, const fs::path& root, const access::Actor& actor, const fs::path& path,
    const ImportOptions& options, Progress& progress) {
    SLIPWAY_TRY(ledger.check(actor, access::Permission::Train));
    ImportReport report;
    report.format = options.format;
    if (report.format == "auto") {
        SLIPWAY_ASSIGN(report.format, formatOf(path));
    }
    SLIPWAY_ASSIGN(const auto source, openSource(report.format, path, options));
    const auto subject = "import/" + forMessage(fs::absolute(path).lexically_normal().filename().string(), 200);
    WorkspaceMerge merge(ledger, root, actor, subject, options, report, progress);
    progress.update(-1, "looking for runs");
    SLIPWAY_ASSIGN(const auto expected, source->count());
    merge.expect(expected);
    SLIPWAY_TRY(source->read(merge, report.problems));
    SLIPWAY_TRY(merge.finish());
    if (report.runs == 0 && report.problems.count() > 0)
        return fail(ErrorCode::BadData,
            fmt::format("{}: {}", report.problems.first().front().where, report.problems.first().front().what),
            "No run could be read");
    return report;
}

} // namespace slipway::track::transfer
