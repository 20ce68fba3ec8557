#include "core/track/curve_sketch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace slipway::track {

namespace {

static_assert(std::endian::native == std::endian::little, "parts are stored as this machine has them in memory");

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kPartBytes = 13 * 8, kHeadBytes = 4 + 4 + 8 + 8;

CurveSketch::Part partOf(const MetricPoint& point) {
    CurveSketch::Part part;
    part.lowest = part.highest = {{}, point.value, point.step, point.at};
    part.points = 1;
    part.firstStep = part.lastStep = point.step;
    part.firstAt = part.lastAt = point.at;
    if (std::isfinite(point.value)) {
        part.sum = point.value;
        part.finite = 1;
    }
    return part;
}

/// `later` stands behind `part`.
void join(CurveSketch::Part& part, const CurveSketch::Part& later) {
    const auto isNan = [](const MetricPoint& point) { return std::isnan(point.value); };
    if (isNan(part.lowest) || later.lowest.value < part.lowest.value) part.lowest = later.lowest;
    if (isNan(part.highest) || later.highest.value > part.highest.value) part.highest = later.highest;
    part.sum += later.sum;
    part.finite += later.finite;
    part.points += later.points;
    part.lastStep = later.lastStep;
    part.lastAt = later.lastAt;
}

template <class T> void put(std::string& bytes, T value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// The caller has checked that there is enough.
template <class T> T take(std::string_view& bytes) {
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    bytes.remove_prefix(sizeof value);
    return value;
}

void putPoint(std::string& bytes, const MetricPoint& point) {
    put(bytes, point.value);
    put(bytes, point.step);
    put(bytes, point.at);
}

MetricPoint takePoint(std::string_view& bytes) {
    MetricPoint point;
    point.value = take<double>(bytes);
    point.step = take<std::int64_t>(bytes);
    point.at = take<Timestamp>(bytes);
    return point;
}

CurveSketch::Part takePart(std::string_view& bytes) {
    CurveSketch::Part part;
    part.lowest = takePoint(bytes);
    part.highest = takePoint(bytes);
    part.sum = take<double>(bytes);
    part.finite = take<std::int64_t>(bytes);
    part.points = take<std::int64_t>(bytes);
    part.firstStep = take<std::int64_t>(bytes);
    part.lastStep = take<std::int64_t>(bytes);
    part.firstAt = take<Timestamp>(bytes);
    part.lastAt = take<Timestamp>(bytes);
    return part;
}

} // namespace

void CurveSketch::add(const MetricPoint& point) {
    if (m_parts.empty() || m_parts.back().points >= m_stride) {
        if (m_parts.size() == kMostParts) joinPairs();
        m_parts.push_back(partOf(point));
    } else {
        join(m_parts.back(), partOf(point));
    }
    m_points++;
}

void CurveSketch::joinPairs() {
    for (std::size_t i = 0; i + 1 < m_parts.size(); i += 2) {
        join(m_parts[i], m_parts[i + 1]);
        m_parts[i / 2] = m_parts[i];
    }
    m_parts.resize(m_parts.size() / 2);
    m_stride *= 2;
}

std::string CurveSketch::encoded() const {
    std::string bytes;
    bytes.reserve(kHeadBytes + m_parts.size() * kPartBytes);
    put(bytes, kFormat);
    put(bytes, static_cast<std::uint32_t>(m_parts.size()));
    put(bytes, m_points);
    put(bytes, m_stride);
    for (const auto& part : m_parts) {
        putPoint(bytes, part.lowest);
        putPoint(bytes, part.highest);
        put(bytes, part.sum);
        put(bytes, part.finite);
        put(bytes, part.points);
        put(bytes, part.firstStep);
        put(bytes, part.lastStep);
        put(bytes, part.firstAt);
        put(bytes, part.lastAt);
    }
    return bytes;
}

Result<CurveSketch> CurveSketch::decoded(std::string_view bytes) {
    const auto broken = [] {
        return fail(ErrorCode::BadData, "the sketch of a metric's curve cannot be read",
            "The workspace's database may be damaged: restore it from a backup");
    };
    if (bytes.size() < kHeadBytes) return broken();
    const auto format = take<std::uint32_t>(bytes);
    const auto count = take<std::uint32_t>(bytes);
    CurveSketch sketch;
    sketch.m_points = take<std::int64_t>(bytes);
    sketch.m_stride = take<std::int64_t>(bytes);
    if (format != kFormat || count > kMostParts || bytes.size() != count * kPartBytes || sketch.m_stride < 1)
        return broken();
    sketch.m_parts.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) sketch.m_parts.push_back(takePart(bytes));
    return sketch;
}

} // namespace slipway::track
