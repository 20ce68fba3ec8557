#include "core/label/agreement/region_overlap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace slipway::label {

namespace {

constexpr double kReach = 0.05; ///< of the diagonal, at which points and lines have nothing in common
constexpr std::size_t kMostCorners = 400;
constexpr std::int64_t kMostFrames = 200;
constexpr int kLargestSide = 65535;

int sideFor(int known, double end) {
    if (known > 0) return known;
    return static_cast<int>(std::clamp(std::ceil(end), 1.0, static_cast<double>(kLargestSide)));
}

double diagonalOf(const ComparedShape& a, const ComparedShape& b) {
    if (a.size().width > 0 && a.size().height > 0) return std::hypot(a.size().width, a.size().height);
    const auto both = a.bounds().united(b.bounds());
    return std::max(1.0, std::hypot(both.width, both.height));
}

double distanceToLine(Point p, const Ring& line) {
    if (line.size() == 1) return distanceToSegment(p, line[0], line[0]);
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i < line.size(); ++i) least = std::min(least, distanceToSegment(p, line[i - 1], line[i]));
    return least;
}

/// Of very long lines, every k-th corner.
Ring thinned(const Ring& line) {
    if (line.size() <= kMostCorners) return line;
    Ring few;
    for (std::size_t i = 0; i < kMostCorners; ++i) few.push_back(line[i * (line.size() - 1) / (kMostCorners - 1)]);
    return few;
}

double meanDistance(const Ring& from, const Ring& to) {
    double sum = 0;
    for (const auto& p : from) sum += distanceToLine(p, to);
    return sum / static_cast<double>(from.size());
}

double lineDistance(const Polyline& a, const Polyline& b) {
    const auto first = thinned(a.points), second = thinned(b.points);
    if (first.empty() || second.empty()) return std::numeric_limits<double>::infinity();
    return (meanDistance(first, second) + meanDistance(second, first)) / 2;
}

/// One minus the distance in reaches, of each joint; a joint that only one person placed counts as 0.
double jointSimilarity(const Keypoints& a, const Keypoints& b, double reach) {
    using Key = std::pair<std::string, std::size_t>;
    const auto placed = [](const Keypoints& points) {
        std::map<Key, Point> joints;
        for (std::size_t i = 0; i < points.points.size(); ++i)
            if (const auto& point = points.points[i]; point.visibility != Visibility::NotLabelled)
                joints.emplace(Key(point.name, point.name.empty() ? i : 0), point.at);
        return joints;
    };
    const auto first = placed(a), second = placed(b);
    double sum = 0;
    std::size_t both = 0;
    for (const auto& [key, at] : first) {
        const auto other = second.find(key);
        if (other == second.end()) continue;
        ++both;
        sum += std::max(0.0, 1 - std::hypot(at.x - other->second.x, at.y - other->second.y) / reach);
    }
    const auto all = first.size() + second.size() - both;
    return all == 0 ? 1 : sum / static_cast<double>(all);
}

double withoutArea(const ComparedShape& a, const ComparedShape& b) {
    const double reach = kReach * diagonalOf(a, b);
    if (const auto* first = std::get_if<Keypoints>(&a.shape()))
        if (const auto* second = std::get_if<Keypoints>(&b.shape())) return jointSimilarity(*first, *second, reach);
    if (const auto* first = std::get_if<Polyline>(&a.shape()))
        if (const auto* second = std::get_if<Polyline>(&b.shape()))
            return std::max(0.0, 1 - lineDistance(*first, *second) / reach);
    return 0;
}

} // namespace

ComparedShape::ComparedShape(const FrameShape& shape, PictureSize size)
    : m_shape(shape), m_size(size), m_bounds(boundsOf(shape)) {}

bool ComparedShape::hasArea() const {
    return !std::holds_alternative<Polyline>(m_shape) && !std::holds_alternative<Keypoints>(m_shape);
}

const Mask& ComparedShape::mask() const {
    if (!m_mask) {
        if (const auto* mask = std::get_if<Mask>(&m_shape))
            m_mask = *mask;
        else
            m_mask =
                maskOf(m_shape, sideFor(m_size.width, m_bounds.right()), sideFor(m_size.height, m_bounds.bottom()));
    }
    return *m_mask;
}

double similarity(const ComparedShape& a, const ComparedShape& b) {
    if (a.hasArea() != b.hasArea()) return 0;
    if (!a.hasArea()) return withoutArea(a, b);
    const auto* first = std::get_if<Box>(&a.shape());
    const auto* second = std::get_if<Box>(&b.shape());
    if (first && second) return iou(*first, *second);
    if (!a.bounds().intersects(b.bounds())) return 0;
    return iou(a.mask(), b.mask());
}

double similarity(const Track& a, const Track& b, PictureSize size) {
    if (a.keyframes.empty() || b.keyframes.empty()) return 0;
    const auto begin = std::min(a.keyframes.front().frame, b.keyframes.front().frame);
    const auto end = std::max(a.keyframes.back().frame, b.keyframes.back().frame);
    const double frames = static_cast<double>(end) - static_cast<double>(begin) + 1;
    const auto steps = static_cast<std::int64_t>(std::min(frames, static_cast<double>(kMostFrames)));
    double sum = 0;
    std::int64_t shown = 0;
    for (std::int64_t step = 0; step < steps; ++step) {
        const double way = steps == 1 ? 0 : static_cast<double>(step) / static_cast<double>(steps - 1);
        const auto frame = begin + static_cast<std::int64_t>(std::llround(way * (frames - 1)));
        const auto first = shapeAt(a, frame), second = shapeAt(b, frame);
        if (first || second) ++shown;
        if (first && second) sum += similarity(ComparedShape(first->shape, size), ComparedShape(second->shape, size));
    }
    return shown == 0 ? 0 : sum / static_cast<double>(shown);
}

} // namespace slipway::label
