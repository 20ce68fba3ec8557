#include "core/registry/version_store.h"

#include <limits>

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/track/artifact_uri.h"

namespace slipway::registry {

namespace {

// Stages come as one text; names of stages hold no comma.
constexpr std::string_view kColumns =
    "SELECT v.model, v.version, v.status, v.run_id, v.run_actor, v.metrics, v.created_at, v.registered_by, "
    "v.decided_by, v.decided_at, v.effective_at, v.decision_event, v.self_approved, v.note, v.bundle_hash, "
    "(SELECT group_concat(stage) FROM model_stage s WHERE s.model = v.model AND s.version = v.version), v.bundle, "
    "v.source, v.location, v.run_link, v.description, v.current_stage, v.model_id, v.updated_at "
    "FROM model_version v ";
constexpr std::string_view kNoPrompt =
    "NOT EXISTS (SELECT 1 FROM registered_model_tag t WHERE t.model = v.model AND t.key = 'mlflow.prompt.is_prompt' "
    "AND t.value = 'true') ";
constexpr std::string_view kNewestFirst = "ORDER BY v.created_at DESC, v.model, v.version DESC";

VersionStatus statusFromName(std::string_view text) {
    for (const auto status : {VersionStatus::Approved, VersionStatus::Rejected, VersionStatus::Archived})
        if (name(status) == text) return status;
    return VersionStatus::Pending;
}

std::map<std::string, double> readMetrics(std::string_view text) {
    std::map<std::string, double> metrics;
    const auto json = parseJson(text, "stored metrics");
    if (json && json->is_object())
        for (const auto& [key, value] : json->items()) metrics[key] = numberFromJson(value);
    return metrics;
}

std::string writeMetrics(const std::map<std::string, double>& metrics) {
    auto json = Json::object();
    for (const auto& [key, value] : metrics) json[key] = jsonNumber(value);
    return dump(json);
}

std::filesystem::path bundles(const std::filesystem::path& root) {
    return root / "artifacts" / "models";
}

VersionRow readRow(const store::Statement& read, const std::filesystem::path& root) {
    VersionRow row;
    auto& version = row.version;
    version.model = read.text(0);
    version.version = static_cast<int>(read.integer(1));
    version.status = statusFromName(read.view(2));
    version.runId = read.text(3);
    row.runActor = read.text(4);
    version.metrics = readMetrics(read.view(5));
    version.createdAt = read.integer(6);
    version.registeredBy = read.text(7);
    version.decidedBy = read.text(8);
    version.decidedAt = read.integer(9);
    version.effectiveAt = read.integer(10);
    row.decisionEvent = read.integer(11);
    version.selfApproved = read.integer(12) != 0;
    version.note = read.text(13);
    version.bundleHash = read.text(14);
    if (!read.isNull(15)) version.stages = split(read.view(15), ',');
    if (!read.view(16).empty()) version.bundle = bundles(root) / read.view(16);
    version.source = read.text(17);
    version.location = read.text(18);
    version.runLink = read.text(19);
    version.description = read.text(20);
    version.currentStage = read.text(21);
    version.modelId = read.text(22);
    version.updatedAt = read.integer(23);
    return row;
}

std::vector<ModelVersion> versionsOf(std::vector<VersionRow> rows) {
    std::vector<ModelVersion> versions;
    versions.reserve(rows.size());
    for (auto& row : rows) versions.push_back(std::move(row.version));
    return versions;
}

} // namespace

Result<std::map<std::string, double>> VersionStore::currentMetrics(std::string_view run) const {
    SLIPWAY_ASSIGN(auto read,
        m_db.prepare("SELECT k.name, s.latest FROM run r JOIN metric_summary s ON s.run = r.number JOIN metric_key k "
                     "ON k.id = s.key WHERE r.id = ?"));
    read.bind(1, run);
    std::map<std::string, double> metrics;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return metrics;
        metrics[read.text(0)] = read.isNull(1) ? std::numeric_limits<double>::quiet_NaN() : read.real(1);
    }
}

Result<std::vector<VersionRow>> VersionStore::readAll(store::Statement& read) const {
    std::vector<VersionRow> rows;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) break;
        rows.push_back(readRow(read, m_root));
    }
    // Clients register in the middle of a run: what it logs later counts until somebody decides.
    for (auto& row : rows) {
        auto& version = row.version;
        if (version.status != VersionStatus::Pending || version.hasBundle() || version.runId.empty()) continue;
        SLIPWAY_ASSIGN(version.metrics, currentMetrics(version.runId));
    }
    return rows;
}

Result<std::optional<VersionRow>> VersionStore::readOne(store::Statement& read) const {
    SLIPWAY_ASSIGN(auto rows, readAll(read));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

Result<int> VersionStore::latest(std::string_view model) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT coalesce(max(version), 0) FROM model_version WHERE model = ?"));
    SLIPWAY_TRY(read.bind(1, model).step());
    return static_cast<int>(read.integer(0));
}

Result<int> VersionStore::takeNumber(std::string_view model, Timestamp at) {
    SLIPWAY_ASSIGN(
        auto take, m_db.prepare("UPDATE registered_model SET last_version = last_version + 1, updated_at = ? "
                                "WHERE name = ? RETURNING last_version"));
    SLIPWAY_ASSIGN(const bool found, take.bindAll(at, model).step());
    if (!found) return fail(ErrorCode::Internal, "a version of a model that is not there");
    return static_cast<int>(take.integer(0));
}

Result<bool> VersionStore::ensureModel(std::string_view model, Timestamp at) {
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare("INSERT OR IGNORE INTO registered_model (name, created_at, updated_at) VALUES (?, ?, ?)"));
    SLIPWAY_TRY(insert.bindAll(model, at, at).run());
    return m_db.changes() > 0;
}

Result<std::optional<VersionRow>> VersionStore::find(std::string_view model, int version) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare(std::string(kColumns) + "WHERE v.model = ? AND v.version = ?"));
    read.bindAll(model, version);
    return readOne(read);
}

Result<std::optional<VersionRow>> VersionStore::findByRun(std::string_view model, std::string_view run) const {
    SLIPWAY_ASSIGN(auto read,
        m_db.prepare(std::string(kColumns) + "WHERE v.run_id = ? AND v.run_id <> '' AND v.model = ? AND v.bundle <> '' "
                                             "ORDER BY v.version LIMIT 1"));
    read.bindAll(run, model);
    return readOne(read);
}

Result<std::vector<ModelVersion>> VersionStore::versions(std::string_view model) const {
    track::Sql rest;
    if (model.empty())
        rest.add("WHERE ").add(kNoPrompt).add(kNewestFirst);
    else
        rest.add("WHERE v.model = ? AND ", std::string(model)).add(kNoPrompt).add("ORDER BY v.version DESC");
    return select(rest);
}

Result<std::vector<ModelVersion>> VersionStore::withStatus(VersionStatus status) const {
    return select(
        track::Sql().add("WHERE v.status = ? AND ", std::string(name(status))).add(kNoPrompt).add(kNewestFirst));
}

Result<std::vector<ModelVersion>> VersionStore::select(const track::Sql& rest) const {
    SLIPWAY_ASSIGN(auto read, track::Sql().add(kColumns).add(rest).prepare(m_db));
    SLIPWAY_ASSIGN(auto rows, readAll(read));
    return versionsOf(std::move(rows));
}

Result<int> VersionStore::approved(std::string_view model) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT version FROM model_version WHERE model = ? AND status = 'approved' "
                                           "ORDER BY decided_at DESC, version DESC LIMIT 1"));
    SLIPWAY_ASSIGN(const bool found, read.bind(1, model).step());
    return found ? static_cast<int>(read.integer(0)) : 0;
}

Status VersionStore::add(const VersionRow& row) {
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare(
            "INSERT INTO model_version (model, version, status, run_id, run_actor, metrics, created_at, "
            "updated_at, registered_by, bundle, bundle_hash, source, location, run_link, description, model_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    const auto& v = row.version;
    return insert
        .bindAll(v.model, v.version, name(v.status), v.runId, row.runActor, writeMetrics(v.metrics), v.createdAt,
            v.createdAt, v.registeredBy, v.hasBundle() ? v.bundle.lexically_relative(bundles(m_root)).string() : "",
            v.bundleHash, v.source, v.location, v.runLink, v.description, v.modelId)
        .run();
}

Status VersionStore::update(const VersionRow& row) {
    SLIPWAY_ASSIGN(auto write,
        m_db.prepare("UPDATE model_version SET status = ?, decided_by = ?, decided_at = ?, effective_at = ?, "
                     "decision_event = ?, self_approved = ?, note = ?, metrics = ?, updated_at = max(updated_at, ?) "
                     "WHERE model = ? AND version = ?"));
    const auto& v = row.version;
    return write
        .bindAll(name(v.status), v.decidedBy, v.decidedAt, v.effectiveAt, row.decisionEvent, v.selfApproved, v.note,
            writeMetrics(v.metrics), v.updatedAt, v.model, v.version)
        .run();
}

Status VersionStore::addDecision(std::string_view model, int version, const Decision& decision) {
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO model_decision (model, version, at, actor, kind, note) "
                                             "VALUES (?, ?, ?, ?, ?, ?)"));
    return insert.bindAll(model, version, decision.at, decision.actor, decision.kind, decision.note).run();
}

Result<std::vector<Decision>> VersionStore::decisions(std::string_view model, int version) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT at, actor, kind, note FROM model_decision "
                                           "WHERE model = ? AND version = ? ORDER BY id"));
    read.bindAll(model, version);
    std::vector<Decision> decisions;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return decisions;
        decisions.push_back({read.integer(0), read.text(1), read.text(2), read.text(3)});
    }
}

Status VersionStore::setStage(std::string_view model, int version, std::string_view stage) {
    if (version == 0) {
        SLIPWAY_ASSIGN(auto remove, m_db.prepare("DELETE FROM model_stage WHERE model = ? AND stage = ?"));
        return remove.bindAll(model, stage).run();
    }
    SLIPWAY_ASSIGN(auto write, m_db.prepare("INSERT INTO model_stage (model, stage, version) VALUES (?, ?, ?) "
                                            "ON CONFLICT (model, stage) DO UPDATE SET version = excluded.version"));
    return write.bindAll(model, stage, version).run();
}

Result<int> VersionStore::versionInStage(std::string_view model, std::string_view stage) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT version FROM model_stage WHERE model = ? AND stage = ?"));
    SLIPWAY_ASSIGN(const bool found, read.bindAll(model, stage).step());
    return found ? static_cast<int>(read.integer(0)) : 0;
}

Status VersionStore::labelStages(std::string_view model, int version, Timestamp at) {
    SLIPWAY_ASSIGN(auto write,
        m_db.prepare(
            "UPDATE model_version AS v SET updated_at = max(updated_at, ?), current_stage = coalesce((SELECT "
            "CASE lower(s.stage) WHEN 'production' THEN 'Production' ELSE 'Staging' END FROM model_stage s "
            "WHERE s.model = v.model AND s.version = v.version AND lower(s.stage) IN ('production', 'staging') "
            "ORDER BY lower(s.stage) LIMIT 1), 'None') WHERE model = ? AND version = ?"));
    return write.bindAll(at, model, version).run();
}

Result<std::string> VersionStore::runArtifactUri(std::string_view run) const {
    SLIPWAY_ASSIGN(
        auto read, m_db.prepare("SELECT " + std::string(track::kRunArtifactUriSql) + " FROM run r WHERE r.id = ?"));
    SLIPWAY_ASSIGN(const bool found, read.bind(1, run).step());
    return found ? read.text(0) : std::string();
}

Result<std::filesystem::path> VersionStore::newBundleFolder(std::string_view model, int version) const {
    auto folder = bundles(m_root) / (isValidName(model) ? std::string(model) : newId()) / std::to_string(version);
    SLIPWAY_ASSIGN(const bool used, usesBundle(folder));
    if (used) folder = bundles(m_root) / newId() / std::to_string(version);
    return folder;
}

Result<bool> VersionStore::usesBundle(const std::filesystem::path& folder) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT 1 FROM model_version WHERE bundle = ? AND bundle <> ''"));
    return read.bind(1, folder.lexically_relative(bundles(m_root)).string()).step();
}

} // namespace slipway::registry
