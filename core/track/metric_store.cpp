#include "core/track/metric_store.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <unordered_map>

#include "core/store/database.h"
#include "core/track/sketch_store.h"

namespace slipway::track {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Summary {
    MetricSummary values{
        kNaN, std::numeric_limits<std::int64_t>::min(), kNaN, kNaN, 0, std::numeric_limits<std::int64_t>::min()};

    void add(const MetricPoint& point) {
        auto& v = values;
        const auto order = [](std::int64_t step, std::int64_t at, double value) {
            return std::tuple(step, at, std::isnan(value) ? 0 : value);
        };
        if (v.points == 0 || order(point.step, point.at, point.value) >= order(v.latestStep, v.latestAt, v.latest)) {
            v.latest = point.value;
            v.latestStep = point.step;
            v.latestAt = point.at;
        }
        v.minimum = std::fmin(v.minimum, point.value); // fmin and fmax leave NaN out
        v.maximum = std::fmax(v.maximum, point.value);
        v.points++;
    }
};

double realOrNaN(const store::Statement& row, int column) {
    return row.isNull(column) ? kNaN : row.real(column);
}

std::optional<double> nullForNaN(double value) {
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

Result<Summary> storedSummary(store::Database& db, std::int64_t run, std::int64_t key) {
    SLIPWAY_ASSIGN(
        auto find, db.prepare("SELECT latest, latest_step, latest_at, minimum, maximum, points FROM metric_summary "
                              "WHERE run = ? AND key = ?"));
    find.bindAll(run, key);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found) return Summary{};
    return Summary{{realOrNaN(find, 0), find.integer(1), realOrNaN(find, 3), realOrNaN(find, 4), find.integer(5),
        find.integer(2)}};
}

Status storeSummary(
    store::Database& db, std::int64_t run, std::int64_t experiment, std::int64_t key, const Summary& summary) {
    SLIPWAY_ASSIGN(auto put,
        db.prepare("INSERT OR REPLACE INTO metric_summary(run, key, experiment, latest, latest_step, latest_at, "
                   "minimum, maximum, points) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    const auto& v = summary.values;
    put.bindAll(run, key, experiment, nullForNaN(v.latest), v.latestStep, v.latestAt, nullForNaN(v.minimum),
        nullForNaN(v.maximum), v.points);
    return put.run();
}

Status visitAll(store::Statement& list, const MetricStore::Visit& visit) {
    MetricPoint point;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return {};
        point.value = list.integer(2) != 0 ? kNaN : list.real(3);
        point.step = list.integer(0);
        point.at = list.integer(1);
        if (!visit(point)) return {};
    }
}

} // namespace

Result<std::optional<std::int64_t>> MetricStore::keyId(std::string_view key) const {
    SLIPWAY_ASSIGN(auto find, m_db.prepare("SELECT id FROM metric_key WHERE name = ?"));
    find.bind(1, key);
    SLIPWAY_ASSIGN(const bool found, find.step());
    return found ? std::optional(find.integer(0)) : std::nullopt;
}

Result<std::int64_t> MetricStore::pointsOf(std::int64_t run, std::string_view key) const {
    SLIPWAY_ASSIGN(const auto id, keyId(key));
    if (!id) return 0;
    SLIPWAY_ASSIGN(const auto summary, storedSummary(m_db, run, *id));
    return summary.values.points;
}

Result<std::int64_t> MetricStore::keyIdOrNew(std::string_view key) {
    SLIPWAY_ASSIGN(const auto known, keyId(key));
    if (known) return *known;
    SLIPWAY_ASSIGN(auto insert, m_db.prepare("INSERT INTO metric_key(name) VALUES(?)"));
    insert.bind(1, key);
    SLIPWAY_TRY(insert.run());
    return m_db.lastInsertId();
}

Status MetricStore::add(std::int64_t run, std::int64_t experiment, std::span<const MetricPoint> points) {
    struct Series {
        std::int64_t key = 0;
        Summary summary;
        SketchStore::Added added;
    };
    std::unordered_map<std::string_view, Series> series;
    SLIPWAY_ASSIGN(auto insert,
        m_db.prepare("INSERT OR IGNORE INTO metric_point(run, key, step, at, is_nan, value) VALUES(?, ?, ?, ?, ?, ?)"));
    for (const auto& point : points) {
        auto found = series.find(point.key);
        if (found == series.end()) {
            Series fresh;
            SLIPWAY_ASSIGN(fresh.key, keyIdOrNew(point.key));
            SLIPWAY_ASSIGN(fresh.summary, storedSummary(m_db, run, fresh.key));
            found = series.emplace(point.key, fresh).first;
        }
        auto& [key, summary, added] = found->second;
        const bool isNan = std::isnan(point.value);
        insert.bindAll(run, key, point.step, point.at, isNan, isNan ? 0.0 : point.value);
        SLIPWAY_TRY(insert.run());
        if (m_db.changes() == 0) continue;
        summary.add(point);
        if (added.count++ == 0 || std::pair(point.step, point.at) < std::pair(added.firstStep, added.firstAt)) {
            added.firstStep = point.step;
            added.firstAt = point.at;
        }
    }
    for (auto& [name, one] : series) {
        if (one.added.count == 0) continue;
        SLIPWAY_TRY(storeSummary(m_db, run, experiment, one.key, one.summary));
        one.added.stored = one.summary.values.points;
        SLIPWAY_TRY(SketchStore(m_db).update(run, one.key, one.added));
    }
    return {};
}

Result<std::map<std::string, MetricSummary>> MetricStore::summaries(std::int64_t run) const {
    SLIPWAY_ASSIGN(auto list,
        m_db.prepare(
            "SELECT k.name, m.latest, m.latest_step, m.minimum, m.maximum, m.points, m.latest_at FROM metric_summary m "
            "JOIN metric_key k ON k.id = m.key WHERE m.run = ?"));
    list.bind(1, run);
    std::map<std::string, MetricSummary> summaries;
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return summaries;
        summaries[list.text(0)] = {realOrNaN(list, 1), list.integer(2), realOrNaN(list, 3), realOrNaN(list, 4),
            list.integer(5), list.integer(6)};
    }
}

Status MetricStore::eachPoint(
    std::int64_t run, std::int64_t key, std::int64_t fromStep, std::int64_t toStep, const Visit& visit) const {
    SLIPWAY_ASSIGN(auto list, m_db.prepare("SELECT step, at, is_nan, value FROM metric_point WHERE run = ? AND key = ? "
                                           "AND step BETWEEN ? AND ? ORDER BY step, at, is_nan, value"));
    list.bindAll(run, key, fromStep, toStep);
    return visitAll(list, visit);
}

Status MetricStore::eachPointAfter(
    std::int64_t run, std::int64_t key, std::int64_t step, Timestamp at, const Visit& visit) const {
    SLIPWAY_ASSIGN(auto list, m_db.prepare("SELECT step, at, is_nan, value FROM metric_point WHERE run = ? AND key = ? "
                                           "AND (step, at) > (?, ?) ORDER BY step, at, is_nan, value"));
    list.bindAll(run, key, step, at);
    return visitAll(list, visit);
}

Result<std::vector<MetricPoint>> MetricStore::history(
    std::int64_t run, std::string_view key, std::int64_t fromStep, std::int64_t toStep) const {
    std::vector<MetricPoint> points;
    SLIPWAY_ASSIGN(const auto id, keyId(key));
    if (!id) return points;
    SLIPWAY_TRY(eachPoint(run, *id, fromStep, toStep, [&](const MetricPoint& point) {
        points.push_back({std::string(key), point.value, point.step, point.at});
        return true;
    }));
    return points;
}

} // namespace slipway::track
