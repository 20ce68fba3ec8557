#include "core/track/runs.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/process_owner.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/store/database.h"
#include "core/track/experiment_store.h"
#include "core/track/limits.h"
#include "core/track/metric_store.h"
#include "core/track/model_metric_store.h"
#include "core/track/run_events.h"
#include "core/track/run_loader.h"
#include "core/track/run_names.h"
#include "core/track/run_pages.h"
#include "core/track/run_store.h"
#include "core/track/search_sql.h"

namespace slipway::track {

namespace {

constexpr std::string_view kNameTag = "mlflow.runName";

Result<Run> loadWhole(store::Database& db, std::int64_t number) {
    SLIPWAY_ASSIGN(auto run, RunStore(db).load(number));
    SLIPWAY_ASSIGN(run.metrics, MetricStore(db).summaries(number));
    return run;
}

} // namespace

/// A run that may be written to, inside a transaction.
struct Runs::Open {
    std::int64_t number = 0, experiment = 0;
    RunStatus status = RunStatus::Running;
};

Result<Runs::Open> Runs::open(std::string_view run) const {
    SLIPWAY_ASSIGN(const auto key, RunStore(m_ledger.db()).keyOf(run));
    if (key.deleted)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("The run {} must be in the 'active' state. Current state is deleted", forMessage(run)),
            "Restore it first");
    return Open{key.number, key.experiment, key.status};
}

Result<Run> Runs::create(const access::Actor& actor, const New& wanted) {
    const auto tagged = wanted.tags.find(std::string(kNameTag));
    const std::string tag = tagged == wanted.tags.end() ? std::string() : tagged->second;
    if (!wanted.name.empty() && !tag.empty() && wanted.name != tag)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values: "
                        "run_name='{}', mlflow.runName='{}'",
                forMessage(wanted.name), forMessage(tag)),
            "Give one of them");
    Run run;
    run.id = wanted.id.empty() ? newId() : wanted.id;
    run.name = !wanted.name.empty() ? wanted.name : !tag.empty() ? tag : madeUpName();
    SLIPWAY_TRY(checkName(run.name, "run"));
    run.tags = wanted.tags;
    run.tags[std::string(kNameTag)] = run.name;
    SLIPWAY_TRY(checkTags(run.tags));
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "run.start", run.lineageId()));
    SLIPWAY_ASSIGN(const auto experiment, ExperimentStore(m_ledger.db()).find(wanted.experiment));
    if (experiment.deleted)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("The experiment {} must be in the 'active' state. Current state is deleted", experiment.id),
            "Restore it first");
    run.experiment = experiment.id;
    run.experimentName = experiment.name;
    run.startedAt = wanted.startedAt;
    run.actor = actor.name;
    run.userId = wanted.userId;
    SLIPWAY_ASSIGN(const auto number, runs.add(run, wanted.owner));
    SLIPWAY_TRY(runs.setTags(number, run.tags));
    SLIPWAY_TRY(change.addNode({run.lineageId(), "run", run.name}));
    change.note("experiment", run.experimentName);
    SLIPWAY_TRY(change.commit());
    return run;
}

/// Before a new status: what was presumed is known now, and a run that goes on has another process.
Status Runs::takeUpOrEnd(const Open& key, const Update& wanted) {
    RunStore runs(m_ledger.db());
    if (key.status == RunStatus::Killed) {
        SLIPWAY_ASSIGN(const auto presumed, runs.tag(key.number, kPresumedKilledTag));
        if (presumed) {
            SLIPWAY_TRY(runs.deleteTag(key.number, kPresumedKilledTag));
            SLIPWAY_TRY(runs.deleteTag(key.number, kErrorTag));
        }
    }
    if (*wanted.status != RunStatus::Running) return {};
    SLIPWAY_TRY(runs.setHeartbeat(key.number, 0)); // until it beats again
    SLIPWAY_ASSIGN(const auto owner, runs.ownerOf(key.number));
    if (isMarkAlive(owner)) return {};
    // A client that resumes a run says when it had ended; one that only sets the state may be anybody.
    return runs.setOwner(key.number, wanted.endedAt ? wanted.owner : std::string());
}

Result<Run> Runs::update(const access::Actor& actor, std::string_view id, const Update& wanted) {
    RunStore runs(m_ledger.db());
    const auto subject = fmt::format("run/{}", id);
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "run.update", subject));
    SLIPWAY_ASSIGN(const auto key, open(id));
    if (wanted.name) {
        SLIPWAY_TRY(checkName(*wanted.name, "run"));
        SLIPWAY_TRY(runs.rename(key.number, *wanted.name));
        change.note("name", *wanted.name);
    }
    if (wanted.status) {
        SLIPWAY_TRY(takeUpOrEnd(key, wanted));
        SLIPWAY_TRY(runs.setStatus(key.number, *wanted.status));
        change.note("status", name(*wanted.status));
    }
    if (wanted.endedAt) SLIPWAY_TRY(runs.setEnded(key.number, *wanted.endedAt));
    SLIPWAY_ASSIGN(auto run, runs.load(key.number));
    if (wanted.status && hasEnded(*wanted.status) && !hasEnded(key.status))
        SLIPWAY_TRY(change.emit("run.finished", subject, finishedPayload(id, run.experimentName, *wanted.status)));
    SLIPWAY_TRY(change.commit());
    return run;
}

Status Runs::setDeleted(const access::Actor& actor, std::string_view id, bool deleted) {
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(const auto known, runs.keyOf(id));
    if (known.deleted == deleted) return {};
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, deleted ? "run.delete" : "run.restore",
                                    fmt::format("run/{}", id)));
    SLIPWAY_TRY(runs.setDeleted(known.number, deleted, change.at()));
    SLIPWAY_TRY(change.emit(deleted ? "run.deleted" : "run.restored", fmt::format("run/{}", id), Json::object()));
    return change.commit();
}

Status Runs::claim(std::string_view run, std::string_view process) {
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_ASSIGN(const auto key, open(run));
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(const auto owner, runs.ownerOf(key.number));
    if (isMarkAlive(owner)) return {};
    SLIPWAY_TRY(runs.setOwner(key.number, process));
    return transaction.commit();
}

Status Runs::log(std::string_view run, const Batch& batch, const FindWriter& writer) {
    for (std::size_t i = 0; i < batch.metrics.size(); ++i)
        if (i == 0 || batch.metrics[i].key != batch.metrics[i - 1].key)
            SLIPWAY_TRY(checkKey(batch.metrics[i].key, "metric"));
    SLIPWAY_TRY(checkParameters(batch.parameters));
    SLIPWAY_TRY(checkTags(batch.tags));
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_ASSIGN(const auto key, open(run));
    RunStore runs(m_ledger.db());
    if (key.status == RunStatus::Killed && !(batch.metrics.empty() && batch.parameters.empty()))
        SLIPWAY_TRY(reviveRun(m_ledger, {key.number, key.experiment, key.status, false}, run, writer));
    SLIPWAY_TRY(runs.addParameters(key.number, batch.parameters));
    if (!batch.metrics.empty()) SLIPWAY_TRY(MetricStore(m_ledger.db()).add(key.number, key.experiment, batch.metrics));
    SLIPWAY_TRY(ModelMetricStore(m_ledger.db()).add(key.number, batch.modelMetrics));
    SLIPWAY_TRY(runs.setTags(key.number, batch.tags));
    if (const auto named = batch.tags.find(std::string(kNameTag)); named != batch.tags.end()) {
        SLIPWAY_TRY(checkName(named->second, "run"));
        SLIPWAY_TRY(runs.rename(key.number, named->second));
    }
    return transaction.commit();
}

Status Runs::deleteTag(std::string_view run, std::string_view key) {
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_ASSIGN(const auto opened, open(run));
    SLIPWAY_ASSIGN(const bool removed, RunStore(m_ledger.db()).deleteTag(opened.number, key));
    if (!removed)
        return fail(ErrorCode::NotFound,
            fmt::format("No tag with name: {} in run with id {}", forMessage(key), forMessage(run)),
            "Read the run for its tags");
    return transaction.commit();
}

Status Runs::appendModelHistory(std::string_view run, std::string_view model) {
    constexpr const char* kTag = "mlflow.log-model.history";
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_ASSIGN(const auto key, open(run));
    RunStore runs(m_ledger.db());
    SLIPWAY_ASSIGN(const auto known, runs.tag(key.number, kTag));
    auto history = parseJson(known.value_or("[]"), kTag);
    if (!history || !history->is_array()) history = Json::array(); // somebody set the tag by hand
    SLIPWAY_ASSIGN(auto added, parseJson(model, "the model"));
    history->push_back(std::move(added));
    SLIPWAY_TRY(runs.setTags(key.number, {{kTag, dump(*history)}}));
    return transaction.commit();
}

Status Runs::logInputs(std::string_view run, std::span<const InputDataset> datasets, std::span<const ModelUse> models) {
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_ASSIGN(const auto key, open(run));
    RunStore runs(m_ledger.db());
    for (const auto& dataset : datasets) SLIPWAY_TRY(runs.addInput(key.number, key.experiment, dataset));
    for (const auto& model : models) SLIPWAY_TRY(runs.addModel(key.number, RunStore::ModelRole::Input, model));
    return transaction.commit();
}

Status Runs::logOutputs(std::string_view run, std::span<const ModelUse> models) {
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_ASSIGN(const auto key, open(run));
    for (const auto& model : models)
        SLIPWAY_TRY(RunStore(m_ledger.db()).addModel(key.number, RunStore::ModelRole::Output, model));
    return transaction.commit();
}

Result<Run> Runs::find(std::string_view id) const {
    SLIPWAY_ASSIGN(const auto key, RunStore(m_ledger.db()).keyOf(id));
    return loadWhole(m_ledger.db(), key.number);
}

bool Runs::exists(std::string_view id) const {
    return RunStore(m_ledger.db()).keyOf(id).has_value();
}

Result<Runs::Page> Runs::search(const Search& wanted) const {
    if (wanted.experiments.empty()) return Page{};
    SLIPWAY_ASSIGN(const auto found, findRunPage(m_ledger.db(), wanted));
    SLIPWAY_ASSIGN(auto runs, loadRuns(m_ledger.db(), found.numbers));
    return Page{std::move(runs), found.more};
}

Result<std::vector<MetricPoint>> Runs::history(std::string_view run, std::string_view key) const {
    SLIPWAY_ASSIGN(const auto found, RunStore(m_ledger.db()).keyOf(run));
    SLIPWAY_ASSIGN(auto points, MetricStore(m_ledger.db()).history(found.number, key, INT64_MIN, INT64_MAX));
    const auto order = [](const MetricPoint& point) {
        return std::tuple(point.at, point.step, std::isnan(point.value), std::isnan(point.value) ? 0 : point.value);
    };
    if (!std::ranges::is_sorted(points, {}, order)) std::ranges::sort(points, {}, order);
    return points;
}

Result<std::vector<Runs::DatasetSummary>> Runs::datasets(std::span<const std::int64_t> experiments, int limit) const {
    std::vector<DatasetSummary> found;
    Sql sql;
    sql.add("SELECT DISTINCT d.experiment, d.name, d.digest, t.value FROM input_dataset d JOIN run_dataset_input i ON "
            "i.dataset = d.id JOIN run r ON r.number = i.run AND r.deleted = 0 LEFT JOIN run_input_tag t ON t.run = "
            "i.run AND t.dataset = d.id AND t.key = 'mlflow.data.context' WHERE d.experiment IN ");
    sql.addList(experiments);
    sql.add(" ORDER BY d.experiment, d.name, d.digest LIMIT ?", std::int64_t{limit});
    SLIPWAY_ASSIGN(auto list, sql.prepare(m_ledger.db()));
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return found;
        found.push_back(
            {list.integer(0), list.text(1), list.text(2), list.isNull(3) ? std::nullopt : std::optional(list.text(3))});
    }
}

} // namespace slipway::track
