#include "core/label/shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/overloaded.h"

namespace slipway::label {

namespace {

Ring ringOf(const Ellipse& ellipse) {
    constexpr int corners = 360;
    const double turn = ellipse.degrees * std::numbers::pi / 180;
    Ring ring;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * std::numbers::pi * i / corners;
        const double x = ellipse.radiusX * std::cos(angle), y = ellipse.radiusY * std::sin(angle);
        ring.push_back({ellipse.centre.x + x * std::cos(turn) - y * std::sin(turn),
            ellipse.centre.y + x * std::sin(turn) + y * std::cos(turn)});
    }
    return ring;
}

Box boundsOfEllipse(const Ellipse& e) {
    const double turn = e.degrees * std::numbers::pi / 180;
    const double halfWidth = std::hypot(e.radiusX * std::cos(turn), e.radiusY * std::sin(turn));
    const double halfHeight = std::hypot(e.radiusX * std::sin(turn), e.radiusY * std::cos(turn));
    return {e.centre.x - halfWidth, e.centre.y - halfHeight, 2 * halfWidth, 2 * halfHeight};
}

Box boundsOfPolygon(const Polygon& polygon) {
    std::optional<Box> box;
    for (const auto& part : polygon.parts)
        if (!part.outer.empty()) box = box ? box->united(boundsOf(part.outer)) : boundsOf(part.outer);
    return box.value_or(Box{});
}

Box boundsOfKeypoints(const Keypoints& keypoints) {
    Ring labelled;
    for (const auto& point : keypoints.points)
        if (point.visibility != Visibility::NotLabelled) labelled.push_back(point.at);
    return boundsOf(labelled);
}

Ring cornersOf(const Cuboid& cuboid) {
    return {cuboid.corners.begin(), cuboid.corners.end()};
}

/// The four corners of the face that begins at `first`, in order around it.
Ring faceOf(const Cuboid& cuboid, std::size_t first) {
    const auto& c = cuboid.corners;
    return {c[first], c[first + 2], c[first + 3], c[first + 1]};
}

double areaOfPolygon(const Polygon& polygon) {
    double sum = 0;
    for (const auto& part : polygon.parts) {
        sum += area(part.outer);
        for (const auto& hole : part.holes) sum -= area(hole);
    }
    return sum;
}

Ring moved(Ring ring, double dx, double dy) {
    for (auto& p : ring) p = {p.x + dx, p.y + dy};
    return ring;
}

bool isInside(const Polygon& polygon, Point p) {
    return std::ranges::any_of(polygon.parts, [p](const PolygonPart& part) {
        return contains(part.outer, p) &&
               std::ranges::none_of(part.holes, [p](const Ring& hole) { return contains(hole, p); });
    });
}

bool isInside(const Ellipse& e, Point p) {
    if (e.radiusX <= 0 || e.radiusY <= 0) return false;
    const double turn = e.degrees * std::numbers::pi / 180;
    const double dx = p.x - e.centre.x, dy = p.y - e.centre.y;
    const double x = (dx * std::cos(turn) + dy * std::sin(turn)) / e.radiusX;
    const double y = (dy * std::cos(turn) - dx * std::sin(turn)) / e.radiusY;
    return x * x + y * y <= 1;
}

bool isNear(const Ring& line, Point p, double reach) {
    if (line.size() == 1) return distanceToSegment(p, line[0], line[0]) <= reach;
    for (std::size_t i = 0; i + 1 < line.size(); ++i)
        if (distanceToSegment(p, line[i], line[i + 1]) <= reach) return true;
    return false;
}

/// A pixel's place, or one that no mask has.
int pixelAt(double x) {
    return x > -1e9 && x < 1e9 ? static_cast<int>(std::floor(x)) : 2'000'000'000;
}

} // namespace

std::string_view kindOf(const Shape& shape) {
    static constexpr std::array<std::string_view, 10> names{
        "box", "rotated box", "ellipse", "polygon", "polyline", "keypoints", "cuboid", "mask", "track", "span"};
    return names[shape.index()];
}

std::string_view kindOf(const FrameShape& shape) {
    return kindOf(toShape(shape));
}

Shape toShape(const FrameShape& shape) {
    return std::visit([](const auto& s) -> Shape { return s; }, shape);
}

Box boundsOf(const FrameShape& shape) {
    return std::visit(
        Overloaded{[](const Box& s) { return s; }, [](const RotatedBox& s) { return boundsOf(cornersOf(s)); },
            [](const Ellipse& s) { return boundsOfEllipse(s); }, [](const Polygon& s) { return boundsOfPolygon(s); },
            [](const Polyline& s) { return boundsOf(s.points); },
            [](const Keypoints& s) { return boundsOfKeypoints(s); },
            [](const Cuboid& s) { return boundsOf(cornersOf(s)); }, [](const Mask& s) { return s.bounds(); }},
        shape);
}

Box boundsOf(const Shape& shape) {
    if (std::holds_alternative<Span>(shape)) return {};
    if (const auto* track = std::get_if<Track>(&shape)) {
        std::optional<Box> box;
        for (const auto& key : track->keyframes) box = box ? box->united(boundsOf(key.shape)) : boundsOf(key.shape);
        return box.value_or(Box{});
    }
    return std::visit(
        [](const auto& s) -> Box {
            if constexpr (requires { FrameShape(s); })
                return boundsOf(FrameShape(s));
            else
                return {};
        },
        shape);
}

double areaOf(const FrameShape& shape) {
    return std::visit(
        Overloaded{[](const Box& s) { return s.area(); }, [](const RotatedBox& s) { return s.width * s.height; },
            [](const Ellipse& s) { return std::numbers::pi * s.radiusX * s.radiusY; },
            [](const Polygon& s) { return areaOfPolygon(s); }, [](const Polyline&) { return 0.0; },
            [](const Keypoints&) { return 0.0; }, [](const Cuboid& s) { return area(faceOf(s, 0)); },
            [](const Mask& s) { return static_cast<double>(s.area()); }},
        shape);
}

FrameShape movedBy(const FrameShape& shape, double dx, double dy) {
    auto result = shape;
    std::visit(Overloaded{[&](Box& s) { s.left += dx, s.top += dy; },
                   [&](RotatedBox& s) { s.centre = {s.centre.x + dx, s.centre.y + dy}; },
                   [&](Ellipse& s) { s.centre = {s.centre.x + dx, s.centre.y + dy}; },
                   [&](Polygon& s) {
                       for (auto& part : s.parts) {
                           part.outer = moved(std::move(part.outer), dx, dy);
                           for (auto& hole : part.holes) hole = moved(std::move(hole), dx, dy);
                       }
                   },
                   [&](Polyline& s) { s.points = moved(std::move(s.points), dx, dy); },
                   [&](Keypoints& s) {
                       for (auto& p : s.points)
                           if (p.visibility != Visibility::NotLabelled) p.at = {p.at.x + dx, p.at.y + dy};
                   },
                   [&](Cuboid& s) {
                       for (auto& p : s.corners) p = {p.x + dx, p.y + dy};
                   },
                   [&](Mask& s) { s = s.movedBy(pixelAt(dx + 0.5), pixelAt(dy + 0.5)); }},
        result);
    return result;
}

bool hits(const FrameShape& shape, Point p, double reach) {
    return std::visit(
        Overloaded{[&](const Box& s) { return s.contains(p); },
            [&](const RotatedBox& s) { return contains(cornersOf(s), p); },
            [&](const Ellipse& s) { return isInside(s, p); }, [&](const Polygon& s) { return isInside(s, p); },
            [&](const Polyline& s) { return isNear(s.points, p, reach); },
            [&](const Keypoints& s) {
                return std::ranges::any_of(s.points, [&](const Keypoint& k) {
                    return k.visibility != Visibility::NotLabelled && distanceToSegment(p, k.at, k.at) <= reach;
                });
            },
            [&](const Cuboid& s) { return contains(faceOf(s, 0), p) || contains(faceOf(s, 4), p); },
            [&](const Mask& s) { return s.contains(pixelAt(p.x), pixelAt(p.y)); }},
        shape);
}

Mask maskOf(const FrameShape& shape, int width, int height) {
    const auto ofRing = [&](const Ring& ring) { return Mask::fromRings({ring}, width, height); };
    return std::visit(Overloaded{[&](const Box& s) { return ofRing(cornersOf(s)); },
                          [&](const RotatedBox& s) { return ofRing(cornersOf(s)); },
                          [&](const Ellipse& s) { return ofRing(ringOf(s)); },
                          [&](const Polygon& s) {
                              Mask mask; // part by part: where two parts overlap, the even-odd rule would cut a hole
                              for (const auto& part : s.parts) {
                                  std::vector<Ring> rings{part.outer};
                                  rings.insert(rings.end(), part.holes.begin(), part.holes.end());
                                  mask = mask.united(Mask::fromRings(rings, width, height));
                              }
                              return mask;
                          },
                          [](const Polyline&) { return Mask(); }, [](const Keypoints&) { return Mask(); },
                          [&](const Cuboid& s) { return ofRing(faceOf(s, 0)).united(ofRing(faceOf(s, 4))); },
                          [&](const Mask& s) { return s.cutTo(width, height); }},
        shape);
}

namespace {

double between(double a, double b, double t) {
    return a + (b - a) * t;
}
Point between(Point a, Point b, double t) {
    return {between(a.x, b.x, t), between(a.y, b.y, t)};
}

/// The shorter way round.
double angleBetween(double a, double b, double t) {
    const double way = std::remainder(b - a, 360.0);
    return a + way * t;
}

bool haveSameCorners(const Polygon& a, const Polygon& b) {
    const auto sameSize = [](const Ring& x, const Ring& y) { return x.size() == y.size(); };
    return std::ranges::equal(a.parts, b.parts, [&](const PolygonPart& x, const PolygonPart& y) {
        return sameSize(x.outer, y.outer) && std::ranges::equal(x.holes, y.holes, sameSize);
    });
}

void moveTowards(Ring& ring, const Ring& target, double t) {
    for (std::size_t i = 0; i < ring.size(); ++i) ring[i] = between(ring[i], target[i], t);
}

FrameShape between(const FrameShape& a, const FrameShape& b, double t) {
    if (a.index() != b.index()) return a;
    if (const auto* from = std::get_if<Box>(&a)) {
        const auto& to = std::get<Box>(b);
        return Box{between(from->left, to.left, t), between(from->top, to.top, t), between(from->width, to.width, t),
            between(from->height, to.height, t)};
    }
    if (const auto* from = std::get_if<RotatedBox>(&a)) {
        const auto& to = std::get<RotatedBox>(b);
        return RotatedBox{between(from->centre, to.centre, t), between(from->width, to.width, t),
            between(from->height, to.height, t), angleBetween(from->degrees, to.degrees, t)};
    }
    const auto* from = std::get_if<Polygon>(&a);
    if (!from || !haveSameCorners(*from, std::get<Polygon>(b))) return a;
    auto polygon = *from;
    for (std::size_t i = 0; i < polygon.parts.size(); ++i) {
        const auto& to = std::get<Polygon>(b).parts[i];
        moveTowards(polygon.parts[i].outer, to.outer, t);
        for (std::size_t k = 0; k < to.holes.size(); ++k) moveTowards(polygon.parts[i].holes[k], to.holes[k], t);
    }
    return polygon;
}

} // namespace

std::optional<ShapeAtFrame> shapeAt(const Track& track, std::int64_t frame) {
    const auto& keys = track.keyframes;
    const auto after = std::ranges::upper_bound(keys, frame, {}, &Keyframe::frame);
    if (after == keys.begin()) return std::nullopt;
    const auto& last = *std::prev(after);
    if (last.outside) return std::nullopt;
    if (last.frame == frame || after == keys.end()) return ShapeAtFrame{last.shape, last.frame == frame, last.occluded};
    const double t = static_cast<double>(frame - last.frame) / static_cast<double>(after->frame - last.frame);
    return ShapeAtFrame{between(last.shape, after->shape, t), false, last.occluded};
}

} // namespace slipway::label
