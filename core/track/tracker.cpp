#include "core/track/tracker.h"

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/process_owner.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/store/transaction.h"
#include "core/track/artifact_store.h"
#include "core/track/experiment_store.h"
#include "core/track/experiments.h"
#include "core/track/limits.h"
#include "core/track/liveness.h"
#include "core/track/metric_store.h"
#include "core/track/run_events.h"
#include "core/track/run_loader.h"
#include "core/track/run_search.h"
#include "core/track/run_store.h"
#include "core/track/runs.h"

namespace slipway::track {

namespace fs = std::filesystem;

Tracker::Tracker(Ledger& ledger, fs::path root) : m_ledger(ledger), m_root(std::move(root)) {}

Result<Experiment> Tracker::experiment(const access::Actor& actor, std::string_view name) {
    Experiments experiments(m_ledger);
    SLIPWAY_ASSIGN(auto known, experiments.byName(name));
    if (known) return std::move(*known);
    auto made = experiments.create(actor, {std::string(name), {}, {}});
    if (made || made.error().code != ErrorCode::AlreadyExists) return made;
    SLIPWAY_ASSIGN(known, experiments.byName(name)); // another process was quicker
    if (!known) return made;
    return std::move(*known);
}

Result<std::vector<Experiment>> Tracker::experiments(bool includeDeleted) const {
    return ExperimentStore(m_ledger.db()).all(includeDeleted);
}

Result<Run> Tracker::start(const access::Actor& actor, std::int64_t experiment, std::string_view name,
    const std::map<std::string, std::string>& tags) {
    Run run;
    run.id = newId();
    run.name = name.empty() ? "run-" + run.id.substr(0, 8) : std::string(name);
    SLIPWAY_TRY(checkName(run.name, "run"));
    SLIPWAY_TRY(checkTags(tags));
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "run.start", run.lineageId()));
    SLIPWAY_ASSIGN(run.experimentName, ExperimentStore(m_ledger.db()).nameOf(experiment));
    run.experiment = experiment;
    run.startedAt = change.at();
    run.actor = run.userId = actor.name;
    run.tags = tags;
    run.tags.try_emplace("mlflow.runName", run.name);
    SLIPWAY_ASSIGN(const auto number, runs.add(run, ownProcessMark()));
    SLIPWAY_TRY(runs.setTags(number, run.tags));
    SLIPWAY_TRY(change.addNode({run.lineageId(), "run", run.name}));
    change.note("experiment", run.experimentName);
    SLIPWAY_TRY(change.commit());
    return run;
}

Status Tracker::logMetrics(std::string_view run, std::span<const MetricPoint> points) {
    for (std::size_t i = 0; i < points.size(); ++i)
        if (i == 0 || points[i].key != points[i - 1].key) SLIPWAY_TRY(checkKey(points[i].key, "metric"));
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_ASSIGN(const auto key, RunStore(m_ledger.db()).keyOf(run));
    SLIPWAY_TRY(reviveRun(m_ledger, key, run, ownProcessMark));
    SLIPWAY_TRY(MetricStore(m_ledger.db()).add(key.number, key.experiment, points));
    return transaction.commit();
}

Status Tracker::logParameters(std::string_view run, const std::map<std::string, std::string>& parameters) {
    SLIPWAY_TRY(checkParameters(parameters));
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(const auto key, runs.keyOf(run));
    SLIPWAY_TRY(reviveRun(m_ledger, key, run, ownProcessMark));
    SLIPWAY_TRY(runs.addParameters(key.number, parameters));
    return transaction.commit();
}

Status Tracker::setTags(std::string_view run, const std::map<std::string, std::string>& tags) {
    SLIPWAY_TRY(checkTags(tags));
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(const auto key, runs.keyOf(run));
    SLIPWAY_TRY(runs.setTags(key.number, tags));
    return transaction.commit();
}

Status Tracker::logArtifact(std::string_view run, std::string_view path, const fs::path& file) {
    SLIPWAY_ASSIGN(const auto folder, artifactFolder(run));
    return ArtifactStore::put(folder, path, file);
}

Status Tracker::logArtifactBytes(std::string_view run, std::string_view path, std::string_view bytes) {
    SLIPWAY_ASSIGN(const auto folder, artifactFolder(run));
    return ArtifactStore::putBytes(folder, path, bytes);
}

Status Tracker::conclude(const access::Actor& actor, std::string_view run, RunStatus status) {
    if (!hasEnded(status)) return finish(actor, run, status); // which says what is wrong
    SLIPWAY_TRY(Runs(m_ledger).update(actor, run, {status, m_ledger.clock().now(), {}, {}}));
    return {};
}

Status Tracker::finish(const access::Actor& actor, std::string_view run, RunStatus status) {
    if (!hasEnded(status))
        return fail(ErrorCode::InvalidArgument, fmt::format("a run cannot finish as {}", name(status)),
            "Use FINISHED, FAILED or KILLED");
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, access::Permission::Train, "run.finish", fmt::format("run/{}", run)));
    SLIPWAY_ASSIGN(auto key, runs.keyOf(run));
    SLIPWAY_ASSIGN(const bool revived, reviveRun(m_ledger, key, run));
    if (revived) key.status = RunStatus::Running;
    if (key.status == status) return {};
    if (hasEnded(key.status))
        return fail(ErrorCode::FailedPrecondition, fmt::format("the run has ended as {} already", name(key.status)),
            "Start another run");
    SLIPWAY_TRY(runs.setStatus(key.number, status));
    SLIPWAY_TRY(runs.setEnded(key.number, change.at()));
    SLIPWAY_ASSIGN(const auto experiment, ExperimentStore(m_ledger.db()).nameOf(key.experiment));
    change.note("status", name(status));
    SLIPWAY_TRY(change.emit("run.finished", fmt::format("run/{}", run), finishedPayload(run, experiment, status)));
    return change.commit();
}

Result<int> Tracker::markOrphans() {
    if (m_watchedElsewhere && m_watchedElsewhere()) return 0;
    static const Timestamp listening = m_ledger.clock().now(); // since this program looks at all
    return Liveness(m_ledger, listening).markDead();
}

Result<Run> Tracker::find(std::string_view run) const {
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(const auto number, runs.find(run));
    return load(number);
}

Result<Run> Tracker::load(std::int64_t number) const {
    SLIPWAY_ASSIGN(auto run, RunStore(m_ledger.db()).load(number));
    SLIPWAY_ASSIGN(run.metrics, MetricStore(m_ledger.db()).summaries(number));
    return run;
}

Result<RunPage> Tracker::search(const RunQuery& query, std::string_view pageToken, int limit) const {
    SLIPWAY_ASSIGN(auto found, searchRuns(m_ledger.db(), query, pageToken, limit));
    RunPage page;
    page.next = std::move(found.next);
    SLIPWAY_ASSIGN(page.runs, loadRuns(m_ledger.db(), found.numbers));
    return page;
}

Result<std::int64_t> Tracker::countRuns(const RunQuery& query) const {
    return track::countRuns(m_ledger.db(), query);
}

Result<std::vector<MetricPoint>> Tracker::history(
    std::string_view run, std::string_view key, std::int64_t fromStep, std::int64_t toStep) const {
    SLIPWAY_ASSIGN(const auto found, RunStore(m_ledger.db()).keyOf(run));
    return MetricStore(m_ledger.db()).history(found.number, key, fromStep, toStep);
}

Result<std::vector<ArtifactInfo>> Tracker::artifacts(std::string_view run, std::string_view folder) const {
    SLIPWAY_ASSIGN(const auto top, artifactFolder(run));
    return ArtifactStore::list(top, folder);
}

Result<fs::path> Tracker::artifactFile(std::string_view run, std::string_view path) const {
    SLIPWAY_ASSIGN(const auto folder, artifactFolder(run));
    return ArtifactStore::file(folder, path);
}

Result<fs::path> Tracker::artifactFolder(std::string_view run) const {
    SLIPWAY_ASSIGN(const auto key, RunStore(m_ledger.db()).keyOf(run));
    return ArtifactStore(m_root).folder(key.experiment, run);
}

Status Tracker::setDeleted(const access::Actor& actor, std::string_view run, bool deleted) {
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, deleted ? "run.delete" : "run.restore",
                                    fmt::format("run/{}", run)));
    SLIPWAY_ASSIGN(const auto key, runs.keyOf(run));
    SLIPWAY_TRY(runs.setDeleted(key.number, deleted, change.at()));
    SLIPWAY_TRY(change.emit(deleted ? "run.deleted" : "run.restored", fmt::format("run/{}", run), Json::object()));
    return change.commit();
}

} // namespace slipway::track
