#include "core/train/training_service.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <new>
#include <optional>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/table/engine.h"
#include "core/track/runs.h"
#include "core/train/algorithm.h"
#include "core/train/bundle_format.h"
#include "core/train/metric_buffer.h"
#include "core/train/parameters.h"
#include "core/train/run_origin.h"
#include "core/train/run_witness.h"
#include "core/train/script_failure.h"

namespace slipway::train {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxTag = 1000; ///< tags that list things are cut here; the bundle has them whole

struct Datasets {
    data::DatasetVersion training;
    std::optional<data::DatasetVersion> validation;
};

Result<std::vector<std::string>> inputsOf(const TrainingRequest& request, const data::DatasetVersion& dataset) {
    std::vector<std::string> names;
    for (const auto& column : dataset.columns) names.push_back(column.name);
    const auto require = [&](const std::string& name) -> Status {
        if (std::ranges::find(names, name) != names.end()) return {};
        return fail(ErrorCode::InvalidArgument,
            fmt::format("{} has no column '{}'", dataset.reference(), forMessage(name)),
            "It has " + forMessage(join(names, ", "), 400));
    };
    SLIPWAY_TRY(require(request.target));
    for (const auto& name : request.inputs) SLIPWAY_TRY(require(name));
    if (!request.inputs.empty()) return request.inputs;
    std::erase(names, request.target);
    return names;
}

Result<table::Table> readColumns(
    const data::DatasetVersion& dataset, std::vector<std::string> columns, Progress& progress) {
    for (auto& column : columns) column = table::quoteIdentifier(column);
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    return connection.query(
        fmt::format("SELECT {} FROM read_parquet({})", join(columns, ", "), table::quoteText(dataset.file.string())),
        {}, progress);
}

Result<TrainingJob> makeJob(const TrainingRequest& request, const Datasets& datasets,
    const std::vector<std::string>& inputs, Progress& progress) {
    TrainingJob job;
    job.algorithm = request.algorithm;
    job.parameters = request.parameters;
    job.target = request.target;
    job.inputs = inputs;
    auto columns = inputs;
    columns.push_back(request.target);
    SLIPWAY_ASSIGN(job.training, readColumns(datasets.training, columns, progress));
    if (datasets.validation) {
        SLIPWAY_ASSIGN(job.validation, readColumns(*datasets.validation, columns, progress));
    }
    return job;
}

std::map<std::string, std::string> makeTags(const TrainingRequest& request, const Datasets& datasets,
    const std::vector<std::string>& inputs, const RunOrigin& origin) {
    auto tags = origin.tags();
    tags["mlflow.source.name"] = "slipway train";
    tags["slipway.dataset"] = datasets.training.reference();
    tags["slipway.dataset.hash"] = datasets.training.hash;
    tags["slipway.target"] = request.target;
    tags["slipway.algorithm"] = request.algorithm;
    tags["slipway.inputs"] = forMessage(join(inputs, ", "), kMaxTag);
    if (datasets.validation) {
        tags["slipway.validation"] = datasets.validation->reference();
        tags["slipway.validation.hash"] = datasets.validation->hash;
    }
    return tags;
}

Json importanceJson(const std::vector<std::pair<std::string, double>>& importance) {
    Json json{{"type", "total_gain"}, {"inputs", Json::array()}};
    for (const auto& [name, gain] : importance) json["inputs"].push_back({{"name", name}, {"gain", jsonNumber(gain)}});
    return json;
}

Status storeModel(track::Tracker& tracker, const std::string& run, const fs::path& folder, const ModelBundle& model) {
    // The description comes last: a folder with it has the model too.
    for (const auto file : {kModelFile, kDescriptionFile})
        SLIPWAY_TRY(tracker.logArtifact(run, fmt::format("model/{}", file), folder / file));
    SLIPWAY_ASSIGN(const auto importance, model.importance());
    return tracker.logArtifactBytes(run, "importance.json", dump(importanceJson(importance), 2) + "\n");
}

/// Trains in a temporary folder and hands to the run what came out.
Status trainInto(track::Tracker& tracker, const std::string& run, const Clock& clock,
    const std::function<Result<TrainingJob>()>& makeJob, Progress& progress) {
    SLIPWAY_ASSIGN(const auto job, makeJob());
    SLIPWAY_ASSIGN(const auto folder, TemporaryFolder::create("slipway-train"));
    MetricBuffer metrics(tracker, run);
    const auto model = trainModel(
        job, folder.path() / "model",
        [&](int round, const auto& values) { return metrics.add(round, values, clock.now()); }, progress);
    SLIPWAY_TRY(metrics.flush()); // rounds of a failed training are kept too
    if (!model) return std::unexpected(model.error());
    return storeModel(tracker, run, folder.path() / "model", *model);
}

/// Ends the run with the reason; the reason itself is what the caller gets.
std::unexpected<Error> endWith(
    track::Tracker& tracker, const access::Actor& actor, const std::string& run, const Error& error) {
    const auto status = error.code == ErrorCode::Cancelled ? track::RunStatus::Killed : track::RunStatus::Failed;
    // When the disk is full these fail as well; the run is then found as an orphan once this process has ended.
    static_cast<void>(tracker.setTags(run, {{"slipway.error", forMessage(toLine(error), kMaxTag)}}));
    static_cast<void>(tracker.finish(actor, run, status));
    return std::unexpected(error);
}

/// Libraries say in their own words that memory is lacking, or throw.
Status withMemoryNamed(const std::function<Status()>& work, const RunWitness& witness) {
    const auto lack = [&](std::string_view said) {
        constexpr std::uint64_t megabyte = 1'000'000;
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("out of memory: {} (at most {} MB in use, limit {} MB)", said, witness.peakMemory() / megabyte,
                process::memoryLimit() / megabyte),
            "Train on fewer rows or columns, or on a machine with more memory");
    };
    try {
        auto done = work();
        if (done || done.error().code == ErrorCode::Cancelled) return done;
        const auto said = memoryComplaint(done.error().message);
        return said.empty() || done.error().message.starts_with("out of memory:") ? done : lack(said);
    } catch (const std::bad_alloc&) {
        return lack("more was asked for than there is");
    }
}

} // namespace

TrainingService::TrainingService(Ledger& ledger, data::DatasetService& datasets, track::Tracker& tracker)
    : m_ledger(ledger), m_datasets(datasets), m_tracker(tracker) {}

Result<track::Run> TrainingService::train(
    const access::Actor& actor, const TrainingRequest& request, Progress& progress) {
    // Whatever is wrong with the request is said before a run exists.
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::Train));
    SLIPWAY_TRY(m_tracker.markOrphans()); // trainings that were killed say so at the latest when the next one starts
    SLIPWAY_ASSIGN(const auto parameters, checkAlgorithm(request.algorithm, request.parameters));
    Datasets datasets;
    SLIPWAY_ASSIGN(datasets.training, m_datasets.find(request.trainDataset));
    if (!request.validationDataset.empty()) {
        SLIPWAY_ASSIGN(datasets.validation, m_datasets.find(request.validationDataset));
    }
    SLIPWAY_ASSIGN(const auto inputs, inputsOf(request, datasets.training));
    SLIPWAY_ASSIGN(const auto experiment, m_tracker.experiment(actor, request.experiment));
    std::error_code failed;
    const RunOrigin origin(fs::current_path(failed), actor);
    SLIPWAY_ASSIGN(const auto run,
        m_tracker.start(actor, experiment.id, request.runName, makeTags(request, datasets, inputs, origin)));
    RunWitness witness({m_ledger.db().file(), m_tracker.root(), run.id, ::getpid()});
    const auto work = [&]() -> Status {
        SLIPWAY_TRY(origin.store(m_tracker, run.id));
        SLIPWAY_TRY(m_tracker.logParameters(run.id, parameters.effective));
        SLIPWAY_TRY(linkDatasets(actor, run, datasets.training, datasets.validation));
        SLIPWAY_TRY(trainInto(
            m_tracker, run.id, m_ledger.clock(), [&] { return makeJob(request, datasets, inputs, progress); },
            progress));
        witness.stop();
        return m_tracker.finish(actor, run.id, track::RunStatus::Finished);
    };
    const auto done = withMemoryNamed(work, witness);
    witness.stop();
    if (!done) return endWith(m_tracker, actor, run.id, done.error());
    return m_tracker.find(run.id);
}

Status TrainingService::linkDatasets(const access::Actor& actor, const track::Run& run,
    const data::DatasetVersion& training, const std::optional<data::DatasetVersion>& validation) {
    std::vector<track::InputDataset> inputs{inputOf(training, "train")};
    if (validation) inputs.push_back(inputOf(*validation, "validate"));
    SLIPWAY_TRY(track::Runs(m_ledger).logInputs(run.id, inputs, {}));
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "run.train", run.lineageId()));
    SLIPWAY_TRY(change.link(training.lineageId(), run.lineageId(), "ContributedTo", "train"));
    if (validation) SLIPWAY_TRY(change.link(validation->lineageId(), run.lineageId(), "AssociatedWith", "validate"));
    change.note("dataset", training.reference());
    change.note("hash", training.hash);
    return change.commit();
}

Result<std::string> TrainingService::fingerprint(const TrainingRequest& request) const {
    SLIPWAY_ASSIGN(const auto training, m_datasets.find(request.trainDataset));
    auto text = fmt::format("{};{}", SLIPWAY_VERSION, training.hash);
    if (request.validationDataset.empty()) return text;
    SLIPWAY_ASSIGN(const auto validation, m_datasets.find(request.validationDataset));
    return text + ";" + validation.hash;
}

Result<ModelBundle> TrainingService::bundle(std::string_view run) const {
    SLIPWAY_ASSIGN(const auto found, m_tracker.find(run));
    const auto description = m_tracker.artifactFile(found.id, fmt::format("model/{}", kDescriptionFile));
    if (!description)
        return fail(ErrorCode::NotFound, fmt::format("the run '{}' has no model", forMessage(found.name)),
            "Choose a run that finished training");
    return ModelBundle::load(description->parent_path());
}

} // namespace slipway::train
