#include "core/deploy/endpoint_store.h"

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/store/database.h"

namespace slipway::deploy {

namespace {

constexpr std::string_view kEndpointColumns = "name, stage, state, message, url, server, created_at, updated_at";
constexpr std::string_view kVariantColumns =
    "id, endpoint, model, version, weight, state, retired, invocations, errors, latency";
constexpr std::string_view kDeploymentColumns =
    "id, endpoint, variant, model, version, from_model, from_version, state, is_canary, is_rollback, plan, step, "
    "interval_ms, minimum_requests, max_error_share, reason, actor, started_at, ended_at";

EndpointRow readEndpoint(const store::Statement& row) {
    return {
        row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.integer(6), row.integer(7)};
}

Result<VariantRow> readVariant(const store::Statement& row) {
    VariantRow variant;
    variant.id = row.integer(0);
    variant.endpoint = row.text(1);
    variant.model = row.text(2);
    variant.version = static_cast<int>(row.integer(3));
    variant.weight = row.real(4);
    variant.state = row.text(5);
    variant.retired = row.integer(6) != 0;
    variant.invocations = row.integer(7);
    variant.errors = row.integer(8);
    SLIPWAY_ASSIGN(variant.latency, LatencyHistogram::fromText(row.view(9)));
    return variant;
}

Result<DeploymentRow> readDeployment(const store::Statement& row) {
    DeploymentRow deployment;
    deployment.id = row.integer(0);
    deployment.endpoint = row.text(1);
    deployment.variant = row.integer(2);
    deployment.model = row.text(3);
    deployment.version = static_cast<int>(row.integer(4));
    deployment.fromModel = row.text(5);
    deployment.fromVersion = static_cast<int>(row.integer(6));
    deployment.state = row.text(7);
    deployment.isCanary = row.integer(8) != 0;
    deployment.isRollback = row.integer(9) != 0;
    SLIPWAY_ASSIGN(const auto plan, parseJson(row.view(10), "stored canary plan"));
    for (const auto& percent : plan) deployment.plan.push_back(percent.is_number() ? percent.get<double>() : 100);
    deployment.step = static_cast<int>(row.integer(11));
    deployment.intervalMs = row.integer(12);
    deployment.minimumRequests = row.integer(13);
    deployment.maxErrorShare = row.real(14);
    deployment.reason = row.text(15);
    deployment.actor = row.text(16);
    deployment.startedAt = row.integer(17);
    deployment.endedAt = row.integer(18);
    return deployment;
}

/// The first row, read by `read`, or nothing.
template <class T, class Read> Result<std::optional<T>> oneRow(store::Statement& select, Read read) {
    SLIPWAY_ASSIGN(const bool found, select.step());
    if (!found) return std::optional<T>();
    Result<T> row = read(select);
    if (!row) return std::unexpected(row.error());
    return std::optional<T>(std::move(*row));
}

template <class T, class Read> Result<std::vector<T>> allRows(store::Statement& select, Read read) {
    std::vector<T> rows;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, select.step());
        if (!more) return rows;
        Result<T> row = read(select);
        if (!row) return std::unexpected(row.error());
        rows.push_back(std::move(*row));
    }
}

template <class... T> Status runWith(store::Database& db, std::string_view sql, const T&... values) {
    SLIPWAY_ASSIGN(auto statement, db.prepare(sql));
    return statement.bindAll(values...).run();
}

} // namespace

Result<std::optional<EndpointRow>> EndpointStore::find(std::string_view name) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare(fmt::format("SELECT {} FROM endpoint WHERE name = ?", kEndpointColumns)));
    select.bind(1, name);
    return oneRow<EndpointRow>(select, readEndpoint);
}

Result<std::vector<EndpointRow>> EndpointStore::all() const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare(fmt::format("SELECT {} FROM endpoint ORDER BY name", kEndpointColumns)));
    return allRows<EndpointRow>(select, readEndpoint);
}

Status EndpointStore::insert(const EndpointRow& row) {
    return runWith(m_db, fmt::format("INSERT INTO endpoint({}) VALUES(?,?,?,?,?,?,?,?)", kEndpointColumns), row.name,
        row.stage, row.state, row.message, row.url, row.server, row.createdAt, row.updatedAt);
}

Status EndpointStore::setState(
    std::string_view endpoint, std::string_view state, std::string_view message, Timestamp at) {
    return runWith(m_db, "UPDATE endpoint SET state = ?, message = ?, updated_at = ? WHERE name = ?", state, message,
        at, endpoint);
}

Status EndpointStore::setServer(std::string_view url, std::string_view server) {
    return runWith(m_db,
        "UPDATE endpoint SET url = CASE ?1 WHEN '' THEN '' ELSE ?1 || '/endpoints/' || name END, server = ?2 "
        "WHERE server <> ?2 OR url <> CASE ?1 WHEN '' THEN '' ELSE ?1 || '/endpoints/' || name END",
        url, server);
}

Status EndpointStore::remove(std::string_view endpoint) {
    return runWith(m_db, "DELETE FROM endpoint WHERE name = ?", endpoint);
}

Result<std::vector<VariantRow>> EndpointStore::variants(std::string_view endpoint) const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare(fmt::format(
            "SELECT {} FROM endpoint_variant WHERE endpoint = ? AND retired = 0 ORDER BY id", kVariantColumns)));
    select.bind(1, endpoint);
    return allRows<VariantRow>(select, readVariant);
}

Result<std::optional<VariantRow>> EndpointStore::findVariant(std::int64_t id) const {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare(fmt::format("SELECT {} FROM endpoint_variant WHERE id = ?", kVariantColumns)));
    select.bind(1, id);
    return oneRow<VariantRow>(select, readVariant);
}

Result<int> EndpointStore::servedVersion(std::string_view model, std::string_view stage) const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare(
            "SELECT v.version FROM endpoint_variant v JOIN endpoint e ON e.name = v.endpoint "
            "WHERE v.model = ? AND e.stage = ? AND v.retired = 0 AND v.weight > 0 ORDER BY v.id DESC LIMIT 1"));
    select.bindAll(model, stage);
    SLIPWAY_ASSIGN(const bool found, select.step());
    return found ? static_cast<int>(select.integer(0)) : 0;
}

Result<std::int64_t> EndpointStore::addVariant(
    std::string_view endpoint, std::string_view model, int version, double weight, Timestamp at) {
    SLIPWAY_TRY(runWith(m_db,
        "INSERT INTO endpoint_variant(endpoint, model, version, weight, state, added_at) VALUES(?,?,?,?,'starting',?)",
        endpoint, model, version, weight, at));
    return m_db.lastInsertId();
}

Status EndpointStore::setWeight(std::int64_t variant, double weight) {
    return runWith(m_db, "UPDATE endpoint_variant SET weight = ? WHERE id = ?", weight, variant);
}

Status EndpointStore::setVariantState(std::int64_t variant, std::string_view state) {
    return runWith(m_db, "UPDATE endpoint_variant SET state = ? WHERE id = ?", state, variant);
}

Status EndpointStore::retire(std::int64_t variant) {
    return runWith(m_db, "UPDATE endpoint_variant SET retired = 1, weight = 0 WHERE id = ?", variant);
}

Status EndpointStore::resetVariantStates() {
    SLIPWAY_TRY(m_db.exec(
        "UPDATE endpoint_variant SET state = 'stopped' WHERE retired = 1 AND state NOT IN ('stopped','failed')"));
    return m_db.exec("UPDATE endpoint_variant SET state = 'starting' WHERE retired = 0 AND state <> 'starting'");
}

Result<std::int64_t> EndpointStore::addDeployment(const DeploymentRow& row) {
    SLIPWAY_TRY(runWith(m_db,
        "INSERT INTO deployment(endpoint, variant, model, version, from_model, from_version, state, is_canary, "
        "is_rollback, plan, interval_ms, minimum_requests, max_error_share, reason, actor, started_at) "
        "VALUES(?,?,?,?,?,?,'running',?,?,?,?,?,?,?,?,?)",
        row.endpoint, row.variant, row.model, row.version, row.fromModel, row.fromVersion, row.isCanary, row.isRollback,
        dump(Json(row.plan)), row.intervalMs, row.minimumRequests, row.maxErrorShare, row.reason, row.actor,
        row.startedAt));
    return m_db.lastInsertId();
}

Result<std::optional<DeploymentRow>> EndpointStore::latestDeployment(std::string_view endpoint) const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare(
            fmt::format("SELECT {} FROM deployment WHERE endpoint = ? ORDER BY id DESC LIMIT 1", kDeploymentColumns)));
    select.bind(1, endpoint);
    return oneRow<DeploymentRow>(select, readDeployment);
}

Result<std::optional<DeploymentRow>> EndpointStore::introductionOf(
    std::string_view endpoint, std::string_view model, int version) const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare(fmt::format("SELECT {} FROM deployment WHERE endpoint = ? AND model = ? AND version = ? AND "
                                 "state = 'finished' AND is_rollback = 0 ORDER BY id DESC LIMIT 1",
            kDeploymentColumns)));
    select.bindAll(endpoint, model, version);
    return oneRow<DeploymentRow>(select, readDeployment);
}

Status EndpointStore::setPlan(std::int64_t deployment, const std::vector<double>& plan) {
    return runWith(m_db, "UPDATE deployment SET plan = ? WHERE id = ?", dump(Json(plan)), deployment);
}

Status EndpointStore::endDeployment(
    std::int64_t deployment, std::string_view state, std::string_view reason, Timestamp at) {
    SLIPWAY_TRY(
        runWith(m_db, "UPDATE deployment_step SET ended_at = ? WHERE deployment = ? AND ended_at = 0", at, deployment));
    return runWith(m_db,
        "UPDATE deployment SET state = ?1, reason = CASE ?2 WHEN '' THEN reason ELSE ?2 END, ended_at = ?3 WHERE id = "
        "?4",
        state, reason, at, deployment);
}

Status EndpointStore::beginStep(std::int64_t deployment, int step, double percent, Timestamp at) {
    SLIPWAY_TRY(
        runWith(m_db, "UPDATE deployment_step SET ended_at = ? WHERE deployment = ? AND ended_at = 0 AND step <> ?", at,
            deployment, step));
    SLIPWAY_TRY(runWith(m_db,
        "INSERT INTO deployment_step(deployment, step, percent, started_at) VALUES(?,?,?,?) "
        "ON CONFLICT DO UPDATE SET percent = excluded.percent, started_at = excluded.started_at",
        deployment, step, percent, at));
    return runWith(m_db, "UPDATE deployment SET step = ? WHERE id = ?", step, deployment);
}

Result<std::vector<StepRow>> EndpointStore::steps(std::int64_t deployment) const {
    SLIPWAY_ASSIGN(auto select,
        m_db.prepare("SELECT step, percent, started_at, ended_at, invocations, errors, latency FROM deployment_step "
                     "WHERE deployment = ? ORDER BY step"));
    select.bind(1, deployment);
    return allRows<StepRow>(select, [](const store::Statement& row) -> Result<StepRow> {
        StepRow step{static_cast<int>(row.integer(0)), row.real(1), row.integer(2), row.integer(3), {}};
        step.counts.invocations = row.integer(4);
        step.counts.errors = row.integer(5);
        SLIPWAY_ASSIGN(step.counts.latency, LatencyHistogram::fromText(row.view(6)));
        return step;
    });
}

Status EndpointStore::setAlarm(std::string_view endpoint, const Alarm& alarm) {
    return runWith(m_db,
        "INSERT INTO endpoint_alarm(endpoint, name, state, message) VALUES(?,?,?,?) ON CONFLICT DO UPDATE SET "
        "state = excluded.state, message = excluded.message",
        endpoint, alarm.name, alarm.state, alarm.message);
}

Result<std::vector<Alarm>> EndpointStore::alarms(std::string_view endpoint) const {
    SLIPWAY_ASSIGN(
        auto select, m_db.prepare("SELECT name, state, message FROM endpoint_alarm WHERE endpoint = ? ORDER BY name"));
    select.bind(1, endpoint);
    return allRows<Alarm>(select,
        [](const store::Statement& row) -> Result<Alarm> { return Alarm{row.text(0), row.text(1), row.text(2)}; });
}

} // namespace slipway::deploy
