#include "core/registry/version_store.h"

#include <array>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/database.h"

namespace slipway::registry {

namespace {

// Stages come as one text; names of stages hold no comma.
constexpr std::string_view kColumns =
    "SELECT v.model, v.version, v.status, v.run_id, v.run_actor, v.metrics, v.created_at, v.registered_by, "
    "v.decided_by, "
    "v.decided_at, v.effective_at, v.decision_event, v.self_approved, v.note, v.bundle_hash, "
    "(SELECT group_concat(stage) FROM model_stage s WHERE s.model = v.model AND s.version = v.version) "
    "FROM model_version v ";

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
    version.bundle = bundleFolder(root, version.model, version.version);
    return row;
}

Result<std::vector<VersionRow>> readAll(store::Statement& read, const std::filesystem::path& root) {
    std::vector<VersionRow> rows;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, read.step());
        if (!more) return rows;
        rows.push_back(readRow(read, root));
    }
}

Result<std::optional<VersionRow>> readOne(store::Statement& read, const std::filesystem::path& root) {
    SLIPWAY_ASSIGN(auto rows, readAll(read, root));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::vector<ModelVersion> versionsOf(std::vector<VersionRow> rows) {
    std::vector<ModelVersion> versions;
    versions.reserve(rows.size());
    for (auto& row : rows) versions.push_back(std::move(row.version));
    return versions;
}

} // namespace

std::filesystem::path bundleFolder(const std::filesystem::path& root, std::string_view model, int version) {
    return root / "artifacts" / "models" / model / std::to_string(version);
}

Result<int> VersionStore::latest(std::string_view model) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare("SELECT coalesce(max(version), 0) FROM model_version WHERE model = ?"));
    SLIPWAY_TRY(read.bind(1, model).step());
    return static_cast<int>(read.integer(0));
}

Result<std::optional<VersionRow>> VersionStore::find(std::string_view model, int version) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare(std::string(kColumns) + "WHERE v.model = ? AND v.version = ?"));
    read.bindAll(model, version);
    return readOne(read, m_root);
}

Result<std::optional<VersionRow>> VersionStore::findByRun(std::string_view model, std::string_view run) const {
    SLIPWAY_ASSIGN(auto read, m_db.prepare(std::string(kColumns) + "WHERE v.model = ? AND v.run_id = ?"));
    read.bindAll(model, run);
    return readOne(read, m_root);
}

Result<std::vector<ModelVersion>> VersionStore::versions(std::string_view model) const {
    const auto sql = std::string(kColumns) + (model.empty() ? "ORDER BY v.created_at DESC, v.model, v.version DESC"
                                                            : "WHERE v.model = ? ORDER BY v.version DESC");
    SLIPWAY_ASSIGN(auto read, m_db.prepare(sql));
    if (!model.empty()) read.bind(1, model);
    SLIPWAY_ASSIGN(auto rows, readAll(read, m_root));
    return versionsOf(std::move(rows));
}

Result<std::vector<ModelVersion>> VersionStore::withStatus(VersionStatus status) const {
    SLIPWAY_ASSIGN(auto read,
        m_db.prepare(std::string(kColumns) + "WHERE v.status = ? ORDER BY v.created_at DESC, v.model, v.version DESC"));
    read.bind(1, name(status));
    SLIPWAY_ASSIGN(auto rows, readAll(read, m_root));
    return versionsOf(std::move(rows));
}

Status VersionStore::add(const VersionRow& row) {
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare("INSERT INTO model_version (model, version, status, run_id, run_actor, metrics, created_at, "
                     "registered_by, bundle_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    const auto& v = row.version;
    return insert
        .bindAll(v.model, v.version, name(v.status), v.runId, row.runActor, writeMetrics(v.metrics), v.createdAt,
            v.registeredBy, v.bundleHash)
        .run();
}

Status VersionStore::update(const VersionRow& row) {
    SLIPWAY_ASSIGN(auto write,
        m_db.prepare("UPDATE model_version SET status = ?, decided_by = ?, decided_at = ?, effective_at = ?, "
                     "decision_event = ?, self_approved = ?, note = ? WHERE model = ? AND version = ?"));
    const auto& v = row.version;
    return write
        .bindAll(name(v.status), v.decidedBy, v.decidedAt, v.effectiveAt, row.decisionEvent, v.selfApproved, v.note,
            v.model, v.version)
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

} // namespace slipway::registry
