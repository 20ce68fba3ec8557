#include "ui/label/image/shape_handles.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ui/label/image/shape_outline.h"

namespace slipway::ui {

using namespace label;
using Kind = HandleId::Kind;

namespace {

Point mean(Point a, Point b) {
    return {(a.x + b.x) / 2, (a.y + b.y) / 2};
}

Point turned(Point p, double degrees) {
    const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
    return {c * p.x - s * p.y, s * p.x + c * p.y};
}

Point minus(Point a, Point b) {
    return {a.x - b.x, a.y - b.y};
}
Point plus(Point a, Point b) {
    return {a.x + b.x, a.y + b.y};
}

/// Corner i stands between the sides i - 1 and i of a box.
void addBoxHandles(std::vector<Handle>& handles, const Ring& corners) {
    for (std::size_t i = 0; i < 4; ++i) {
        handles.push_back({{Kind::Corner, 0, 0, i}, corners[i]});
        handles.push_back({{Kind::Side, 0, 0, i}, mean(corners[i], corners[(i + 1) % 4])});
    }
}

std::vector<Handle> handlesOfBox(const Box& box) {
    std::vector<Handle> handles;
    addBoxHandles(handles, cornersOf(box));
    return handles;
}

std::vector<Handle> handlesOfRotated(const RotatedBox& box, double reach) {
    std::vector<Handle> handles;
    addBoxHandles(handles, cornersOf(box));
    handles.push_back({{Kind::Turn}, plus(box.centre, turned({0, -box.height / 2 - reach}, box.degrees))});
    return handles;
}

std::vector<Handle> handlesOfEllipse(const Ellipse& e, double reach) {
    const Point at[] = {{0, -e.radiusY}, {e.radiusX, 0}, {0, e.radiusY}, {-e.radiusX, 0}};
    std::vector<Handle> handles;
    for (std::size_t i = 0; i < 4; ++i)
        handles.push_back({{Kind::Side, 0, 0, i}, plus(e.centre, turned(at[i], e.degrees))});
    handles.push_back({{Kind::Turn}, plus(e.centre, turned({0, -e.radiusY - reach}, e.degrees))});
    return handles;
}

/// The ring that a vertex is in; null when there is none.
template <class P> auto* ringOf(P& polygon, const HandleId& id) {
    using RingPointer = decltype(&polygon.parts[0].outer);
    if (id.part >= polygon.parts.size()) return RingPointer(nullptr);
    auto& part = polygon.parts[id.part];
    if (id.ring == 0) return &part.outer;
    return id.ring <= part.holes.size() ? &part.holes[id.ring - 1] : RingPointer(nullptr);
}

template <class F> void forEachRing(const Polygon& polygon, F visit) {
    for (std::size_t part = 0; part < polygon.parts.size(); ++part) {
        visit(part, std::size_t{0}, polygon.parts[part].outer);
        for (std::size_t hole = 0; hole < polygon.parts[part].holes.size(); ++hole)
            visit(part, hole + 1, polygon.parts[part].holes[hole]);
    }
}

std::vector<Handle> handlesOfPolygon(const Polygon& polygon) {
    std::vector<Handle> handles;
    forEachRing(polygon, [&](std::size_t part, std::size_t ring, const Ring& corners) {
        for (std::size_t i = 0; i < corners.size(); ++i) handles.push_back({{Kind::Vertex, part, ring, i}, corners[i]});
    });
    return handles;
}

std::vector<Handle> handlesOfKeypoints(const Keypoints& keypoints) {
    std::vector<Handle> handles;
    for (std::size_t i = 0; i < keypoints.points.size(); ++i)
        if (keypoints.points[i].visibility != Visibility::NotLabelled)
            handles.push_back({{Kind::Joint, 0, 0, i}, keypoints.points[i].at});
    return handles;
}

/// `to` moved along the diagonal through `fixed` so that width and height keep the ratio of `size`.
Point onDiagonal(Point fixed, Point to, Point size) {
    if (size.x <= 0 || size.y <= 0) return to;
    const Point d = minus(to, fixed);
    const double scale = std::max(std::abs(d.x) / size.x, std::abs(d.y) / size.y);
    return {fixed.x + std::copysign(scale * size.x, d.x), fixed.y + std::copysign(scale * size.y, d.y)};
}

Box resized(const Box& box, const HandleId& handle, Point to, bool keepRatio) {
    const Ring corners = cornersOf(box);
    if (handle.kind == Kind::Corner && handle.index < 4) {
        const Point fixed = corners[(handle.index + 2) % 4];
        return boxOf(fixed, keepRatio ? onDiagonal(fixed, to, {box.width, box.height}) : to);
    }
    if (handle.kind != Kind::Side) return box;
    switch (handle.index) {
    case 0:
        return boxOf({box.left, to.y}, {box.right(), box.bottom()});
    case 1:
        return boxOf({box.left, box.top}, {to.x, box.bottom()});
    case 2:
        return boxOf({box.left, box.top}, {box.right(), to.y});
    default:
        return boxOf({to.x, box.top}, {box.right(), box.bottom()});
    }
}

/// Degrees from `centre` up to `to`, clockwise.
double degreesTo(Point centre, Point to, bool steps) {
    const Point d = minus(to, centre);
    double degrees = std::atan2(d.y, d.x) * 180 / std::numbers::pi + 90;
    if (steps) degrees = std::round(degrees / 15) * 15;
    return degrees < 0 ? degrees + 360 : degrees >= 360 ? degrees - 360 : degrees;
}

RotatedBox resized(const RotatedBox& box, const HandleId& handle, Point to, bool keepRatio) {
    RotatedBox result = box;
    if (handle.kind == Kind::Turn) {
        result.degrees = degreesTo(box.centre, to, keepRatio);
        return result;
    }
    // In the box's own axes it is a plain box; its new middle is turned back.
    const Box straight{-box.width / 2, -box.height / 2, box.width, box.height};
    const Box changed = resized(straight, handle, turned(minus(to, box.centre), -box.degrees), keepRatio);
    result.centre = plus(box.centre, turned(changed.centre(), box.degrees));
    result.width = changed.width;
    result.height = changed.height;
    return result;
}

Ellipse resized(const Ellipse& ellipse, const HandleId& handle, Point to, bool keepRatio) {
    Ellipse result = ellipse;
    if (handle.kind == Kind::Turn) {
        result.degrees = degreesTo(ellipse.centre, to, keepRatio);
    } else if (handle.kind == Kind::Side) {
        const Point local = turned(minus(to, ellipse.centre), -ellipse.degrees);
        (handle.index % 2 == 0 ? result.radiusY : result.radiusX) = std::abs(handle.index % 2 == 0 ? local.y : local.x);
    }
    return result;
}

template <class S> S moved(S shape, const HandleId& handle, Point to) {
    if constexpr (std::is_same_v<S, Polygon>) {
        if (Ring* ring = ringOf(shape, handle); ring && handle.index < ring->size()) (*ring)[handle.index] = to;
    } else if constexpr (std::is_same_v<S, Polyline>) {
        if (handle.index < shape.points.size()) shape.points[handle.index] = to;
    } else if constexpr (std::is_same_v<S, Keypoints>) {
        if (handle.index < shape.points.size()) shape.points[handle.index].at = to;
    } else if constexpr (std::is_same_v<S, Cuboid>) {
        if (handle.index < shape.corners.size()) shape.corners[handle.index] = to;
    }
    return shape;
}

Point nearestOnSegment(Point p, Point a, Point b) {
    const Point d = minus(b, a);
    const double length = d.x * d.x + d.y * d.y;
    if (length <= 0) return a;
    const double t = std::clamp(((p.x - a.x) * d.x + (p.y - a.y) * d.y) / length, 0.0, 1.0);
    return {a.x + t * d.x, a.y + t * d.y};
}

class NearestEdge {
public:
    NearestEdge(Point p, double reach) : m_p(p), m_best(reach) {}
    void add(std::size_t part, std::size_t ring, const Ring& corners, bool closed) {
        const std::size_t edges = closed ? corners.size() : std::max<std::size_t>(corners.size(), 1) - 1;
        for (std::size_t i = 0; i < edges; ++i) {
            const Point at = nearestOnSegment(m_p, corners[i], corners[(i + 1) % corners.size()]);
            if (const double away = distance(m_p, at); away <= m_best) {
                m_best = away;
                m_hit = EdgeHit{{Kind::Vertex, part, ring, i}, at};
            }
        }
    }
    const std::optional<EdgeHit>& hit() const { return m_hit; }

private:
    Point m_p;
    double m_best;
    std::optional<EdgeHit> m_hit;
};

void eraseAt(Ring& ring, std::size_t index) {
    ring.erase(ring.begin() + static_cast<std::ptrdiff_t>(index));
}

std::optional<FrameShape> withoutCorner(Polygon polygon, const HandleId& vertex) {
    Ring* ring = ringOf(polygon, vertex);
    if (!ring || vertex.index >= ring->size()) return {};
    auto& part = polygon.parts[vertex.part];
    if (ring->size() > 3)
        eraseAt(*ring, vertex.index);
    else if (vertex.ring > 0)
        part.holes.erase(part.holes.begin() + static_cast<std::ptrdiff_t>(vertex.ring) - 1);
    else
        polygon.parts.erase(polygon.parts.begin() + static_cast<std::ptrdiff_t>(vertex.part));
    if (polygon.parts.empty()) return {};
    return FrameShape(std::move(polygon));
}

} // namespace

std::vector<Handle> handlesOf(const FrameShape& shape, double turnReach) {
    if (const auto* box = std::get_if<Box>(&shape)) return handlesOfBox(*box);
    if (const auto* rotated = std::get_if<RotatedBox>(&shape)) return handlesOfRotated(*rotated, turnReach);
    if (const auto* ellipse = std::get_if<Ellipse>(&shape)) return handlesOfEllipse(*ellipse, turnReach);
    if (const auto* polygon = std::get_if<Polygon>(&shape)) return handlesOfPolygon(*polygon);
    if (const auto* keypoints = std::get_if<Keypoints>(&shape)) return handlesOfKeypoints(*keypoints);
    std::vector<Handle> handles;
    if (const auto* line = std::get_if<Polyline>(&shape))
        for (std::size_t i = 0; i < line->points.size(); ++i)
            handles.push_back({{Kind::Vertex, 0, 0, i}, line->points[i]});
    if (const auto* cuboid = std::get_if<Cuboid>(&shape))
        for (std::size_t i = 0; i < cuboid->corners.size(); ++i)
            handles.push_back({{Kind::Corner, 0, 0, i}, cuboid->corners[i]});
    return handles;
}

FrameShape withHandleAt(const FrameShape& shape, const HandleId& handle, Point to, bool keepRatio) {
    return std::visit(
        [&](const auto& s) -> FrameShape {
            if constexpr (requires { resized(s, handle, to, keepRatio); })
                return resized(s, handle, to, keepRatio);
            else
                return moved(s, handle, to);
        },
        shape);
}

std::optional<EdgeHit> edgeAt(const FrameShape& shape, Point p, double reach) {
    NearestEdge nearest(p, reach);
    if (const auto* polygon = std::get_if<Polygon>(&shape))
        forEachRing(*polygon,
            [&](std::size_t part, std::size_t ring, const Ring& corners) { nearest.add(part, ring, corners, true); });
    if (const auto* line = std::get_if<Polyline>(&shape)) nearest.add(0, 0, line->points, false);
    return nearest.hit();
}

WithVertex withVertexAdded(const FrameShape& shape, const EdgeHit& edge) {
    WithVertex result{shape, edge.start};
    ++result.vertex.index;
    const auto put = [&](Ring& ring) {
        ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(std::min(result.vertex.index, ring.size())), edge.at);
    };
    if (auto* polygon = std::get_if<Polygon>(&result.shape)) {
        if (Ring* ring = ringOf(*polygon, edge.start)) put(*ring);
    } else if (auto* line = std::get_if<Polyline>(&result.shape)) {
        put(line->points);
    }
    return result;
}

std::optional<FrameShape> withoutVertex(const FrameShape& shape, const HandleId& vertex) {
    if (vertex.kind != Kind::Vertex) return {};
    if (const auto* polygon = std::get_if<Polygon>(&shape)) return withoutCorner(*polygon, vertex);
    const auto* line = std::get_if<Polyline>(&shape);
    if (!line || line->points.size() < 3 || vertex.index >= line->points.size()) return {};
    Polyline shorter = *line;
    eraseAt(shorter.points, vertex.index);
    return FrameShape(std::move(shorter));
}

std::optional<Polygon> withHole(const Polygon& polygon, const Ring& hole) {
    if (hole.size() < 3) return {};
    for (std::size_t i = 0; i < polygon.parts.size(); ++i) {
        if (!contains(polygon.parts[i].outer, hole.front())) continue;
        Polygon cut = polygon;
        cut.parts[i].holes.push_back(hole);
        return cut;
    }
    return {};
}

} // namespace slipway::ui
