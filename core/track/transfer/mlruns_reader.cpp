#include <algorithm>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/track/transfer/folder_walk.h"
#include "core/track/transfer/metric_lines.h"
#include "core/track/transfer/portable_text.h"
#include "core/track/transfer/run_source.h"
#include "core/track/transfer/yaml_record.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLongestValue = 4u << 20;
constexpr std::size_t kPointsAtOnce = 1000;
constexpr const char *kMeta = "meta.yaml", *kTrash = ".trash", *kModels = "models";

bool isExperimentMeta(const fs::path& folder) {
    if (!isPlainFile(folder / kMeta)) return false;
    const auto meta = YamlRecord::read(folder / kMeta);
    return meta && meta->has("experiment_id") && !meta->has("run_id") && !meta->has("run_uuid");
}

bool isRunMeta(const fs::path& folder) {
    if (!isPlainFile(folder / kMeta)) return false;
    const auto meta = YamlRecord::read(folder / kMeta);
    return meta && meta->has("experiment_id") && (meta->has("run_id") || meta->has("run_uuid"));
}

/// Folders in an experiment that are no runs.
bool isReserved(const std::string& name) {
    constexpr std::string_view reserved[] = {"tags", "datasets", "traces", kModels, "assessments", kTrash};
    return std::ranges::find(reserved, name) != std::end(reserved);
}

/// MLflow's file store writes statuses as numbers, and some versions as names.
RunStatus statusOf(const std::string& written) {
    if (written == "2") return RunStatus::Scheduled;
    if (written == "3") return RunStatus::Finished;
    if (written == "4") return RunStatus::Failed;
    if (written == "5") return RunStatus::Killed;
    return runStatus(written).value_or(RunStatus::Running);
}

LoggedModelStatus modelStatusOf(const std::string& written) {
    if (written == "2" || written.ends_with("READY")) return LoggedModelStatus::Ready;
    if (written == "3" || written.ends_with("FAILED")) return LoggedModelStatus::UploadFailed;
    return LoggedModelStatus::Pending;
}

/// Files whose names are keys and whose contents are values.
std::map<std::string, std::string> valuesIn(const fs::path& folder, Problems& problems) {
    std::map<std::string, std::string> values;
    for (const auto& found : filesBelow(folder, problems)) {
        auto value = readFile(found.file, kLongestValue);
        if (value)
            values.emplace(found.path, std::move(*value));
        else
            problems.add(found.file.string(), value.error().message);
    }
    return values;
}

class MlrunsReader : public RunSource {
public:
    /// `only`: one experiment's folder, or one run's.
    struct Only {
        fs::path experiment, run;
    };
    MlrunsReader(fs::path root, Only only, ArtifactFinder artifacts)
        : m_root(std::move(root)), m_only(std::move(only)), m_artifacts(std::move(artifacts)) {}

    Result<std::int64_t> count() override {
        std::int64_t runs = 0;
        Problems unheard;
        for (const auto& experiment : experiments(unheard))
            runs += static_cast<std::int64_t>(runsOf(experiment, unheard).size());
        return runs;
    }

    Status read(RunSink& sink, Problems& problems) override {
        const auto folders = experiments(problems);
        for (const auto& folder : folders) SLIPWAY_TRY(readRuns(folder, sink, problems));
        if (m_only.run.empty())
            for (const auto& folder : folders) SLIPWAY_TRY(readModels(folder, sink, problems));
        if (m_only.experiment.empty())
            problems.leftOut(
                "registered models", static_cast<std::int64_t>(foldersIn(m_root / kModels, problems).size()));
        return {};
    }

private:
    std::vector<fs::path> experiments(Problems& problems) const {
        if (!m_only.experiment.empty()) return {m_only.experiment};
        std::vector<fs::path> found;
        for (const auto& parent : {m_root, m_root / kTrash})
            for (auto& folder : foldersIn(parent, problems)) {
                const auto name = folder.filename().string();
                if (name != kTrash && (name != kModels || isExperimentMeta(folder))) found.push_back(std::move(folder));
            }
        return found;
    }

    std::vector<fs::path> runsOf(const fs::path& experiment, Problems& problems) const {
        if (!m_only.run.empty()) return {m_only.run};
        auto folders = foldersIn(experiment, problems);
        std::erase_if(folders, [](const fs::path& folder) { return isReserved(folder.filename().string()); });
        return folders;
    }

    static PortableExperiment experimentOf(const fs::path& folder, Problems& problems) {
        PortableExperiment experiment;
        experiment.name = folder.filename().string();
        experiment.deleted = folder.parent_path().filename() == kTrash;
        const auto meta = YamlRecord::read(folder / kMeta);
        if (!meta) {
            problems.add((folder / kMeta).string(), meta.error().message);
            return experiment;
        }
        if (const auto name = meta->text("name"); !name.empty()) experiment.name = name;
        experiment.createdAt = meta->integer("creation_time");
        experiment.updatedAt = meta->integer("last_update_time");
        experiment.deleted = experiment.deleted || meta->text("lifecycle_stage") == "deleted";
        experiment.tags = valuesIn(folder / "tags", problems);
        return experiment;
    }

    Status readRuns(const fs::path& folder, RunSink& sink, Problems& problems) {
        const auto runs = runsOf(folder, problems);
        if (!isPlainFile(folder / kMeta) && runs.empty()) return {};
        const auto experiment = experimentOf(folder, problems);
        SLIPWAY_TRY(sink.experiment(experiment));
        for (const auto& run : runs) {
            auto read = runOf(run, problems);
            if (read)
                SLIPWAY_TRY(sink.run(experiment, std::move(*read)));
            else
                problems.add(run.string(), read.error().message);
        }
        problems.leftOut("traces", static_cast<std::int64_t>(foldersIn(folder / "traces", problems).size()));
        return {};
    }

    Result<PortableRun> runOf(const fs::path& folder, Problems& problems) {
        SLIPWAY_ASSIGN(const auto meta, YamlRecord::read(folder / kMeta));
        PortableRun run;
        auto id = meta.text("run_id");
        if (id.empty()) id = meta.text("run_uuid");
        if (id.empty()) return fail(ErrorCode::BadData, "meta.yaml has no run_id");
        run.id = runIdOf("mlflow", id);
        run.name = meta.text("run_name");
        run.status = statusOf(meta.text("status"));
        run.startedAt = meta.integer("start_time");
        run.endedAt = meta.integer("end_time");
        run.userId = meta.text("user_id");
        run.deleted = meta.text("lifecycle_stage") == "deleted";
        run.deletedAt = meta.integer("deleted_time");
        run.parameters = valuesIn(folder / "params", problems);
        run.tags = valuesIn(folder / "tags", problems);
        if (run.id != id) run.tags.emplace("slipway.import.run_id", id);
        readInputs(folder, run, problems);
        run.points = [folder, &problems](const PointSink& sink) { return readPoints(folder, sink, problems); };
        run.files = filesOf(folder, meta.text("artifact_uri"), "run " + run.id, problems);
        return run;
    }

    static Status readPoints(const fs::path& folder, const PointSink& sink, Problems& problems) {
        std::vector<MetricPoint> points;
        for (const auto& found : filesBelow(folder / "metrics", problems)) {
            const auto read = eachMetricLine(found.file, problems, [&](MetricLine&& line) -> Status {
                points.push_back({found.path, line.value, line.step, line.at});
                if (points.size() < kPointsAtOnce) return {};
                SLIPWAY_TRY(sink(points));
                points.clear();
                return {};
            });
            SLIPWAY_TRY(read);
        }
        if (points.empty()) return {};
        return sink(points);
    }

    /// The folder's own artifacts first: a store that was moved still says where they were before.
    std::vector<PortableFile> filesOf(
        const fs::path& folder, const std::string& uri, const std::string& subject, Problems& problems) {
        const auto own = folder / "artifacts";
        std::error_code failed;
        if (isPlainFolder(own) && (uri.empty() || !fs::is_empty(own, failed)))
            return artifactsBelow(own, problems, m_artifacts);
        if (uri.empty()) return {};
        const auto found = m_artifacts.folderOf(uri);
        if (found) return artifactsBelow(*found, problems, m_artifacts);
        const bool ownIsMeant = found.error().code == ErrorCode::NotFound && isPlainFolder(own) &&
                                uri.ends_with(folder.filename().string() + "/artifacts");
        if (!ownIsMeant) problems.add(subject, found.error().message);
        return {};
    }

    void readInputs(const fs::path& folder, PortableRun& run, Problems& problems) {
        for (const auto& input : foldersIn(folder / "inputs", problems)) {
            const auto meta = YamlRecord::read(input / kMeta);
            if (!meta) {
                problems.add((input / kMeta).string(), meta.error().message);
                continue;
            }
            const auto source = meta->text("source_id");
            if (meta->text("source_type") == "MODEL")
                run.inputModels.push_back({source, meta->integer("step")});
            else
                readDataset(folder.parent_path() / "datasets", source, *meta, run, problems);
        }
        for (const auto& output : foldersIn(folder / "outputs", problems)) {
            const auto meta = YamlRecord::read(output / kMeta);
            run.outputModels.push_back({output.filename().string(), meta ? meta->integer("step") : 0});
        }
    }

    static void readDataset(
        const fs::path& datasets, const std::string& id, const YamlRecord& use, PortableRun& run, Problems& problems) {
        if (id.empty() || id.find('/') != std::string::npos || id.starts_with('.') || !isPlainFolder(datasets / id))
            return problems.add("run " + run.id, fmt::format("its input dataset '{}' is not there", forMessage(id)));
        const auto meta = YamlRecord::read(datasets / id / kMeta);
        if (!meta) return problems.add((datasets / id / kMeta).string(), meta.error().message);
        InputDataset dataset{meta->text("name"), meta->text("digest"), meta->text("source_type"), meta->text("source"),
            meta->optionalText("schema"), meta->optionalText("profile"), {}};
        for (const auto& [key, value] : use.tags()) dataset.tags.emplace_back(key, value);
        run.inputs.push_back(std::move(dataset));
    }

    Status readModels(const fs::path& folder, RunSink& sink, Problems& problems) {
        const auto models = foldersIn(folder / kModels, problems);
        if (models.empty()) return {};
        Problems told; // when the runs were read
        const auto experiment = experimentOf(folder, told);
        for (const auto& one : models) {
            auto model = modelOf(one, problems);
            if (model)
                SLIPWAY_TRY(sink.model(experiment, std::move(*model)));
            else
                problems.add(one.string(), model.error().message);
        }
        return {};
    }

    Result<PortableModel> modelOf(const fs::path& folder, Problems& problems) {
        SLIPWAY_ASSIGN(const auto meta, YamlRecord::read(folder / kMeta));
        PortableModel model;
        model.id = meta.text("model_id");
        if (!model.id.starts_with("m-") || runIdOf("", model.id.substr(2)) != model.id.substr(2))
            return fail(ErrorCode::BadData, fmt::format("meta.yaml has the model_id '{}'", forMessage(model.id)));
        model.name = meta.text("name");
        model.modelType = meta.text("model_type");
        model.sourceRun = meta.text("source_run_id");
        model.status = modelStatusOf(meta.text("status"));
        model.statusMessage = meta.text("status_message");
        model.createdAt = meta.integer("creation_timestamp");
        model.updatedAt = meta.integer("last_updated_timestamp");
        model.deleted = meta.text("lifecycle_stage") == "deleted";
        model.parameters = valuesIn(folder / "params", problems);
        model.tags = valuesIn(folder / "tags", problems);
        for (const auto& found : filesBelow(folder / "metrics", problems))
            SLIPWAY_TRY(eachMetricLine(found.file, problems, [&](MetricLine&& line) -> Status {
                if (line.rest.empty()) return {};
                const auto digest = line.rest.size() > 2 ? line.rest.back() : std::string();
                const auto name =
                    line.rest.size() > 2 ? join({line.rest.begin() + 1, line.rest.end() - 1}, " ") : std::string();
                model.metrics.push_back({{{found.path, line.value, line.step, line.at}, model.id, name, digest},
                    runIdOf("mlflow", line.rest.front())});
                return {};
            }));
        model.files = filesOf(folder, meta.text("artifact_location"), "logged model " + model.id, problems);
        return model;
    }

    fs::path m_root;
    Only m_only;
    ArtifactFinder m_artifacts;
};

/// `path` itself, or the `mlruns` in it.
std::optional<fs::path> rootIn(const fs::path& path) {
    Problems unheard;
    for (const auto& candidate : {path, path / "mlruns"}) {
        std::error_code failed;
        if (!fs::is_directory(candidate, failed)) continue;
        const auto real = fs::canonical(candidate, failed);
        for (const auto& parent : {real, real / kTrash})
            if (std::ranges::any_of(foldersIn(parent, unheard), isExperimentMeta)) return real;
    }
    return std::nullopt;
}

} // namespace

bool looksLikeMlruns(const fs::path& path) {
    std::error_code failed;
    const auto real = fs::canonical(path, failed);
    return isExperimentMeta(real) || isRunMeta(real) || rootIn(path);
}

Result<std::unique_ptr<RunSource>> openMlruns(const fs::path& path, ArtifactFinder artifacts) {
    std::error_code failed;
    const auto real = fs::canonical(path, failed);
    MlrunsReader::Only only;
    if (!failed && isExperimentMeta(real)) only.experiment = real;
    if (!failed && isRunMeta(real)) only = {real.parent_path(), real};
    if (!only.experiment.empty()) {
        const auto root = only.experiment.parent_path();
        return std::make_unique<MlrunsReader>(root, std::move(only), std::move(artifacts));
    }
    if (const auto root = rootIn(path)) return std::make_unique<MlrunsReader>(*root, only, std::move(artifacts));
    return fail(ErrorCode::BadData, fmt::format("{} is no mlruns folder", path.string()),
        "It holds folders of experiments with a meta.yaml each");
}

} // namespace slipway::track::transfer
