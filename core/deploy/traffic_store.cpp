// The part of EndpointStore that counts.
#include "core/deploy/endpoint_store.h"
#include "core/store/database.h"
#include "core/store/transaction.h"

namespace slipway::deploy {

namespace {

Result<std::string> mergedLatency(std::string_view stored, const LatencyHistogram& added) {
    SLIPWAY_ASSIGN(auto histogram, LatencyHistogram::fromText(stored));
    histogram.merge(added);
    return histogram.toText();
}

Status addToVariant(store::Database& db, const VariantRow& variant, const InvocationCounts& counts) {
    SLIPWAY_ASSIGN(auto update,
        db.prepare("UPDATE endpoint_variant SET invocations = invocations + ?, errors = errors + ?, latency = ? "
                   "WHERE id = ?"));
    auto latency = variant.latency;
    latency.merge(counts.latency);
    return update.bindAll(counts.invocations, counts.errors, latency.toText(), variant.id).run();
}

Status addToMinute(store::Database& db, const VariantRow& variant, Timestamp minute, const InvocationCounts& counts) {
    std::string stored;
    {
        SLIPWAY_ASSIGN(auto select,
            db.prepare("SELECT latency FROM traffic_minute WHERE endpoint = ? AND at = ? AND variant = ?"));
        select.bindAll(variant.endpoint, minute, variant.name());
        SLIPWAY_ASSIGN(const bool found, select.step());
        if (found) stored = select.text(0);
    }
    SLIPWAY_ASSIGN(const auto latency, mergedLatency(stored, counts.latency));
    SLIPWAY_ASSIGN(auto insert,
        db.prepare(
            "INSERT INTO traffic_minute(endpoint, at, variant, invocations, errors, latency) VALUES(?,?,?,?,?,?) "
            "ON CONFLICT DO UPDATE SET invocations = invocations + excluded.invocations, "
            "errors = errors + excluded.errors, latency = excluded.latency"));
    return insert.bindAll(variant.endpoint, minute, variant.name(), counts.invocations, counts.errors, latency).run();
}

/// The step that runs now, of a deployment that brings this variant.
Status addToStep(store::Database& db, const VariantRow& variant, const InvocationCounts& counts) {
    std::int64_t deployment = 0, step = 0;
    std::string stored;
    {
        SLIPWAY_ASSIGN(
            auto select, db.prepare("SELECT s.deployment, s.step, s.latency FROM deployment d JOIN deployment_step s "
                                    "ON s.deployment = d.id AND s.step = d.step "
                                    "WHERE d.endpoint = ? AND d.variant = ? AND d.state = 'running'"));
        select.bindAll(variant.endpoint, variant.id);
        SLIPWAY_ASSIGN(const bool found, select.step());
        if (!found) return {};
        deployment = select.integer(0);
        step = select.integer(1);
        stored = select.text(2);
    }
    SLIPWAY_ASSIGN(const auto latency, mergedLatency(stored, counts.latency));
    SLIPWAY_ASSIGN(auto update,
        db.prepare("UPDATE deployment_step SET invocations = invocations + ?, errors = errors + ?, latency = ? "
                   "WHERE deployment = ? AND step = ?"));
    return update.bindAll(counts.invocations, counts.errors, latency, deployment, step).run();
}

} // namespace

Status EndpointStore::addCounts(const std::vector<MinuteCounts>& counts) {
    if (counts.empty()) return {};
    SLIPWAY_ASSIGN(auto transaction, store::Transaction::begin(m_db));
    for (const auto& entry : counts) {
        SLIPWAY_ASSIGN(const auto variant, findVariant(entry.variant));
        if (!variant) continue; // its endpoint was deleted
        SLIPWAY_TRY(addToVariant(m_db, *variant, entry.counts));
        SLIPWAY_TRY(addToMinute(m_db, *variant, entry.minute, entry.counts));
        SLIPWAY_TRY(addToStep(m_db, *variant, entry.counts));
    }
    return transaction.commit();
}

Result<std::vector<TrafficPoint>> EndpointStore::traffic(std::string_view endpoint, Timestamp from) const {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT at, variant, invocations, errors, latency FROM traffic_minute "
                                             "WHERE endpoint = ? AND at >= ? ORDER BY at, variant"));
    select.bindAll(endpoint, from);
    std::vector<TrafficPoint> points;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, select.step());
        if (!more) return points;
        SLIPWAY_ASSIGN(const auto latency, LatencyHistogram::fromText(select.view(4)));
        points.push_back({select.integer(0), select.text(1), select.integer(2), select.integer(3),
            latency.quantile(0.5), latency.quantile(0.99)});
    }
}

} // namespace slipway::deploy
