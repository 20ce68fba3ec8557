#include "core/track/curves.h"

#include <utility>

#include "core/store/database.h"
#include "core/track/curve_sketch.h"
#include "core/track/metric_store.h"
#include "core/track/sketch_store.h"

namespace slipway::track {

namespace {

struct Wanted {
    std::int64_t run = 0, key = 0, points = 0;
    Timestamp startedAt = 0;
};

/// points 0: the run has no such metric.
Result<Wanted> wantedCurve(store::Database& db, std::string_view runId, std::string_view key) {
    SLIPWAY_ASSIGN(auto find, db.prepare("SELECT number, started_at FROM run WHERE id = ?"));
    find.bind(1, runId);
    SLIPWAY_ASSIGN(const bool found, find.step());
    if (!found)
        return fail(ErrorCode::NotFound, "the run is not there any more", "`slipway runs search` lists the runs");
    Wanted wanted{find.integer(0), 0, 0, find.integer(1)};
    MetricStore metrics(db);
    SLIPWAY_ASSIGN(const auto id, metrics.keyId(key));
    if (!id) return wanted;
    wanted.key = *id;
    SLIPWAY_ASSIGN(wanted.points, metrics.pointsOf(wanted.run, key));
    return wanted;
}

Curve::Point pointOf(const MetricPoint& point) {
    return {point.step, point.at, point.value};
}

/// Lowest and highest in the order in which they were logged.
Curve curveOf(const CurveSketch& sketch) {
    Curve curve;
    curve.thinned = sketch.isThinned();
    curve.points.reserve(sketch.parts().size() * 2);
    curve.means.reserve(sketch.parts().size());
    for (const auto& part : sketch.parts()) {
        const bool lowFirst =
            std::pair(part.lowest.step, part.lowest.at) <= std::pair(part.highest.step, part.highest.at);
        const auto& first = lowFirst ? part.lowest : part.highest;
        const auto& second = lowFirst ? part.highest : part.lowest;
        curve.points.push_back(pointOf(first));
        if (part.points > 1) curve.points.push_back(pointOf(second));
        if (!curve.thinned) continue;
        const auto mean = part.finite > 0 ? part.sum / static_cast<double>(part.finite) : part.highest.value;
        curve.means.push_back({part.firstStep + (part.lastStep - part.firstStep) / 2,
            part.firstAt + (part.lastAt - part.firstAt) / 2, mean});
    }
    return curve;
}

} // namespace

Result<Curve> readCurve(store::Database& db, std::string_view runId, std::string_view key) {
    SLIPWAY_ASSIGN(const auto wanted, wantedCurve(db, runId, key));
    CurveSketch sketch;
    if (wanted.points > 0) {
        SLIPWAY_ASSIGN(auto stored, SketchStore(db).find(wanted.run, wanted.key));
        if (stored) sketch = std::move(*stored);
        SLIPWAY_TRY(MetricStore(db).eachPointAfter(
            wanted.run, wanted.key, sketch.lastStep(), sketch.lastAt(), [&](const MetricPoint& point) {
                sketch.add(point);
                return true;
            }));
    }
    auto curve = curveOf(sketch);
    curve.stored = sketch.points();
    curve.runStartedAt = wanted.startedAt;
    return curve;
}

Result<Curve> readCurveRange(
    store::Database& db, std::string_view runId, std::string_view key, std::int64_t from, std::int64_t to) {
    SLIPWAY_ASSIGN(const auto wanted, wantedCurve(db, runId, key));
    CurveSketch sketch;
    if (wanted.points > 0)
        SLIPWAY_TRY(MetricStore(db).eachPoint(wanted.run, wanted.key, from, to, [&](const MetricPoint& point) {
            sketch.add(point);
            return true;
        }));
    auto curve = curveOf(sketch);
    curve.stored = sketch.points();
    curve.runStartedAt = wanted.startedAt;
    return curve;
}

} // namespace slipway::track
