#include "core/label/formats/reduce_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace slipway::label {

namespace {

Ring joined(const Ring& outer, Ring hole) {
    if ((signedArea(outer) > 0) == (signedArea(hole) > 0)) std::ranges::reverse(hole);
    std::size_t from = 0, to = 0;
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < outer.size(); ++i) {
        for (std::size_t k = 0; k < hole.size(); ++k) {
            const double distance = std::hypot(outer[i].x - hole[k].x, outer[i].y - hole[k].y);
            if (distance >= nearest) continue;
            nearest = distance;
            from = i;
            to = k;
        }
    }
    std::ranges::rotate(hole, hole.begin() + static_cast<std::ptrdiff_t>(to));
    Ring ring(outer.begin(), outer.begin() + static_cast<std::ptrdiff_t>(from) + 1);
    ring.insert(ring.end(), hole.begin(), hole.end());
    ring.push_back(hole.front());
    ring.insert(ring.end(), outer.begin() + static_cast<std::ptrdiff_t>(from), outer.end());
    return ring;
}

double roundedTo(double value, int decimals) {
    const double scale = std::pow(10.0, decimals);
    const double scaled = value * scale;
    return std::abs(scaled) < 1e15 ? std::round(scaled) / scale : value;
}

Point roundedTo(Point p, int decimals) {
    return {roundedTo(p.x, decimals), roundedTo(p.y, decimals)};
}

template <class Change> void forEachRing(Polygon& polygon, Change change) {
    for (auto& part : polygon.parts) {
        change(part.outer);
        for (auto& hole : part.holes) change(hole);
    }
}

/// Sutherland and Hodgman 1974, one border: keeps where `inside` is not negative.
template <class Inside> Ring cutAtBorder(const Ring& ring, Inside inside) {
    Ring kept;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i], b = ring[(i + 1) % ring.size()];
        const double da = inside(a), db = inside(b);
        if (da >= 0) kept.push_back(a);
        if ((da > 0 && db < 0) || (da < 0 && db > 0)) {
            const double t = da / (da - db);
            kept.push_back({a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t});
        }
    }
    return kept;
}

Ring cutRing(Ring ring, double width, double height) {
    const auto within = [&](Point p) { return p.x >= 0 && p.y >= 0 && p.x <= width && p.y <= height; };
    if (std::ranges::all_of(ring, within)) return ring;
    ring = cutAtBorder(ring, [](Point p) { return p.x; });
    ring = cutAtBorder(ring, [](Point p) { return p.y; });
    ring = cutAtBorder(ring, [=](Point p) { return width - p.x; });
    ring = cutAtBorder(ring, [=](Point p) { return height - p.y; });
    for (auto& p : ring) p = {std::clamp(p.x, 0.0, width), std::clamp(p.y, 0.0, height)}; // rounding of the above
    return ring;
}

std::optional<FrameShape> cutRotated(const RotatedBox& box, double width, double height) {
    auto corners = cornersOf(box);
    const auto bounds = boundsOf(corners);
    if (bounds.left >= 0 && bounds.top >= 0 && bounds.right() <= width && bounds.bottom() <= height) return box;
    if (bounds.left >= width || bounds.top >= height || bounds.right() <= 0 || bounds.bottom() <= 0)
        return std::nullopt;
    for (auto& p : corners) p = {std::clamp(p.x, 0.0, width), std::clamp(p.y, 0.0, height)};
    return rotatedBoxOf(corners);
}

std::optional<FrameShape> cutBox(const Box& box, double width, double height) {
    if (box.left >= 0 && box.top >= 0 && box.right() <= width && box.bottom() <= height) return box;
    if (box.left >= width || box.top >= height || box.right() <= 0 || box.bottom() <= 0) return std::nullopt;
    return box.intersected({0, 0, width, height});
}

std::optional<FrameShape> cutKeypoints(Keypoints keypoints, double width, double height) {
    bool any = false;
    for (auto& point : keypoints.points) {
        if (point.visibility == Visibility::NotLabelled) continue;
        if (Box{0, 0, width, height}.contains(point.at))
            any = true;
        else
            point = {{0, 0}, Visibility::NotLabelled, point.name};
    }
    if (!any) return std::nullopt;
    return keypoints;
}

} // namespace

Polygon withSeams(const Polygon& polygon) {
    Polygon result;
    for (const auto& part : polygon.parts) {
        auto ring = part.outer;
        for (const auto& hole : part.holes)
            if (hole.size() > 2 && ring.size() > 2) ring = joined(ring, hole);
        result.parts.push_back({std::move(ring), {}});
    }
    return result;
}

FrameShape rounded(const FrameShape& shape, int decimals) {
    auto result = shape;
    const auto point = [decimals](Point& p) { p = roundedTo(p, decimals); };
    if (auto* box = std::get_if<Box>(&result)) {
        const double left = roundedTo(box->left, decimals), top = roundedTo(box->top, decimals);
        *box = {left, top, roundedTo(box->right(), decimals) - left, roundedTo(box->bottom(), decimals) - top};
    } else if (auto* polygon = std::get_if<Polygon>(&result)) {
        forEachRing(*polygon, [&](Ring& ring) { std::ranges::for_each(ring, point); });
    } else if (auto* polyline = std::get_if<Polyline>(&result)) {
        std::ranges::for_each(polyline->points, point);
    } else if (auto* keypoints = std::get_if<Keypoints>(&result)) {
        for (auto& k : keypoints->points) point(k.at);
    } else if (auto* cuboid = std::get_if<Cuboid>(&result)) {
        std::ranges::for_each(cuboid->corners, point);
    } else if (auto* ellipse = std::get_if<Ellipse>(&result)) {
        point(ellipse->centre);
        ellipse->radiusX = roundedTo(ellipse->radiusX, decimals);
        ellipse->radiusY = roundedTo(ellipse->radiusY, decimals);
        ellipse->degrees = roundedTo(ellipse->degrees, decimals);
    } else if (auto* turned = std::get_if<RotatedBox>(&result)) {
        // Held as the corners that it has when it is not turned.
        const auto& [x, y] = turned->centre;
        const Box flat{x - turned->width / 2, y - turned->height / 2, turned->width, turned->height};
        const auto edges = std::get<Box>(rounded(flat, decimals));
        *turned = {edges.centre(), edges.width, edges.height, roundedTo(turned->degrees, decimals)};
    }
    return result;
}

std::optional<FrameShape> cutToImage(const FrameShape& shape, int width, int height) {
    const double w = width, h = height;
    if (const auto* box = std::get_if<Box>(&shape)) return cutBox(*box, w, h);
    if (const auto* turned = std::get_if<RotatedBox>(&shape)) return cutRotated(*turned, w, h);
    if (const auto* keypoints = std::get_if<Keypoints>(&shape)) return cutKeypoints(*keypoints, w, h);
    if (const auto* mask = std::get_if<Mask>(&shape)) {
        auto cut = mask->cutTo(width, height);
        return cut.empty() ? std::nullopt : std::optional<FrameShape>(std::move(cut));
    }
    if (const auto* polygon = std::get_if<Polygon>(&shape)) {
        FrameShape cut = *polygon;
        forEachRing(std::get<Polygon>(cut), [&](Ring& ring) { ring = cutRing(std::move(ring), w, h); });
        return dropEmptyParts(cut) ? std::optional(std::move(cut)) : std::nullopt;
    }
    return shape;
}

bool dropEmptyParts(FrameShape& shape) {
    if (auto* polygon = std::get_if<Polygon>(&shape)) {
        const auto empty = [](const Ring& ring) { return ring.size() < 3; };
        std::erase_if(polygon->parts, [&](const PolygonPart& part) { return empty(part.outer); });
        for (auto& part : polygon->parts) std::erase_if(part.holes, empty);
        return !polygon->parts.empty();
    }
    if (const auto* polyline = std::get_if<Polyline>(&shape)) return polyline->points.size() > 1;
    if (const auto* keypoints = std::get_if<Keypoints>(&shape))
        return std::ranges::any_of(
            keypoints->points, [](const Keypoint& k) { return k.visibility != Visibility::NotLabelled; });
    if (const auto* mask = std::get_if<Mask>(&shape)) return !mask->empty();
    return true;
}

} // namespace slipway::label
