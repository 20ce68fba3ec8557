#include "core/track/transfer/workspace_merge.h"

#include <thread>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/track/artifact_store.h"
#include "core/track/experiment_store.h"
#include "core/track/experiments.h"
#include "core/track/limits.h"
#include "core/track/metric_store.h"
#include "core/track/run_store.h"
#include "core/track/transfer/portable_text.h"
#include "core/track/transfer/run_rows.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPointsAtOnce = 20'000;
constexpr auto kLongestGroup = std::chrono::milliseconds(250);
constexpr auto kLongestWait = std::chrono::seconds(5); ///< of others, while one run's points are written
constexpr const char* kDefault = "Default";

Result<std::int64_t> pointsOf(store::Database& db, std::int64_t run) {
    SLIPWAY_ASSIGN(auto count, db.prepare("SELECT coalesce(sum(points), 0) FROM metric_summary WHERE run = ?"));
    count.bind(1, run);
    SLIPWAY_TRY(count.step());
    return count.integer(0);
}

/// As nobody but the person who imports says it.
PortableExperiment named(const std::string& name) {
    PortableExperiment experiment;
    experiment.name = name;
    return experiment;
}

} // namespace

WorkspaceMerge::WorkspaceMerge(Ledger& ledger, fs::path root, access::Actor actor, std::string subject,
    const ImportOptions& options, ImportReport& report, Progress& progress)
    : m_ledger(ledger),
      m_root(std::move(root)),
      m_actor(std::move(actor)),
      m_subject(std::move(subject)),
      m_options(options),
      m_report(report),
      m_progress(progress),
      m_artifacts(progress, report.problems, report.conflicts) {}

Status WorkspaceMerge::checkNotCancelled() const {
    if (!m_progress.cancelled()) return {};
    return fail(ErrorCode::Cancelled, fmt::format("the import was cancelled after {}", counted(m_keptRuns, "run")),
        "What came is whole; import again to go on");
}

Status WorkspaceMerge::beginGroup() {
    if (m_group || m_firstGroup) return {};
    if (m_audited) {
        SLIPWAY_ASSIGN(auto group, store::Transaction::begin(m_ledger.db()));
        m_group.emplace(std::move(group));
    } else {
        SLIPWAY_ASSIGN(auto change, m_ledger.begin(m_actor, access::Permission::Train, "run.import", m_subject));
        change.note("format", m_report.format);
        if (!m_options.experiment.empty()) change.note("experiment", m_options.experiment);
        m_firstGroup.emplace(std::move(change));
    }
    m_groupChanged = false;
    m_groupSince = std::chrono::steady_clock::now();
    return {};
}

Status WorkspaceMerge::endGroup() {
    if (m_groupChanged && m_firstGroup) {
        SLIPWAY_TRY(m_firstGroup->commit());
        m_audited = true;
    } else if (m_groupChanged && m_group) {
        SLIPWAY_TRY(m_group->commit());
    }
    const bool locked = m_firstGroup || m_group;
    m_firstGroup.reset();
    m_group.reset();
    m_groupChanged = false;
    m_artifacts.keep();
    m_keptRuns = m_report.runs;
    return locked ? letOthersWrite() : Status();
}

/// SQLite's lock goes to nobody in turn: who waits looks again every 100 ms at the latest. So there is always a gap,
/// and one as long as that while others do write.
Status WorkspaceMerge::letOthersWrite() {
    constexpr auto shortGap = std::chrono::milliseconds(5), longGap = std::chrono::milliseconds(110);
    constexpr auto remembered = std::chrono::seconds(3);
    SLIPWAY_ASSIGN(const auto version, m_ledger.db().dataVersion());
    const auto now = std::chrono::steady_clock::now();
    if (m_dataVersion != 0 && version != m_dataVersion) m_othersWrote = now;
    m_dataVersion = version;
    const bool others = m_othersWrote.time_since_epoch().count() != 0 && now - m_othersWrote < remembered;
    std::this_thread::sleep_for(others ? longGap : shortGap);
    return {};
}

Result<std::int64_t> WorkspaceMerge::experimentOf(const PortableExperiment& experiment) {
    auto name = nameOf(m_options.experiment.empty() ? experiment.name : m_options.experiment);
    if (name.empty()) name = kDefault;
    if (const auto known = m_experiments.find(name); known != m_experiments.end()) return known->second;
    SLIPWAY_TRY(checkName(name, "experiment"));
    auto from = m_options.experiment.empty() ? experiment : named(name);
    auto& db = m_ledger.db();
    ExperimentStore experiments(db);
    SLIPWAY_ASSIGN(auto known, experiments.byName(name));
    if (!known && name == kDefault) {
        SLIPWAY_TRY(Experiments(m_ledger).ensureDefault()); // it has a number of its own
        SLIPWAY_ASSIGN(known, experiments.byName(name));
        m_groupChanged = true;
    }
    std::int64_t id = 0;
    if (known) {
        id = known->id;
        SLIPWAY_ASSIGN(const bool changed, mergeExperimentRow(db, id, from, m_report.conflicts));
        m_groupChanged = m_groupChanged || changed;
        if (!known->artifactLocation.empty() && m_options.artifacts)
            m_report.problems.add("experiment " + name, "keeps its artifacts at " +
                                                            forMessage(known->artifactLocation) +
                                                            ", imported ones stay in the workspace");
    } else {
        Experiment made;
        made.name = name;
        made.createdAt = from.createdAt; // 0: its runs will tell
        SLIPWAY_ASSIGN(id, experiments.add(made));
        SLIPWAY_TRY(mergeExperimentRow(db, id, from, m_report.conflicts));
        if (from.deleted) SLIPWAY_TRY(experiments.setDeleted(id, true, std::max(from.createdAt, from.updatedAt)));
        m_groupChanged = true;
        ++m_report.experimentsAdded;
    }
    m_experiments.emplace(name, id);
    return id;
}

Status WorkspaceMerge::experiment(const PortableExperiment& experiment) {
    SLIPWAY_TRY(checkNotCancelled());
    SLIPWAY_TRY(beginGroup());
    SLIPWAY_TRY(experimentOf(experiment));
    return {};
}

Result<bool> WorkspaceMerge::mergeFiles(
    const fs::path& folder, const std::vector<PortableFile>& files, const std::string& subject) {
    if (!m_options.artifacts || files.empty()) return false;
    SLIPWAY_TRY(endGroup()); // copying can take long: not while others wait
    SLIPWAY_ASSIGN(const auto counts, m_artifacts.merge(folder, files, subject));
    m_report.files += counts.files;
    m_report.filesAdded += counts.added;
    m_report.bytesAdded += counts.bytes;
    return counts.added > 0;
}

Result<std::int64_t> WorkspaceMerge::mergePoints(const PortableRun& run, std::int64_t number, std::int64_t experiment) {
    if (!run.points) return 0;
    auto& db = m_ledger.db();
    MetricStore metrics(db);
    SLIPWAY_ASSIGN(const auto before, pointsOf(db, number));
    std::vector<MetricPoint> waiting;
    const auto flush = [&]() -> Status {
        SLIPWAY_TRY(checkNotCancelled());
        SLIPWAY_TRY(metrics.add(number, experiment, waiting));
        waiting.clear();
        if (std::chrono::steady_clock::now() - m_groupSince < kLongestWait) return {};
        SLIPWAY_ASSIGN(const auto soFar, pointsOf(db, number));
        m_groupChanged = m_groupChanged || soFar > before;
        SLIPWAY_TRY(endGroup());
        return beginGroup();
    };
    std::string original, key;
    const auto taken = run.points([&](std::span<const MetricPoint> points) -> Status {
        for (const auto& point : points) {
            if (point.key != original || key.empty()) {
                original = point.key;
                key = keyOf(original);
                if (key != original)
                    m_report.problems.add("run " + run.id,
                        fmt::format("the metric '{}' is kept as '{}'", forMessage(original), forMessage(key)));
            }
            waiting.push_back({key, point.value, point.step, point.at});
            ++m_report.points;
            if (waiting.size() >= kPointsAtOnce) SLIPWAY_TRY(flush());
        }
        return {};
    });
    SLIPWAY_TRY(taken);
    if (!waiting.empty()) SLIPWAY_TRY(flush());
    SLIPWAY_ASSIGN(const auto after, pointsOf(db, number));
    return after - before;
}

Status WorkspaceMerge::run(const PortableExperiment& experiment, PortableRun&& run) {
    SLIPWAY_TRY(checkNotCancelled());
    SLIPWAY_TRY(beginGroup());
    SLIPWAY_ASSIGN(auto home, experimentOf(experiment));
    auto& db = m_ledger.db();
    if (const auto known = RunStore(db).keyOf(run.id)) home = known->experiment;
    const auto folder = ArtifactStore(m_root).folder(home, run.id);
    SLIPWAY_ASSIGN(const bool filesAdded, mergeFiles(folder, run.files, "run " + run.id));
    SLIPWAY_TRY(beginGroup());
    const auto facts = factsOf(run, m_report.problems);
    SLIPWAY_ASSIGN(
        const auto stored, mergeRun(db, facts, home, m_actor.name, m_ledger.clock().now(), m_report.conflicts));
    SLIPWAY_ASSIGN(const bool inputsChanged, mergeInputs(db, stored, run, m_report.conflicts));
    if (stored.isNew) SLIPWAY_TRY(m_ledger.lineage().addNode({"run/" + run.id, "run", facts.name}));
    m_groupChanged = m_groupChanged || stored.changed || inputsChanged || filesAdded;
    SLIPWAY_ASSIGN(const auto pointsAdded, mergePoints(run, stored.number, stored.experiment));
    SLIPWAY_ASSIGN(const bool experimentChanged, spanExperiment(db, stored.experiment, facts.startedAt));
    m_groupChanged = m_groupChanged || experimentChanged;
    const bool changed = stored.changed || inputsChanged || pointsAdded > 0;
    m_groupChanged = m_groupChanged || changed || filesAdded;
    ++m_report.runs;
    m_report.runsAdded += stored.isNew ? 1 : 0;
    m_report.runsChanged += !stored.isNew && (changed || filesAdded) ? 1 : 0;
    m_report.pointsAdded += pointsAdded;
    m_progress.update(
        m_expected > 0 ? std::min(1.0, static_cast<double>(m_report.runs) / static_cast<double>(m_expected)) : -1,
        fmt::format("{} of {}", m_report.runs, counted(std::max(m_expected, m_report.runs), "run")));
    if (std::chrono::steady_clock::now() - m_groupSince > kLongestGroup) SLIPWAY_TRY(endGroup());
    return {};
}

Status WorkspaceMerge::model(const PortableExperiment& experiment, PortableModel&& model) {
    SLIPWAY_TRY(checkNotCancelled());
    SLIPWAY_TRY(beginGroup());
    SLIPWAY_ASSIGN(const auto home, experimentOf(experiment));
    const auto folder = m_root / "artifacts" / std::to_string(home) / "models" / model.id / "artifacts";
    SLIPWAY_ASSIGN(const bool filesAdded, mergeFiles(folder, model.files, "logged model " + model.id));
    SLIPWAY_TRY(beginGroup());
    bool added = false;
    SLIPWAY_ASSIGN(
        const bool changed, mergeModel(m_ledger.db(), home, model, m_report.conflicts, m_report.problems, added));
    m_groupChanged = m_groupChanged || changed || filesAdded;
    ++m_report.models;
    m_report.modelsAdded += added ? 1 : 0;
    return {};
}

Status WorkspaceMerge::finish() {
    SLIPWAY_TRY(beginGroup());
    for (const auto& [name, id] : m_experiments) {
        SLIPWAY_ASSIGN(const bool changed, dateExperiment(m_ledger.db(), id, m_ledger.clock().now()));
        m_groupChanged = m_groupChanged || changed;
    }
    return endGroup();
}

} // namespace slipway::track::transfer
