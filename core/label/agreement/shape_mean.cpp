#include "core/label/agreement/shape_mean.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numbers>

namespace slipway::label {

namespace {

constexpr double kMostPixels = 1 << 26;
constexpr double kOutlineTolerance = 0.75; ///< pixels that a polygon's corner may leave the steps of its pixels

template <class Kind> struct Weighed {
    const Kind* shape;
    double weight;
};
template <class Kind> std::vector<Weighed<Kind>> ofKind(const std::vector<WeighedShape>& shapes) {
    std::vector<Weighed<Kind>> result;
    for (const auto& shape : shapes)
        if (const auto* kind = std::get_if<Kind>(shape.shape)) result.push_back({kind, shape.weight});
    return result;
}

template <class Kind, class Value> double mean(const std::vector<Weighed<Kind>>& shapes, Value value) {
    double sum = 0, weights = 0;
    for (const auto& shape : shapes) {
        sum += shape.weight * value(*shape.shape);
        weights += shape.weight;
    }
    return sum / weights;
}

Box meanOf(const std::vector<Weighed<Box>>& boxes) {
    return {mean(boxes, [](const Box& b) { return b.left; }), mean(boxes, [](const Box& b) { return b.top; }),
        mean(boxes, [](const Box& b) { return b.width; }), mean(boxes, [](const Box& b) { return b.height; })};
}

/// A turned thing that looks the same after a half turn, and after a quarter turn with its sides swapped.
struct Turned {
    Point centre;
    double a = 0, b = 0, degrees = 0;
};

/// The way to write `thing` with the angle that is nearest to `degrees`.
Turned near(Turned thing, double degrees) {
    const double quarters = std::round((degrees - thing.degrees) / 90);
    thing.degrees += 90 * quarters;
    if (std::fmod(std::abs(quarters), 2) == 1) std::swap(thing.a, thing.b);
    return thing;
}

Turned meanOf(const std::vector<std::pair<Turned, double>>& things) {
    Turned sum;
    double weights = 0;
    for (const auto& [thing, weight] : things) {
        const auto same = near(thing, things.front().first.degrees);
        sum.centre.x += weight * same.centre.x;
        sum.centre.y += weight * same.centre.y;
        sum.a += weight * same.a;
        sum.b += weight * same.b;
        sum.degrees += weight * same.degrees;
        weights += weight;
    }
    return {{sum.centre.x / weights, sum.centre.y / weights}, sum.a / weights, sum.b / weights, sum.degrees / weights};
}

RotatedBox meanOf(const std::vector<Weighed<RotatedBox>>& boxes) {
    std::vector<std::pair<Turned, double>> things;
    for (const auto& [box, weight] : boxes)
        things.push_back({{box->centre, box->width, box->height, box->degrees}, weight});
    const auto mean = meanOf(things);
    return {mean.centre, mean.a, mean.b, mean.degrees};
}

Ellipse meanOf(const std::vector<Weighed<Ellipse>>& ellipses) {
    std::vector<std::pair<Turned, double>> things;
    for (const auto& [ellipse, weight] : ellipses)
        things.push_back({{ellipse->centre, ellipse->radiusX, ellipse->radiusY, ellipse->degrees}, weight});
    const auto mean = meanOf(things);
    return {mean.centre, mean.a, mean.b, mean.degrees};
}

/// Joint by joint of the first person's, from all who placed it.
Keypoints meanOf(const std::vector<Weighed<Keypoints>>& people) {
    Keypoints result = *people.front().shape;
    for (std::size_t i = 0; i < result.points.size(); ++i) {
        auto& joint = result.points[i];
        double x = 0, y = 0, weights = 0;
        std::map<Visibility, double> visibility;
        for (const auto& [points, weight] : people) {
            const auto other = std::ranges::find_if(points->points, [&](const Keypoint& point) {
                if (!joint.name.empty()) return point.name == joint.name;
                return static_cast<std::size_t>(&point - points->points.data()) == i;
            });
            if (other == points->points.end()) continue;
            visibility[other->visibility] += weight;
            if (other->visibility == Visibility::NotLabelled) continue;
            x += weight * other->at.x;
            y += weight * other->at.y;
            weights += weight;
        }
        joint.visibility = std::ranges::max_element(visibility, {}, [](const auto& v) { return v.second; })->first;
        if (weights > 0) joint.at = {x / weights, y / weights};
    }
    return result;
}

FrameShape frameShapeOf(const Shape& shape) {
    return std::visit(
        [](const auto& s) -> FrameShape {
            using Kind = std::remove_cvref_t<decltype(s)>;
            if constexpr (std::is_same_v<Kind, Track> || std::is_same_v<Kind, Span>)
                return Polyline();
            else
                return s;
        },
        shape);
}

/// The one that is most like the others.
Shape mostTypical(const std::vector<WeighedShape>& shapes, PictureSize size) {
    std::vector<FrameShape> frames;
    for (const auto& shape : shapes) frames.push_back(frameShapeOf(*shape.shape));
    std::vector<ComparedShape> compared;
    for (const auto& frame : frames) compared.emplace_back(frame, size);
    const auto alike = [&](std::size_t i, std::size_t j) {
        const auto* a = std::get_if<Track>(shapes[i].shape);
        const auto* b = std::get_if<Track>(shapes[j].shape);
        if (a && b) return similarity(*a, *b, size);
        return a || b ? 0 : similarity(compared[i], compared[j]);
    };
    std::size_t best = 0;
    double most = -1;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < shapes.size(); ++j) sum += shapes[j].weight * (i == j ? 1 : alike(i, j));
        if (sum <= most) continue;
        most = sum;
        best = i;
    }
    return *shapes[best].shape;
}

/// Rings of pixel edges, holes with the piece that they lie in.
Polygon polygonOf(const Mask& mask) {
    Polygon polygon;
    std::vector<Ring> holes;
    for (auto& ring : mask.outlines()) {
        auto smooth = simplified(ring, kOutlineTolerance);
        if (smooth.size() < 3) smooth = ring;
        if (signedArea(ring) > 0)
            polygon.parts.push_back({std::move(smooth), {}});
        else
            holes.push_back(std::move(smooth));
    }
    for (auto& hole : holes) {
        PolygonPart* smallest = nullptr;
        for (auto& part : polygon.parts)
            if (area(part.outer) > area(hole) && contains(part.outer, centroid({hole[0], hole[1], hole[2]})) &&
                (!smallest || area(part.outer) < area(smallest->outer)))
                smallest = &part;
        if (smallest) smallest->holes.push_back(std::move(hole));
    }
    return polygon;
}

} // namespace

Mask majorityMask(const std::vector<WeighedShape>& shapes, PictureSize size) {
    std::vector<std::pair<Mask, double>> masks;
    Box bounds;
    double total = 0;
    for (const auto& shape : shapes) {
        total += shape.weight;
        const auto frame = frameShapeOf(*shape.shape);
        auto mask = ComparedShape(frame, size).mask();
        if (mask.empty()) continue;
        bounds = masks.empty() ? mask.bounds() : bounds.united(mask.bounds());
        masks.emplace_back(std::move(mask), shape.weight);
    }
    if (masks.empty() || bounds.area() > kMostPixels) return {};
    const auto width = static_cast<std::size_t>(bounds.width), height = static_cast<std::size_t>(bounds.height);
    std::vector<float> votes(width * height);
    for (const auto& [mask, weight] : masks) {
        const auto pixels = mask.pixels();
        const auto maskWidth = static_cast<std::size_t>(mask.width());
        const auto left = static_cast<std::size_t>(mask.left() - static_cast<int>(bounds.left));
        const auto top = static_cast<std::size_t>(mask.top() - static_cast<int>(bounds.top));
        for (std::size_t i = 0; i < pixels.size(); ++i)
            if (pixels[i]) votes[(top + i / maskWidth) * width + left + i % maskWidth] += static_cast<float>(weight);
    }
    std::vector<std::uint8_t> on(votes.size());
    const double needed = total / 2 * (1 + 1e-6);
    std::ranges::transform(votes, on.begin(), [&](float vote) { return vote > needed; });
    return Mask::fromPixels(static_cast<int>(bounds.left), static_cast<int>(bounds.top), static_cast<int>(width),
        static_cast<int>(height), on);
}

Shape meanShape(const std::vector<WeighedShape>& shapes, PictureSize size) {
    std::map<std::size_t, double> kinds;
    for (const auto& shape : shapes) kinds[shape.shape->index()] += shape.weight;
    const auto kind = std::ranges::max_element(kinds, {}, [](const auto& k) { return k.second; })->first;
    const auto* example = std::ranges::find(shapes, kind, [](const auto& s) { return s.shape->index(); })->shape;
    if (std::holds_alternative<Box>(*example)) return meanOf(ofKind<Box>(shapes));
    if (std::holds_alternative<RotatedBox>(*example)) return meanOf(ofKind<RotatedBox>(shapes));
    if (std::holds_alternative<Ellipse>(*example)) return meanOf(ofKind<Ellipse>(shapes));
    if (std::holds_alternative<Keypoints>(*example)) return meanOf(ofKind<Keypoints>(shapes));
    if (std::holds_alternative<Polygon>(*example) || std::holds_alternative<Mask>(*example)) {
        auto mask = majorityMask(shapes, size);
        if (mask.empty()) return mostTypical(shapes, size);
        if (std::holds_alternative<Mask>(*example)) return mask;
        return polygonOf(mask);
    }
    return mostTypical(shapes, size);
}

std::vector<Span> majoritySpans(const std::vector<WeighedSpans>& people, double totalWeight) {
    struct Change {
        double inside = 0, begins = 0;
    };
    std::map<std::int64_t, Change> changes;
    for (const auto& person : people) {
        std::map<std::int64_t, std::int64_t> depth;
        std::map<std::int64_t, bool> starts;
        for (const auto& span : person.spans) {
            if (span.end <= span.start) continue;
            ++depth[span.start];
            --depth[span.end];
            starts[span.start] = true;
        }
        std::int64_t open = 0;
        for (const auto& [at, change] : depth) {
            const bool before = open > 0;
            open += change;
            if (before != (open > 0)) changes[at].inside += open > 0 ? person.weight : -person.weight;
            if (starts.contains(at)) changes[at].begins += person.weight;
        }
    }
    const double needed = totalWeight / 2 * (1 + 1e-9);
    std::vector<Span> result;
    double inside = 0;
    bool open = false;
    for (const auto& [at, change] : changes) {
        inside += change.inside;
        const bool now = inside > needed;
        if (open && (!now || change.begins > needed)) {
            result.back().end = at;
            open = false;
        }
        if (now && !open) {
            result.push_back({at, at});
            open = true;
        }
    }
    return result;
}

} // namespace slipway::label
