#include "core/track/model_metric_store.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "core/track/metric_store.h"

namespace slipway::track {

Status ModelMetricStore::add(std::int64_t run, std::span<const ModelMetric> metrics) {
    if (metrics.empty()) return {};
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT number FROM logged_model WHERE id = ? AND deleted = 0"));
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare(
            "INSERT OR IGNORE INTO logged_model_metric(model, key, run, step, at, is_nan, value, dataset_name, "
            "dataset_digest) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    for (const auto& metric : metrics) {
        find.reset();
        find.bind(1, metric.model);
        SLIPWAY_ASSIGN(const bool found, find.step());
        if (!found)
            return fail(ErrorCode::NotFound,
                fmt::format("Logged model with ID '{}' not found", forMessage(metric.model)),
                "Log the model before its metrics");
        const auto& point = metric.point;
        SLIPWAY_ASSIGN(const auto key, MetricStore(m_db).keyId(point.key));
        if (!key) return fail(ErrorCode::Internal, "the metric's key was not stored", "Log it to the run first");
        const bool isNan = std::isnan(point.value);
        insert.bindAll(find.integer(0), *key, run, point.step, point.at, isNan, isNan ? 0.0 : point.value,
            metric.datasetName, metric.datasetDigest);
        SLIPWAY_TRY(insert.run());
    }
    return {};
}

Result<std::vector<ModelMetricStore::Measured>> ModelMetricStore::of(std::int64_t model) const {
    SLIPWAY_ASSIGN(auto list,
        m_db.prepare(
            "SELECT k.name, m.is_nan, m.value, m.step, m.at, l.id, m.dataset_name, m.dataset_digest, r.id FROM "
            "logged_model_metric m JOIN metric_key k ON k.id = m.key JOIN run r ON r.number = m.run JOIN "
            "logged_model l ON l.number = m.model WHERE m.model = ? ORDER BY k.name, m.step, m.at"));
    list.bind(1, model);
    std::vector<Measured> all;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return all;
        const double value = list.integer(1) != 0 ? std::numeric_limits<double>::quiet_NaN() : list.real(2);
        all.push_back(
            {{{list.text(0), value, list.integer(3), list.integer(4)}, list.text(5), list.text(6), list.text(7)},
                list.text(8)});
    }
}

} // namespace slipway::track
