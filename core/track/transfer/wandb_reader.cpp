#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/track/transfer/folder_walk.h"
#include "core/track/transfer/portable_text.h"
#include "core/track/transfer/record_file.h"
#include "core/track/transfer/run_source.h"
#include "core/track/transfer/wandb_record.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPointsAtOnce = 5000;
constexpr const char* kNoProject = "uncategorized";

/// "run-ID.wandb" of W&B's folder of one run; empty when there is none.
fs::path recordsIn(const fs::path& folder) {
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
        const auto name = entry->path().filename().string();
        if (name.starts_with("run-") && name.ends_with(".wandb") && isPlainFile(entry->path())) return entry->path();
    }
    return {};
}

/// The file itself, a run's folder, W&B's folder, or the one that it is in.
std::vector<fs::path> recordFiles(const fs::path& path) {
    if (isPlainFile(path)) {
        if (path.extension() == ".wandb") return {path};
        return {};
    }
    if (auto own = recordsIn(path); !own.empty()) return {own};
    Problems unheard; // links to the latest run
    for (const auto& folder : {path, path / "wandb"}) {
        std::vector<fs::path> found;
        for (const auto& run : foldersIn(folder, unheard))
            if (auto file = recordsIn(run); !file.empty()) found.push_back(std::move(file));
        if (!found.empty()) return found;
    }
    return {};
}

/// What older clients wrote beside the records.
void addMetadata(const fs::path& file, PortableRun& run, Problems& problems) {
    if (!isPlainFile(file)) return;
    const auto metadata = readJsonFile(file);
    if (!metadata || !metadata->is_object()) return problems.add(file.string(), "cannot be read as JSON");
    const auto put = [&](const char* key, const std::string& value) {
        if (!value.empty()) run.tags.try_emplace(key, value);
    };
    put("mlflow.source.name", textOr(*metadata, "program"));
    put("wandb.host", textOr(*metadata, "host"));
    put("wandb.os", textOr(*metadata, "os"));
    put("wandb.python", textOr(*metadata, "python"));
    if (run.userId.empty()) run.userId = textOr(*metadata, "username");
    const auto git = metadata->find("git");
    if (git == metadata->end() || !git->is_object()) return;
    put("mlflow.source.git.commit", textOr(*git, "commit"));
    put("mlflow.source.git.repoURL", textOr(*git, "remote"));
}

class WandbReader : public RunSource {
public:
    WandbReader(std::vector<fs::path> files, ArtifactFinder links)
        : m_files(std::move(files)), m_links(std::move(links)) {}

    Result<std::int64_t> count() override { return static_cast<std::int64_t>(m_files.size()); }

    Status read(RunSink& sink, Problems& problems) override {
        for (const auto& file : m_files) {
            PortableExperiment experiment;
            auto run = runOf(file, experiment.name, problems);
            if (!run) {
                problems.add(file.string(), run.error().message);
                continue;
            }
            SLIPWAY_TRY(sink.experiment(experiment));
            SLIPWAY_TRY(sink.run(experiment, std::move(*run)));
        }
        return {};
    }

private:
    Result<PortableRun> runOf(const fs::path& file, std::string& project, Problems& problems) const {
        std::ifstream in(file, std::ios::binary);
        if (!in) return fail(ErrorCode::PermissionDenied, "cannot be read");
        WandbRecords records(in, file.string(), problems);
        if (!records.isWandb()) return fail(ErrorCode::BadData, "does not begin as a W&B file does");
        auto gathered = std::make_shared<WandbRun>(problems);
        for (std::int64_t number = 1; const auto record = records.next(); ++number)
            gathered->add(*record, fmt::format("{}, record {}", file.string(), number));
        gathered->finish();
        if (gathered->runId().empty()) return fail(ErrorCode::BadData, "holds no record of its run");
        project = gathered->project().empty() ? kNoProject : gathered->project();
        PortableRun run;
        run.id = runIdOf("wandb", gathered->entity() + "\n" + gathered->project() + "\n" + gathered->runId());
        run.name = gathered->name().empty() ? gathered->runId() : gathered->name();
        run.status = gathered->status();
        run.startedAt = gathered->startedAt();
        run.endedAt = gathered->endedAt();
        run.userId = gathered->user();
        run.parameters = gathered->parameters();
        run.tags = gathered->tags();
        run.points = [gathered](const PointSink& sink) { return givePoints(*gathered, sink); };
        const auto files = file.parent_path() / "files";
        addMetadata(files / "wandb-metadata.json", run, problems);
        run.files = artifactsBelow(files, problems, m_links);
        const auto isOutput = [](const PortableFile& one) { return one.path == "output.log"; };
        if (!gathered->output().empty() && std::ranges::none_of(run.files, isOutput)) {
            PortableFile output;
            output.path = "output.log";
            output.bytes = gathered->output();
            run.files.push_back(std::move(output));
        }
        return run;
    }

    static Status givePoints(const WandbRun& run, const PointSink& sink) {
        auto order = run.points();
        std::ranges::stable_sort(order, {}, &WandbRun::Point::key);
        std::vector<MetricPoint> points;
        for (const auto& point : order) {
            points.push_back({run.keys()[point.key], point.value, point.step, point.at});
            if (points.size() < kPointsAtOnce) continue;
            SLIPWAY_TRY(sink(points));
            points.clear();
        }
        return points.empty() ? Status() : sink(points);
    }

    std::vector<fs::path> m_files;
    ArtifactFinder m_links; ///< `wandb.save` makes links to files
};

} // namespace

bool looksLikeWandb(const fs::path& path) {
    return !recordFiles(path).empty();
}

Result<std::unique_ptr<RunSource>> openWandb(const fs::path& path, ArtifactFinder links) {
    std::error_code failed;
    const auto real = fs::canonical(path, failed);
    if (failed) return failFromErrno(failed.value(), "read " + path.string());
    auto files = recordFiles(real);
    if (files.empty())
        return fail(ErrorCode::BadData, fmt::format("{} holds no run of Weights & Biases", path.string()),
            "Its runs are folders with a file run-ID.wandb each");
    return std::make_unique<WandbReader>(std::move(files), std::move(links));
}

} // namespace slipway::track::transfer
