#include "core/label/geometry.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <tuple>
#include <utility>

namespace slipway::label {

namespace {

double cross(Point o, Point a, Point b) {
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

/// `p` lies on the line through a and b: does it lie between them?
bool isWithin(Point a, Point b, Point p) {
    return std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= p.y &&
           p.y <= std::max(a.y, b.y);
}

int sign(double value) {
    return value > 0 ? 1 : value < 0 ? -1 : 0;
}

bool segmentsMeet(Point a, Point b, Point c, Point d) {
    const int s1 = sign(cross(a, b, c)), s2 = sign(cross(a, b, d));
    const int s3 = sign(cross(c, d, a)), s4 = sign(cross(c, d, b));
    if (s1 * s2 < 0 && s3 * s4 < 0) return true;
    return (s1 == 0 && isWithin(a, b, c)) || (s2 == 0 && isWithin(a, b, d)) || (s3 == 0 && isWithin(c, d, a)) ||
           (s4 == 0 && isWithin(c, d, b));
}

/// b → c leads back over a → b.
bool foldsBack(Point a, Point b, Point c) {
    return cross(a, b, c) == 0 && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0;
}

Ring withoutRepeats(const Ring& ring) {
    Ring points;
    for (const auto& p : ring)
        if (points.empty() || !(points.back() == p)) points.push_back(p);
    while (points.size() > 1 && points.front() == points.back()) points.pop_back();
    return points;
}

struct Edge {
    std::size_t index;
    double left, right, top, bottom;
};

bool sweepFindsMeeting(const Ring& points) {
    const std::size_t n = points.size();
    std::vector<Edge> edges;
    for (std::size_t i = 0; i < n; ++i) {
        const auto a = points[i], b = points[(i + 1) % n];
        edges.push_back({i, std::min(a.x, b.x), std::max(a.x, b.x), std::min(a.y, b.y), std::max(a.y, b.y)});
    }
    std::ranges::sort(edges, {}, &Edge::left);
    std::vector<Edge> active;
    for (const auto& edge : edges) {
        std::erase_if(active, [&](const Edge& other) { return other.right < edge.left; });
        for (const auto& other : active) {
            if (other.bottom < edge.top || other.top > edge.bottom) continue;
            const auto i = edge.index, j = other.index;
            if ((i + 1) % n == j || (j + 1) % n == i) continue;
            if (segmentsMeet(points[i], points[(i + 1) % n], points[j], points[(j + 1) % n])) return true;
        }
        active.push_back(edge);
    }
    return false;
}

/// Marks the corners of first … last that stay.
void keepFarthest(
    const Ring& ring, std::size_t first, std::size_t last, double tolerance, std::vector<std::uint8_t>& kept) {
    std::vector<std::pair<std::size_t, std::size_t>> open{{first, last}};
    while (!open.empty()) {
        const auto [from, to] = open.back();
        open.pop_back();
        double farthest = tolerance;
        std::size_t found = from;
        for (auto i = from + 1; i < to; ++i) {
            const double distance = distanceToSegment(ring[i], ring[from], ring[to % ring.size()]);
            if (distance <= farthest) continue;
            farthest = distance;
            found = i;
        }
        if (found == from) continue;
        kept[found] = 1;
        open.emplace_back(from, found);
        open.emplace_back(found, to);
    }
}

} // namespace

bool Box::intersects(const Box& other) const {
    return left <= other.right() && other.left <= right() && top <= other.bottom() && other.top <= bottom();
}

Box Box::intersected(const Box& other) const {
    const double x = std::max(left, other.left), y = std::max(top, other.top);
    const double w = std::min(right(), other.right()) - x, h = std::min(bottom(), other.bottom()) - y;
    if (w < 0 || h < 0) return {x, y, 0, 0};
    return {x, y, w, h};
}

Box Box::united(const Box& other) const {
    const double x = std::min(left, other.left), y = std::min(top, other.top);
    return {x, y, std::max(right(), other.right()) - x, std::max(bottom(), other.bottom()) - y};
}

Box boxOf(Point a, Point b) {
    return {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)};
}

Box boundsOf(const Ring& ring) {
    if (ring.empty()) return {};
    const auto [left, right] = std::ranges::minmax_element(ring, {}, &Point::x);
    const auto [top, bottom] = std::ranges::minmax_element(ring, {}, &Point::y);
    return {left->x, top->y, right->x - left->x, bottom->y - top->y};
}

Ring cornersOf(const RotatedBox& box) {
    const double radians = box.degrees * std::numbers::pi / 180;
    const Point along{std::cos(radians) * box.width / 2, std::sin(radians) * box.width / 2};
    const Point down{-std::sin(radians) * box.height / 2, std::cos(radians) * box.height / 2};
    const auto [x, y] = box.centre;
    return {{x - along.x - down.x, y - along.y - down.y}, {x + along.x - down.x, y + along.y - down.y},
        {x + along.x + down.x, y + along.y + down.y}, {x - along.x + down.x, y - along.y + down.y}};
}

Ring cornersOf(const Box& box) {
    return {{box.left, box.top}, {box.right(), box.top}, {box.right(), box.bottom()}, {box.left, box.bottom()}};
}

RotatedBox rotatedBoxOf(const Ring& corners) {
    if (corners.size() != 4) {
        const auto box = boundsOf(corners);
        return {box.centre(), box.width, box.height, 0};
    }
    const auto& [a, b, c, d] = std::tie(corners[0], corners[1], corners[2], corners[3]);
    const Point along{(b.x - a.x + c.x - d.x) / 2, (b.y - a.y + c.y - d.y) / 2};
    const Point down{(d.x - a.x + c.x - b.x) / 2, (d.y - a.y + c.y - b.y) / 2};
    RotatedBox box;
    box.centre = {(a.x + b.x + c.x + d.x) / 4, (a.y + b.y + c.y + d.y) / 4};
    box.width = std::hypot(along.x, along.y);
    box.height = std::hypot(down.x, down.y);
    const double radians = box.width > 0 ? std::atan2(along.y, along.x) : std::atan2(-down.x, down.y);
    box.degrees = radians * 180 / std::numbers::pi;
    if (box.degrees < 0) box.degrees += 360;
    if (box.degrees >= 360 || box.degrees == 0) box.degrees = 0; // also -0
    return box;
}

Box boxOfExtremePoints(const Ring& points) {
    return boundsOf(points);
}

double signedArea(const Ring& ring) {
    if (ring.size() < 3) return 0;
    double sum = 0;
    const auto origin = ring.front(); // small numbers lose less
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) sum += cross(origin, ring[i], ring[i + 1]);
    return sum / 2;
}

double area(const Ring& ring) {
    return std::abs(signedArea(ring));
}

Point centroid(const Ring& ring) {
    if (ring.empty()) return {};
    const auto origin = ring.front();
    double sum = 0, x = 0, y = 0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        const double weight = cross(origin, ring[i], ring[i + 1]);
        sum += weight;
        x += weight * (ring[i].x - origin.x + ring[i + 1].x - origin.x) / 3;
        y += weight * (ring[i].y - origin.y + ring[i + 1].y - origin.y) / 3;
    }
    if (sum != 0) return {origin.x + x / sum, origin.y + y / sum};
    for (const auto& p : ring) {
        x += p.x;
        y += p.y;
    }
    const auto n = static_cast<double>(ring.size());
    return {x / n, y / n};
}

bool contains(const Ring& ring, Point p) {
    bool inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        const auto a = ring[i], b = ring[j];
        if ((a.y > p.y) == (b.y > p.y)) continue;
        if (p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) inside = !inside;
    }
    return inside;
}

bool crossesItself(const Ring& ring) {
    const auto points = withoutRepeats(ring);
    const std::size_t n = points.size();
    if (n < 3) return false;
    for (std::size_t i = 0; i < n; ++i)
        if (foldsBack(points[i], points[(i + 1) % n], points[(i + 2) % n])) return true;
    return n > 3 && sweepFindsMeeting(points);
}

double distanceToSegment(Point p, Point a, Point b) {
    const double dx = b.x - a.x, dy = b.y - a.y;
    const double length = dx * dx + dy * dy;
    const double t = length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0) : 0;
    return std::hypot(p.x - (a.x + t * dx), p.y - (a.y + t * dy));
}

Ring simplified(const Ring& ring, double tolerance) {
    if (ring.size() < 4) return ring;
    std::size_t far = 0;
    double farthest = -1;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const double distance = std::hypot(ring[i].x - ring[0].x, ring[i].y - ring[0].y);
        if (distance <= farthest) continue;
        farthest = distance;
        far = i;
    }
    std::vector<std::uint8_t> kept(ring.size(), 0);
    kept[0] = kept[far] = 1;
    keepFarthest(ring, 0, far, tolerance, kept);
    keepFarthest(ring, far, ring.size(), tolerance, kept);
    Ring result;
    for (std::size_t i = 0; i < ring.size(); ++i)
        if (kept[i]) result.push_back(ring[i]);
    return result;
}

double iou(const Box& a, const Box& b) {
    const double both = a.intersected(b).area();
    const double either = a.area() + b.area() - both;
    return either > 0 ? both / either : 0;
}

} // namespace slipway::label
