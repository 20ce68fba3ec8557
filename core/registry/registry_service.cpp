#include "core/registry/registry_service.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/registry/bundle_copy.h"
#include "core/registry/gate.h"
#include "core/registry/version_store.h"

namespace slipway::registry {

namespace {

using access::Permission;

constexpr std::int64_t kLongestUndo = 300000;
constexpr std::size_t kShortestReason = 10;
constexpr std::size_t kLongestNote = 10000;
constexpr std::string_view kProduction = "production";

Json payloadOf(const ModelVersion& version) {
    return Json{{"model", version.model}, {"version", version.version}};
}

Result<VersionRow> neededRow(const VersionStore& store, std::string_view model, int version) {
    SLIPWAY_ASSIGN(auto row, store.find(model, version));
    if (row) return std::move(*row);
    SLIPWAY_ASSIGN(const int latest, store.latest(model));
    if (latest == 0)
        return fail(ErrorCode::NotFound, fmt::format("no model is called '{}'", forMessage(model)),
            "`slipway model list` lists them");
    return fail(ErrorCode::NotFound, fmt::format("{} has no version {}", model, version),
        fmt::format("Its newest is {}; `slipway model show {}` lists them", latest, model));
}

/// "census:3" and "census:latest" besides a name and a number.
Result<VersionRow> lookUp(const VersionStore& store, std::string_view model, int version) {
    if (const auto colon = model.find(':'); colon != std::string_view::npos && version == 0) {
        const auto suffix = model.substr(colon + 1);
        model = model.substr(0, colon);
        const auto [end, failed] = std::from_chars(suffix.data(), suffix.data() + suffix.size(), version);
        const bool isNumber = failed == std::errc{} && end == suffix.data() + suffix.size() && version > 0;
        if (!isNumber && suffix != "latest")
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no version", forMessage(suffix)),
                "Write NAME:3 or NAME:latest");
        if (!isNumber) version = 0;
    }
    if (version == 0) {
        SLIPWAY_ASSIGN(version, store.latest(model));
    }
    return neededRow(store, model, version);
}

Status checkNote(std::string_view note) {
    if (note.size() <= kLongestNote && firstInvalidUtf8(note) == std::string_view::npos) return {};
    return fail(ErrorCode::InvalidArgument, "the note is too long or not UTF-8",
        fmt::format("Write at most {} bytes", kLongestNote));
}

Status checkReason(std::string_view reason) {
    if (trimmed(reason).size() < kShortestReason)
        return fail(ErrorCode::InvalidArgument, fmt::format("the reason needs at least {} characters", kShortestReason),
            "Say why, so that others can read it later");
    return checkNote(reason);
}

Status checkGate(const Gate& gate, const ModelVersion& version, std::string_view note) {
    std::vector<std::string> closed, warning;
    for (const auto& e : gate.evidence) {
        const auto line = fmt::format("{} ({})", e.check, e.fact);
        if (e.required && (e.state == EvidenceState::Fail || e.state == EvidenceState::NotRun))
            closed.push_back(line);
        else if (e.state != EvidenceState::Pass)
            warning.push_back(line);
    }
    if (!gate.open())
        return fail(ErrorCode::CheckNotMet,
            fmt::format("{} does not pass the gate: {}", version.reference(), join(closed, "; ")),
            fmt::format("`slipway model show {} {}` shows the evidence", version.model, version.version));
    if (gate.needsNote() && trimmed(note).empty())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("approving {} needs a note: {}", version.reference(), join(warning, "; ")),
            "Say with --note why it is fine");
    return {};
}

Json snapshotOf(const Gate& gate) {
    auto snapshot = Json::array();
    for (const auto& e : gate.evidence)
        snapshot.push_back({{"check", e.check}, {"state", name(e.state)}, {"fact", e.fact}, {"required", e.required}});
    return snapshot;
}

Status checkRun(const track::Run& run) {
    if (run.status == track::RunStatus::Finished && !run.deleted) return {};
    return fail(ErrorCode::FailedPrecondition,
        run.deleted ? fmt::format("run {} is deleted", run.name)
                    : fmt::format("run {} has not finished: {}", run.name, name(run.status)),
        run.deleted ? "Restore it with `slipway runs restore`" : "Register a run that finished");
}

std::map<std::string, double> latestMetrics(const track::Run& run) {
    std::map<std::string, double> metrics;
    for (const auto& [key, summary] : run.metrics) metrics[key] = summary.latest;
    return metrics;
}

/// An event of a decision that has not taken effect must not take effect any more.
Status withdrawPending(Ledger& ledger, const VersionRow& row, Timestamp now) {
    if (row.decisionEvent == 0 || now >= row.version.effectiveAt) return {};
    return ledger.events().withdraw(row.decisionEvent);
}

/// Stores a decision in all the places where it is looked for.
Status recordDecision(Change& change, VersionStore& versions, VersionRow& row, std::string_view kind,
    std::string_view event, std::string_view note, std::int64_t undo) {
    row.version.decidedBy = change.actor().name;
    row.version.decidedAt = change.at();
    row.version.effectiveAt = change.at() + undo;
    row.version.note = note;
    row.version.updatedAt = change.at();
    auto payload = payloadOf(row.version);
    payload["note"] = std::string(note);
    SLIPWAY_ASSIGN(row.decisionEvent, change.emit(event, row.version.lineageId(), payload, row.version.effectiveAt));
    SLIPWAY_TRY(versions.update(row));
    SLIPWAY_TRY(versions.addDecision(row.version.model, row.version.version,
        {change.at(), change.actor().name, std::string(kind), std::string(note)}));
    change.note("note", std::string(note));
    return {};
}

Status checkNotDeployed(const ModelVersion& version, std::string_view verb) {
    if (version.stages.empty()) return {};
    return fail(ErrorCode::FailedPrecondition,
        fmt::format("{} runs in {} and cannot be {}", version.reference(), join(version.stages, ", "), verb),
        "Deploy another version there first");
}

} // namespace

RegistryService::RegistryService(Ledger& ledger, track::Tracker& tracker, std::filesystem::path root, GatePolicy policy)
    : m_ledger(ledger), m_tracker(tracker), m_root(std::move(root)), m_policy(std::move(policy)) {}

Result<ModelVersion> RegistryService::registerRun(
    const access::Actor& actor, std::string_view model, std::string_view runText) {
    SLIPWAY_TRY(m_ledger.check(actor, Permission::RegisterModel));
    if (!isValidName(model))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for a model", forMessage(model)),
            "Use letters, digits, dot, dash and underscore");
    SLIPWAY_ASSIGN(const auto run, m_tracker.find(runText));
    VersionStore versions(m_ledger.db(), m_root);
    SLIPWAY_ASSIGN(const auto known, versions.findByRun(model, run.id));
    if (known) return known->version;
    SLIPWAY_TRY(checkRun(run));
    SLIPWAY_ASSIGN(auto bundle, BundleCopy::make(m_tracker, run.id, m_root));

    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::RegisterModel, "model.register", "model/" + std::string(model)));
    SLIPWAY_ASSIGN(const auto other, versions.findByRun(model, run.id)); // registered by another process meanwhile
    if (other) return other->version;
    VersionRow row;
    row.runActor = run.actor;
    auto& version = row.version;
    version.model = model;
    SLIPWAY_ASSIGN(const bool isNew, versions.ensureModel(model, change.at()));
    if (isNew) SLIPWAY_TRY(change.emit("model.created", "model/" + std::string(model), Json{{"model", model}}));
    SLIPWAY_ASSIGN(version.version, versions.takeNumber(model, change.at()));
    version.runId = run.id;
    version.metrics = latestMetrics(run);
    version.createdAt = version.updatedAt = change.at();
    version.registeredBy = actor.name;
    SLIPWAY_ASSIGN(version.bundle, versions.newBundleFolder(model, version.version));
    version.bundleHash = bundle.hash();
    SLIPWAY_ASSIGN(const auto artifacts, versions.runArtifactUri(run.id));
    version.source = version.location = artifacts + "/model";
    SLIPWAY_TRY(versions.add(row));
    SLIPWAY_TRY(versions.addDecision(model, version.version, {change.at(), actor.name, "registered", {}}));
    SLIPWAY_TRY(change.addNode({run.lineageId(), "run", run.name}));
    SLIPWAY_TRY(change.addNode({version.lineageId(), "model_version", version.reference()}));
    SLIPWAY_TRY(change.link(run.lineageId(), version.lineageId(), "Produced", "register"));
    auto payload = payloadOf(version);
    payload["run"] = run.id;
    payload["source"] = version.source;
    SLIPWAY_TRY(change.emit("model.registered", version.lineageId(), payload));
    change.note("version", version.version);
    change.note("run", run.id);
    change.note("bundle_hash", version.bundleHash);
    // The folder first: a crash between the two leaves a folder that nothing names and the next registration replaces.
    SLIPWAY_TRY(bundle.publish(version.bundle));
    SLIPWAY_TRY(change.commit());
    return version;
}

Result<Gate> RegistryService::gate(const ModelVersion& version) const {
    return gateFor(version, {});
}

Result<Gate> RegistryService::gate(const ModelVersion& version, const access::Actor& reviewer) const {
    return gateFor(version, reviewer);
}

Result<Gate> RegistryService::gateFor(const ModelVersion& version, const std::optional<access::Actor>& reviewer) const {
    const VersionStore versions(m_ledger.db(), m_root);
    SLIPWAY_ASSIGN(const auto row, neededRow(versions, version.model, version.version));
    SLIPWAY_ASSIGN(auto production, inStage(version.model, kProduction));
    return evaluateGate({row, m_policy, m_tracker, m_ledger.people(), std::move(production), reviewer});
}

Result<ModelVersion> RegistryService::approve(const access::Actor& actor, std::string_view model, int number,
    std::string_view note, std::optional<std::int64_t> undoMilliseconds) {
    SLIPWAY_TRY(m_ledger.check(actor, Permission::DecideModel));
    const auto undo = undoMilliseconds.value_or(m_policy.undoMilliseconds);
    if (undo < 0 || undo > kLongestUndo)
        return fail(
            ErrorCode::InvalidArgument, "the undo window must be between 0 and 300 seconds", "Write --undo-window 30s");
    SLIPWAY_TRY(checkNote(note));
    VersionStore versions(m_ledger.db(), m_root);
    SLIPWAY_ASSIGN(auto row, lookUp(versions, model, number));
    if (row.version.status == VersionStatus::Approved) return row.version;
    const bool own = isAuthor(row, actor);
    if (own && !m_ledger.people().isPersonal())
        return fail(ErrorCode::PermissionDenied, fmt::format("{} may not approve a version of their own", actor.name),
            "Another reviewer decides");
    SLIPWAY_ASSIGN(
        const auto evidence, gate(row.version, actor)); // reads the model's files: before the write lock is taken
    SLIPWAY_TRY(checkGate(evidence, row.version, note));

    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::DecideModel, "model.approve", row.version.lineageId()));
    SLIPWAY_ASSIGN(row, neededRow(versions, row.version.model, row.version.version));
    if (row.version.status == VersionStatus::Approved) return row.version;
    if (row.version.status != VersionStatus::Pending)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("{} is {} by {}", row.version.reference(), name(row.version.status), row.version.decidedBy),
            "Only a pending version can be approved; train and register a new one");
    row.version.status = VersionStatus::Approved;
    row.version.selfApproved = own;
    change.note("evidence", snapshotOf(evidence));
    if (row.version.hasBundle()) change.note("bundle_hash", row.version.bundleHash);
    if (own) change.note("self_approved", true);
    SLIPWAY_TRY(recordDecision(change, versions, row, "approved", "model.approved", note, undo));
    SLIPWAY_TRY(change.commit());
    return row.version;
}

Result<ModelVersion> RegistryService::reject(
    const access::Actor& actor, std::string_view model, int number, std::string_view reason) {
    SLIPWAY_TRY(checkReason(reason));
    VersionStore versions(m_ledger.db(), m_root);
    SLIPWAY_ASSIGN(auto row, lookUp(versions, model, number));
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::DecideModel, "model.reject", row.version.lineageId()));
    SLIPWAY_ASSIGN(row, neededRow(versions, row.version.model, row.version.version));
    if (row.version.status == VersionStatus::Rejected) return row.version;
    if (row.version.status == VersionStatus::Archived)
        return fail(ErrorCode::FailedPrecondition, fmt::format("{} is archived", row.version.reference()));
    SLIPWAY_TRY(checkNotDeployed(row.version, "rejected"));
    SLIPWAY_TRY(withdrawPending(m_ledger, row, change.at()));
    row.version.status = VersionStatus::Rejected;
    row.version.selfApproved = false;
    SLIPWAY_TRY(recordDecision(change, versions, row, "rejected", "model.rejected", reason, m_policy.undoMilliseconds));
    SLIPWAY_TRY(change.commit());
    return row.version;
}

Result<ModelVersion> RegistryService::undo(const access::Actor& actor, std::string_view model, int number) {
    VersionStore versions(m_ledger.db(), m_root);
    SLIPWAY_ASSIGN(auto row, lookUp(versions, model, number));
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, Permission::DecideModel, "model.undo", row.version.lineageId()));
    SLIPWAY_ASSIGN(row, neededRow(versions, row.version.model, row.version.version));
    auto& version = row.version;
    const bool approved = version.status == VersionStatus::Approved;
    if (!approved && version.status != VersionStatus::Rejected)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("{} is {}: there is no decision to take back", version.reference(), name(version.status)));
    if (change.at() >= version.effectiveAt)
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("the undo window of {} ended at {}", version.reference(), toIso8601(version.effectiveAt)),
            approved ? "Reject it with a reason to revoke the approval" : "Train and register a new version");
    SLIPWAY_TRY(withdrawPending(m_ledger, row, change.at()));
    change.note("undone", std::string(approved ? "approved" : "rejected"));
    version.status = VersionStatus::Pending;
    version.decidedBy.clear();
    version.decidedAt = version.effectiveAt = 0;
    version.selfApproved = false;
    version.note.clear();
    version.updatedAt = change.at();
    row.decisionEvent = 0;
    SLIPWAY_TRY(versions.update(row));
    SLIPWAY_TRY(versions.addDecision(version.model, version.version, {change.at(), actor.name, "undone", {}}));
    SLIPWAY_TRY(change.emit(
        approved ? "model.approval_undone" : "model.rejection_undone", version.lineageId(), payloadOf(version)));
    SLIPWAY_TRY(change.commit());
    return version;
}

Result<ModelVersion> RegistryService::archive(
    const access::Actor& actor, std::string_view model, int number, std::string_view reason) {
    SLIPWAY_TRY(checkNote(reason));
    VersionStore versions(m_ledger.db(), m_root);
    SLIPWAY_ASSIGN(auto row, lookUp(versions, model, number));
    SLIPWAY_ASSIGN(
        auto change, m_ledger.begin(actor, Permission::DecideModel, "model.archive", row.version.lineageId()));
    SLIPWAY_ASSIGN(row, neededRow(versions, row.version.model, row.version.version));
    if (row.version.status == VersionStatus::Archived) return row.version;
    SLIPWAY_TRY(checkNotDeployed(row.version, "archived"));
    SLIPWAY_TRY(withdrawPending(m_ledger, row, change.at()));
    row.version.status = VersionStatus::Archived;
    SLIPWAY_TRY(recordDecision(change, versions, row, "archived", "model.archived", reason, 0));
    SLIPWAY_TRY(change.commit());
    return row.version;
}

Result<ModelVersion> RegistryService::find(std::string_view model, int version) const {
    SLIPWAY_ASSIGN(auto row, lookUp(VersionStore(m_ledger.db(), m_root), model, version));
    return std::move(row.version);
}

Result<std::vector<ModelSummary>> RegistryService::models() const {
    SLIPWAY_ASSIGN(const auto all, versions());
    std::map<std::string, ModelSummary> byName;
    for (const auto& version : all) {
        auto& summary = byName[version.model];
        summary.name = version.model;
        ++summary.versions;
        summary.latest = std::max(summary.latest, version.version);
        if (version.status == VersionStatus::Pending) ++summary.pending;
        for (const auto& stage : version.stages) summary.stages[stage] = version.version;
    }
    std::vector<ModelSummary> list;
    for (auto& [name, summary] : byName) list.push_back(std::move(summary));
    return list;
}

Result<std::vector<ModelVersion>> RegistryService::versions(std::string_view model) const {
    return VersionStore(m_ledger.db(), m_root).versions(model);
}

Result<std::vector<ModelVersion>> RegistryService::pending() const {
    return VersionStore(m_ledger.db(), m_root).withStatus(VersionStatus::Pending);
}

Result<std::vector<Decision>> RegistryService::history(std::string_view model, int version) const {
    const VersionStore versions(m_ledger.db(), m_root);
    SLIPWAY_ASSIGN(const auto row, lookUp(versions, model, version));
    return versions.decisions(row.version.model, row.version.version);
}

Status RegistryService::setStage(std::string_view model, int version, std::string_view stage, std::string_view actor) {
    if (!isValidName(stage))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for a stage", forMessage(stage)));
    VersionStore versions(m_ledger.db(), m_root);
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_ledger.db()));
    SLIPWAY_ASSIGN(const int before, versions.versionInStage(model, stage));
    if (version != 0) SLIPWAY_TRY(neededRow(versions, model, version));
    SLIPWAY_TRY(versions.setStage(model, version, stage));
    for (const int touched : {before, version})
        if (touched != 0 && before != version)
            SLIPWAY_TRY(versions.labelStages(model, touched, m_ledger.clock().now()));
    if (version != 0 && version != before)
        SLIPWAY_TRY(versions.addDecision(
            model, version, {m_ledger.clock().now(), std::string(actor), "deployed", std::string(stage)}));
    return transaction.commit();
}

Result<std::optional<ModelVersion>> RegistryService::inStage(std::string_view model, std::string_view stage) const {
    const VersionStore versions(m_ledger.db(), m_root);
    SLIPWAY_ASSIGN(const int version, versions.versionInStage(model, stage));
    if (version == 0) return std::nullopt;
    SLIPWAY_ASSIGN(auto row, neededRow(versions, model, version));
    return std::move(row.version);
}

} // namespace slipway::registry
