#include "ui/label/image/shape_outline.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "core/base/overloaded.h"
#include "core/label/geometry.h"

namespace slipway::ui {

using namespace label;

namespace {

Ring ellipseRing(const Ellipse& e) {
    constexpr int kCorners = 72;
    const double turn = e.degrees * std::numbers::pi / 180, c = std::cos(turn), s = std::sin(turn);
    Ring ring;
    ring.reserve(kCorners);
    for (int i = 0; i < kCorners; ++i) {
        const double angle = 2 * std::numbers::pi * i / kCorners;
        const double x = e.radiusX * std::cos(angle), y = e.radiusY * std::sin(angle);
        ring.push_back({e.centre.x + c * x - s * y, e.centre.y + s * x + c * y});
    }
    return ring;
}

Outline cuboidOutline(const Cuboid& cuboid) {
    const auto& c = cuboid.corners;
    Outline outline;
    outline.closed = {{c[0], c[2], c[3], c[1]}, {c[4], c[6], c[7], c[5]}};
    for (std::size_t i = 0; i < 4; ++i) outline.open.push_back({c[i], c[i + 4]});
    return outline;
}

Outline polygonOutline(const Polygon& polygon) {
    Outline outline;
    for (const auto& part : polygon.parts) {
        outline.closed.push_back(part.outer);
        outline.closed.insert(outline.closed.end(), part.holes.begin(), part.holes.end());
    }
    return outline;
}

Outline keypointsOutline(const Keypoints& keypoints) {
    Outline outline;
    for (const auto& k : keypoints.points)
        if (k.visibility != Visibility::NotLabelled) outline.points.push_back(k.at);
    return outline;
}

double lengthOf(const Ring& line) {
    double length = 0;
    for (std::size_t i = 1; i < line.size(); ++i) length += distance(line[i - 1], line[i]);
    return length;
}

bool hasBadPart(const Polygon& polygon) {
    return polygon.parts.empty() || std::ranges::any_of(polygon.parts, [](const PolygonPart& part) {
        return part.outer.size() < 3 || area(part.outer) < 1;
    });
}

/// How far an interval must move to lie in 0 … size; one that is longer stays.
double inward(double from, double to, double size) {
    if (to - from > size) return 0;
    if (from < 0) return -from;
    return to > size ? size - to : 0;
}

} // namespace

double distance(Point a, Point b) {
    return std::hypot(a.x - b.x, a.y - b.y);
}

Outline outlineOf(const FrameShape& shape) {
    return std::visit(
        Overloaded{[](const Box& s) { return Outline{{cornersOf(s)}, {}, {}}; },
            [](const RotatedBox& s) { return Outline{{cornersOf(s)}, {}, {}}; },
            [](const Ellipse& s) { return Outline{{ellipseRing(s)}, {}, {}}; },
            [](const Polygon& s) { return polygonOutline(s); },
            [](const Polyline& s) { return Outline{{}, {s.points}, {}}; },
            [](const Keypoints& s) { return keypointsOutline(s); }, [](const Cuboid& s) { return cuboidOutline(s); },
            [](const Mask& s) { return Outline{s.outlines(), {}, {}}; }},
        shape);
}

std::optional<FrameShape> frameShapeOf(const Shape& shape) {
    return std::visit(
        [](const auto& s) -> std::optional<FrameShape> {
            using S = std::decay_t<decltype(s)>;
            if constexpr (std::is_same_v<S, Track>)
                return s.keyframes.empty() ? std::nullopt : std::optional(s.keyframes.front().shape);
            else if constexpr (std::is_same_v<S, Span>)
                return std::nullopt;
            else
                return FrameShape(s);
        },
        shape);
}

bool isFilled(const FrameShape& shape) {
    return !std::holds_alternative<Polyline>(shape) && !std::holds_alternative<Keypoints>(shape);
}

bool isTooSmall(const FrameShape& shape) {
    return std::visit(Overloaded{[](const Box& s) { return s.width < 1 || s.height < 1; },
                          [](const RotatedBox& s) { return s.width < 1 || s.height < 1; },
                          [](const Ellipse& s) { return s.radiusX < 0.5 || s.radiusY < 0.5; },
                          [](const Polygon& s) { return hasBadPart(s); },
                          [](const Polyline& s) { return s.points.size() < 2 || lengthOf(s.points) < 1; },
                          [](const Keypoints& s) { return s.points.empty(); },
                          [](const Cuboid& s) {
                              const Box bounds = boundsOf(FrameShape(s));
                              return bounds.width < 1 || bounds.height < 1;
                          },
                          [](const Mask& s) { return s.empty(); }},
        shape);
}

FrameShape broughtInside(const FrameShape& shape, const Box& image) {
    const Box bounds = boundsOf(shape);
    return movedBy(
        shape, inward(bounds.left, bounds.right(), image.width), inward(bounds.top, bounds.bottom(), image.height));
}

Point clamped(Point p, const Box& image) {
    return {std::clamp(p.x, image.left, image.right()), std::clamp(p.y, image.top, image.bottom())};
}

namespace {

constexpr std::int64_t kMostStroked = std::int64_t{1} << 28; ///< pixels of the rectangle around a stroke

/// Where a round brush drawn from a to b covers the line at height y: from, to; from > to when nowhere.
std::pair<double, double> strokeRow(Point a, Point b, double radius, double y) {
    double from = std::numeric_limits<double>::infinity(), to = -from;
    for (const auto& end : {a, b}) {
        const double rise = y - end.y;
        if (std::abs(rise) > radius) continue;
        const double half = std::sqrt(radius * radius - rise * rise);
        from = std::min(from, end.x - half);
        to = std::max(to, end.x + half);
    }
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (length == 0) return {from, to};
    // Between the ends: not farther than the radius across, and not past an end along.
    const double dx = (b.x - a.x) / length, dy = (b.y - a.y) / length;
    double low = -std::numeric_limits<double>::infinity(), high = -low;
    const auto cut = [&](double slope, double offset, double least, double most) {
        if (slope == 0) {
            if (offset < least || offset > most) high = -std::numeric_limits<double>::infinity();
            return;
        }
        const double one = (least - offset) / slope, other = (most - offset) / slope;
        low = std::max(low, a.x + std::min(one, other));
        high = std::min(high, a.x + std::max(one, other));
    };
    cut(-dy, dx * (y - a.y), -radius, radius);
    cut(dx, dy * (y - a.y), 0, length);
    return low <= high ? std::pair(std::min(from, low), std::max(to, high)) : std::pair(from, to);
}

} // namespace

Mask strokeMask(const Ring& path, double radius) {
    if (path.empty()) return {};
    const Box bounds = boundsOf(path);
    const int left = static_cast<int>(std::floor(bounds.left - radius));
    const int top = static_cast<int>(std::floor(bounds.top - radius));
    const int width = static_cast<int>(std::ceil(bounds.right() + radius)) - left;
    const int height = static_cast<int>(std::ceil(bounds.bottom() + radius)) - top;
    if (std::int64_t{width} * height > kMostStroked) return {};
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    const auto stamp = [&](Point a, Point b) {
        const int y0 = static_cast<int>(std::floor(std::min(a.y, b.y) - radius)) - top;
        const int y1 = std::min(static_cast<int>(std::ceil(std::max(a.y, b.y) + radius)) - top, height);
        for (int y = y0; y < y1; ++y) {
            const auto [from, to] = strokeRow(a, b, radius, top + y + 0.5);
            const int x0 = std::max(static_cast<int>(std::ceil(from - left - 0.5)), 0);
            const int x1 = std::min(static_cast<int>(std::floor(to - left - 0.5)) + 1, width);
            if (x0 >= x1) continue;
            const auto row = pixels.begin() + std::ptrdiff_t{y} * width;
            std::fill(row + x0, row + x1, std::uint8_t{1});
        }
    };
    stamp(path.front(), path.front());
    for (std::size_t i = 1; i < path.size(); ++i) stamp(path[i - 1], path[i]);
    return Mask::fromPixels(left, top, width, height, pixels);
}

} // namespace slipway::ui
