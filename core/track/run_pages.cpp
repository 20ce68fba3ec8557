#include "core/track/run_pages.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "core/store/database.h"
#include "core/track/artifact_uri.h"
#include "core/track/metric_store.h"
#include "core/track/run_fields.h"

namespace slipway::track {

namespace {

std::string_view viewCondition(View view) {
    return view == View::Active ? " AND r.deleted = 0" : view == View::Deleted ? " AND r.deleted = 1" : "";
}

/// "FROM run r … WHERE" the run is in one of the experiments, in view, and fits the filter.
Result<Sql> runsThatFit(store::Database& db, const Runs::Search& wanted) {
    const RunFields fields{std::string(kRunArtifactUriSql), RunFields::Lookup::Best, &db};
    Sql sql;
    sql.add(" JOIN experiment e ON e.id = r.experiment WHERE r.experiment IN ");
    sql.addList(wanted.experiments).add(viewCondition(wanted.view));
    SLIPWAY_ASSIGN(const auto where, whereSql(wanted.filter, fields));
    return sql.add(where);
}

/// One run on the way along a metric's index, with what orders runs of the same value.
struct Place {
    std::int64_t number = 0;
    double value = 0;
    Timestamp startedAt = 0;
    std::string id;
};

/// The best `count` runs that have the metric, newest first where it is equal; fewer when there are not so many.
Result<std::vector<std::int64_t>> alongMetric(
    store::Database& db, const Runs::Search& wanted, const Order& order, std::size_t count) {
    std::vector<std::int64_t> numbers;
    SLIPWAY_ASSIGN(const auto key, MetricStore(db).keyId(order.key));
    if (!key) return numbers;
    SLIPWAY_ASSIGN(const auto fit, runsThatFit(db, wanted));
    Sql sql;
    sql.add("SELECT r.number, m.latest, r.started_at, r.id FROM metric_summary m CROSS JOIN run r ON r.number = m.run")
        .add(fit);
    sql.add(" AND m.key = ? AND m.latest IS NOT NULL", *key);
    if (wanted.experiments.size() == 1) sql.add(" AND m.experiment = ?", wanted.experiments.front());
    sql.add(order.ascending ? " ORDER BY m.latest ASC" : " ORDER BY m.latest DESC");
    SLIPWAY_ASSIGN(auto list, sql.prepare(db));
    std::vector<Place> found;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more || (found.size() >= count && list.real(1) != found.back().value)) break;
        found.push_back({list.integer(0), list.real(1), list.integer(2), list.text(3)});
    }
    std::ranges::stable_sort(found, [&](const Place& a, const Place& b) {
        if (a.value != b.value) return order.ascending ? a.value < b.value : b.value < a.value;
        return std::tuple(-a.startedAt, std::string_view(a.id)) < std::tuple(-b.startedAt, std::string_view(b.id));
    });
    for (const auto& place : found) numbers.push_back(place.number);
    return numbers;
}

} // namespace

Result<NumberPage> findRunPage(store::Database& db, const Runs::Search& wanted) {
    if (wanted.order.size() == 1 && wanted.order.front().group == FieldGroup::Metric) {
        const auto enough = static_cast<std::size_t>(wanted.offset + wanted.limit + 1);
        SLIPWAY_ASSIGN(const auto best, alongMetric(db, wanted, wanted.order.front(), enough));
        if (best.size() >= enough) { // else runs without it, or with NaN, come too
            const auto from = best.begin() + wanted.offset;
            return NumberPage{{from, from + wanted.limit}, true};
        }
    }
    const RunFields fields{std::string(kRunArtifactUriSql)};
    SLIPWAY_ASSIGN(const auto fit, runsThatFit(db, wanted));
    SLIPWAY_ASSIGN(const auto order, orderSql(wanted.order, fields));
    Sql sql;
    sql.add("SELECT r.number FROM run r").add(fit).add(" ORDER BY ").add(order);
    sql.add("r.started_at DESC, r.id ASC LIMIT ? OFFSET ?", wanted.limit + 1, wanted.offset);
    return readNumbers(db, sql, wanted.limit);
}

} // namespace slipway::track
