#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/run.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

/// A curve for a chart, by step. Long ones are thinned: every part of it keeps its lowest and highest point.
struct Curve {
    struct Point {
        std::int64_t step = 0;
        Timestamp at = 0;
        double value = 0; ///< NaN and infinities as they were logged
    };
    std::vector<Point> points;
    std::vector<Point> means;   ///< of a thinned curve: one point a part, for smoothing; empty: use `points`
    std::int64_t stored = 0;    ///< points in the store (within the range, when it was read whole)
    Timestamp runStartedAt = 0; ///< where relative time counts from
    bool thinned = false;
};

/// The whole history in about a thousand points. A fraction of a millisecond however long it is.
Result<Curve> readCurve(store::Database& db, std::string_view runId, std::string_view key);

/// The part with steps in [from, to], read point by point and thinned in the same way: what a chart asks for after
/// zooming in.
Result<Curve> readCurveRange(
    store::Database& db, std::string_view runId, std::string_view key, std::int64_t from, std::int64_t to);

} // namespace slipway::track
