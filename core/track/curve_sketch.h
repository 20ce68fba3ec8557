#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/run.h"

namespace slipway::track {

/// A long metric history in at most 512 parts of equally many points, each with its lowest and highest point and its
/// mean: spikes survive. Grows at its end only; parts are joined in pairs when there are too many.
class CurveSketch {
public:
    static constexpr std::size_t kMostParts = 512;

    struct Part {
        MetricPoint lowest, highest; ///< without key; NaN when all of the part's points are
        double sum = 0;              ///< of those that are finite
        std::int64_t finite = 0, points = 0;
        std::int64_t firstStep = 0, lastStep = 0;
        Timestamp firstAt = 0, lastAt = 0;
    };

    /// Points come by step, then time.
    void add(const MetricPoint& point);
    std::int64_t points() const { return m_points; }
    std::int64_t lastStep() const { return m_parts.empty() ? INT64_MIN : m_parts.back().lastStep; }
    Timestamp lastAt() const { return m_parts.empty() ? INT64_MIN : m_parts.back().lastAt; }
    bool isThinned() const { return m_stride > 1; } ///< else each part is one point
    const std::vector<Part>& parts() const { return m_parts; }

    /// Little-endian, for a column of a table.
    std::string encoded() const;
    static Result<CurveSketch> decoded(std::string_view bytes); ///< BadData

private:
    void joinPairs();
    std::vector<Part> m_parts;
    std::int64_t m_points = 0, m_stride = 1;
};

} // namespace slipway::track
