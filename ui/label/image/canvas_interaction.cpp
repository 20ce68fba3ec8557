#include "ui/label/image/canvas_interaction.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <ranges>

#include "ui/label/image/shape_outline.h"

namespace slipway::ui {

using namespace label;

namespace {

double distanceToRing(Point p, const Ring& ring, bool closed) {
    double nearest = std::numeric_limits<double>::max();
    const std::size_t edges = closed ? ring.size() : std::max<std::size_t>(ring.size(), 1) - 1;
    for (std::size_t i = 0; i < edges; ++i)
        nearest = std::min(nearest, distanceToSegment(p, ring[i], ring[(i + 1) % ring.size()]));
    return nearest;
}

double distanceToBorder(Point p, const FrameShape& shape) {
    // A mask's border follows its pixels, and what holds the point is found by its pixels.
    if (std::holds_alternative<Mask>(shape)) return std::numeric_limits<double>::max();
    const Outline outline = outlineOf(shape);
    double nearest = std::numeric_limits<double>::max();
    for (const Ring& ring : outline.closed) nearest = std::min(nearest, distanceToRing(p, ring, true));
    for (const Ring& line : outline.open) nearest = std::min(nearest, distanceToRing(p, line, false));
    for (const Point& point : outline.points) nearest = std::min(nearest, distance(p, point));
    return nearest;
}

Qt::CursorShape cursorOfHandle(const HandleId& handle) {
    switch (handle.kind) {
    case HandleId::Kind::Corner:
        return handle.index % 2 == 0 ? Qt::SizeFDiagCursor : Qt::SizeBDiagCursor;
    case HandleId::Kind::Side:
        return handle.index % 2 == 0 ? Qt::SizeVerCursor : Qt::SizeHorCursor;
    case HandleId::Kind::Turn:
        return Qt::OpenHandCursor;
    case HandleId::Kind::Vertex:
    case HandleId::Kind::Joint:
        return Qt::PointingHandCursor;
    }
    return Qt::ArrowCursor;
}

/// `value` at a border of 0 … size that is within reach; false when none is.
bool toBorder(double& value, double from, double to, double reach) {
    for (const double border : {from, to}) {
        if (std::abs(value - border) > reach) continue;
        value = border;
        return true;
    }
    return false;
}

std::optional<Point> nearestCorner(Point p, const std::vector<const FrameShape*>& others, double reach) {
    std::optional<Point> best;
    for (const FrameShape* shape : others) {
        for (const Handle& handle : handlesOf(*shape, 0)) {
            if (handle.id.kind == HandleId::Kind::Side || handle.id.kind == HandleId::Kind::Turn) continue;
            if (const double away = distance(p, handle.at); away <= reach) {
                reach = away;
                best = handle.at;
            }
        }
    }
    return best;
}

FrameShape asPolygon(const FrameShape& shape) {
    if (std::holds_alternative<Polygon>(shape) || std::holds_alternative<Polyline>(shape)) return shape;
    Polygon polygon;
    if (!std::holds_alternative<Mask>(shape))
        for (Ring& ring : outlineOf(shape).closed) polygon.parts.push_back({std::move(ring), {}});
    return polygon;
}

std::optional<Point> nearestEdge(Point p, const std::vector<const FrameShape*>& others, double reach) {
    std::optional<Point> best;
    for (const FrameShape* shape : others) {
        const auto hit = edgeAt(asPolygon(*shape), p, reach);
        if (!hit) continue;
        reach = distance(p, hit->at);
        best = hit->at;
    }
    return best;
}

} // namespace

const Region* regionAt(const std::vector<const Region*>& candidates, Point p, double reach) {
    const Region* smallest = nullptr;
    double smallestArea = std::numeric_limits<double>::max();
    for (const Region* region : std::views::reverse(candidates)) {
        const auto shape = frameShapeOf(region->shape);
        if (region->hidden || !shape) continue;
        if (distanceToBorder(p, *shape) <= reach) return region;
        if (!hits(*shape, p, reach)) continue;
        if (const double size = areaOf(*shape); size < smallestArea) {
            smallest = region;
            smallestArea = size;
        }
    }
    return smallest;
}

std::optional<Handle> handleAt(const FrameShape& shape, Point p, double reach, double turnReach) {
    std::optional<Handle> best;
    for (const Handle& handle : handlesOf(shape, turnReach)) {
        const double away = distance(p, handle.at);
        // A corner wins over a side that is as near: a small box must stay resizable.
        if (away > reach || (best && away == reach)) continue;
        reach = away;
        best = handle;
    }
    return best;
}

PointerTarget targetAt(const std::vector<const Region*>& selected, const std::vector<const Region*>& candidates,
    Point p, double reach, double turnReach) {
    using Kind = PointerTarget::Kind;
    for (const Region* region : std::views::reverse(selected)) {
        const auto shape = frameShapeOf(region->shape);
        if (!shape || region->locked || region->hidden) continue;
        if (const auto handle = handleAt(*shape, p, reach, turnReach)) return {Kind::Handle, region, handle->id, {}};
    }
    for (const Region* region : std::views::reverse(selected)) {
        const auto shape = frameShapeOf(region->shape);
        if (!shape || region->locked || region->hidden) continue;
        if (auto edge = edgeAt(*shape, p, reach)) return {Kind::Edge, region, {}, edge};
    }
    if (const Region* region = regionAt(candidates, p, reach)) return {Kind::Region, region, {}, {}};
    return {};
}

Qt::CursorShape cursorOf(const PointerTarget& target) {
    switch (target.kind) {
    case PointerTarget::Kind::Handle:
        return cursorOfHandle(target.handle);
    case PointerTarget::Kind::Edge:
        return Qt::PointingHandCursor;
    case PointerTarget::Kind::Region:
        return target.region->locked ? Qt::ArrowCursor : Qt::SizeAllCursor;
    case PointerTarget::Kind::Nothing:
        return Qt::ArrowCursor;
    }
    return Qt::ArrowCursor;
}

SnapResult snapped(Point p, const std::vector<const FrameShape*>& others, const Box& image, double reach) {
    if (const auto corner = nearestCorner(p, others, reach)) return {*corner, SnapResult::To::Vertex};
    Point border = p;
    const bool across = toBorder(border.x, image.left, image.right(), reach);
    const bool down = toBorder(border.y, image.top, image.bottom(), reach);
    if (across || down) return {border, SnapResult::To::Border};
    if (const auto edge = nearestEdge(p, others, reach)) return {*edge, SnapResult::To::Edge};
    return {p, SnapResult::To::Nothing};
}

Point atRightAngle(Point from, Point to) {
    constexpr double kStep = std::numbers::pi / 4;
    const double length = distance(from, to);
    const double angle = std::round(std::atan2(to.y - from.y, to.x - from.x) / kStep) * kStep;
    return {from.x + length * std::cos(angle), from.y + length * std::sin(angle)};
}

} // namespace slipway::ui
