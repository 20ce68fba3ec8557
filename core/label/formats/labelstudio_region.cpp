#include "core/label/formats/labelstudio_region.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/span_check.h"

namespace slipway::label::labelstudio {

namespace {

struct ShapeType {
    std::string_view labelled, plain;
};
constexpr std::array kShapeTypes{ShapeType{"rectanglelabels", "rectangle"}, ShapeType{"polygonlabels", "polygon"},
    ShapeType{"keypointlabels", "keypoint"}, ShapeType{"ellipselabels", "ellipse"}, ShapeType{"brushlabels", "brush"},
    ShapeType{"labels", ""}, ShapeType{"hypertextlabels", ""}, ShapeType{"videorectangle", ""}};

std::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::BadData, std::move(message));
}

double toPixels(double percent, int side) {
    return percent * side / 100;
}

struct Numbers {
    double x = 0, y = 0, width = 0, height = 0, degrees = 0;
};

/// In pixels.
Result<Numbers> numbersOf(const Json& value, const Canvas& canvas, std::string_view width, std::string_view height) {
    const auto x = numberOf(member(value, "x")), y = numberOf(member(value, "y")), w = numberOf(member(value, width)),
               h = numberOf(member(value, height));
    if (!x || !y || !w || !h) return wrong(fmt::format("x, y, {} or {} is not a number", width, height));
    if (*w < 0 || *h < 0) return wrong(fmt::format("{} or {} is negative", width, height));
    return Numbers{toPixels(*x, canvas.width), toPixels(*y, canvas.height), toPixels(*w, canvas.width),
        toPixels(*h, canvas.height), numberOf(member(value, "rotation")).value_or(0)};
}

Result<Shape> rectangle(const Json& value, const Canvas& canvas) {
    SLIPWAY_ASSIGN(const auto n, numbersOf(value, canvas, "width", "height"));
    if (n.degrees == 0) return Shape(Box{n.x, n.y, n.width, n.height});
    const double angle = n.degrees * std::numbers::pi / 180;
    const double cos = std::cos(angle), sin = std::sin(angle);
    const Point centre{n.x + n.width / 2 * cos - n.height / 2 * sin, n.y + n.width / 2 * sin + n.height / 2 * cos};
    return Shape(RotatedBox{centre, n.width, n.height, n.degrees});
}

Result<Shape> ellipse(const Json& value, const Canvas& canvas) {
    SLIPWAY_ASSIGN(const auto n, numbersOf(value, canvas, "radiusX", "radiusY"));
    return Shape(Ellipse{{n.x, n.y}, n.width, n.height, n.degrees});
}

Result<Shape> polygon(const Json& value, const Canvas& canvas) {
    const auto* points = member(value, "points");
    if (!points || !points->is_array()) return wrong("points is not a list");
    Ring ring;
    for (const auto& point : *points) {
        if (!point.is_array() || point.size() != 2) return wrong("a point is not a pair of numbers");
        const auto x = numberOf(&point[0]), y = numberOf(&point[1]);
        if (!x || !y) return wrong("a point is not a pair of numbers");
        ring.push_back({toPixels(*x, canvas.width), toPixels(*y, canvas.height)});
    }
    if (ring.size() < 3)
        return wrong(fmt::format("a polygon has {}", counted(static_cast<long long>(ring.size()), "corner")));
    return Shape(Polygon{{PolygonPart{std::move(ring), {}}}});
}

Result<Shape> keypoint(const Json& value, const Canvas& canvas) {
    const auto x = numberOf(member(value, "x")), y = numberOf(member(value, "y"));
    if (!x || !y) return wrong("x or y is not a number");
    return Shape(
        Keypoints{{Keypoint{{toPixels(*x, canvas.width), toPixels(*y, canvas.height)}, Visibility::Visible, {}}}});
}

Result<Shape> brush(const Json& value, const Canvas& canvas) {
    const auto* rle = member(value, "rle");
    if (!rle || !rle->is_array()) return wrong("rle is not a list of bytes");
    std::vector<std::uint8_t> bytes;
    bytes.reserve(rle->size());
    for (const auto& byte : *rle) {
        const auto number = wholeOf(&byte);
        if (!number || *number < 0 || *number > 255) return wrong("rle is not a list of bytes");
        bytes.push_back(static_cast<std::uint8_t>(*number));
    }
    SLIPWAY_ASSIGN(auto mask, decodeBrush(bytes, canvas.width, canvas.height));
    return Shape(std::move(mask));
}

Result<Shape> span(const Json& value, const Canvas& canvas) {
    auto start = wholeOf(member(value, "start")), end = wholeOf(member(value, "end"));
    if (const auto* global = member(value, "globalOffsets")) {
        start = wholeOf(member(*global, "start"));
        end = wholeOf(member(*global, "end"));
    }
    SLIPWAY_ASSIGN(const auto found, checkedSpan(start, end, canvas.text ? canvas.text->codePoints() : -1));
    return Shape(found);
}

Json rectangleValue(double x, double y, double width, double height, double degrees, const Canvas& canvas) {
    return Json{{"x", toPercent(x, canvas.width)}, {"y", toPercent(y, canvas.height)},
        {"width", toPercent(width, canvas.width)}, {"height", toPercent(height, canvas.height)}, {"rotation", degrees}};
}

Json ringValue(const Ring& ring, const Canvas& canvas) {
    auto points = Json::array();
    for (const auto& p : ring) points.push_back({toPercent(p.x, canvas.width), toPercent(p.y, canvas.height)});
    return points;
}

struct ToValue {
    const Canvas& canvas;

    Json operator()(const Box& box) const {
        return rectangleValue(box.left, box.top, box.width, box.height, 0, canvas);
    }
    Json operator()(const RotatedBox& box) const {
        const auto corner = cornersOf(box).front(); // what Label Studio turns about
        return rectangleValue(corner.x, corner.y, box.width, box.height, box.degrees, canvas);
    }
    Json operator()(const Ellipse& e) const {
        return Json{{"x", toPercent(e.centre.x, canvas.width)}, {"y", toPercent(e.centre.y, canvas.height)},
            {"radiusX", toPercent(e.radiusX, canvas.width)}, {"radiusY", toPercent(e.radiusY, canvas.height)},
            {"rotation", e.degrees}};
    }
    Json operator()(const Polygon& polygon) const {
        const auto points = polygon.parts.empty() ? Json::array() : ringValue(polygon.parts.front().outer, canvas);
        return Json{{"points", points}, {"closed", true}};
    }
    Json operator()(const Keypoints& points) const {
        const auto at = points.points.empty() ? Point{} : points.points.front().at;
        return Json{{"x", toPercent(at.x, canvas.width)}, {"y", toPercent(at.y, canvas.height)}, {"width", 0.5}};
    }
    Json operator()(const Mask& mask) const {
        return Json{{"format", "rle"}, {"rle", encodeBrush(mask, canvas.width, canvas.height)}};
    }
    Json operator()(const Span& span) const {
        Json value{{"start", span.start}, {"end", span.end}};
        if (canvas.text) value["text"] = std::string(canvas.text->between(span.start, span.end));
        return value;
    }
    Json operator()(const Track& track) const { return valueOfTrack(track, canvas); }
    Json operator()(const Polyline&) const { return Json::object(); }
    Json operator()(const Cuboid&) const { return Json::object(); }
};

} // namespace

bool isShapeType(std::string_view type) {
    return std::ranges::any_of(kShapeTypes,
        [&](const auto& known) { return type == known.labelled || (!type.empty() && type == known.plain); });
}

std::string_view labelsKeyOf(std::string_view type) {
    if (type == "videorectangle") return "labels";
    for (const auto& known : kShapeTypes)
        if (type == known.labelled) return known.labelled;
    return {};
}

std::string_view typeOf(const Shape& shape, bool labelled) {
    const auto pick = [&](std::size_t index) {
        return labelled ? kShapeTypes[index].labelled : kShapeTypes[index].plain;
    };
    if (std::holds_alternative<Polygon>(shape)) return pick(1);
    if (std::holds_alternative<Keypoints>(shape)) return pick(2);
    if (std::holds_alternative<Ellipse>(shape)) return pick(3);
    if (std::holds_alternative<Mask>(shape)) return pick(4);
    if (std::holds_alternative<Span>(shape)) return "labels";
    if (std::holds_alternative<Track>(shape)) return "videorectangle";
    return pick(0);
}

Result<Shape> shapeFromValue(std::string_view type, const Json& value, const Canvas& canvas) {
    if (type == "hypertextlabels" || (type == "labels" && !member(value, "x"))) return span(value, canvas);
    if (canvas.width <= 0 || canvas.height <= 0)
        return wrong("the size of the picture is not known, so percent cannot become pixels");
    if (type == "videorectangle") return trackFromValue(value, canvas);
    if (type.starts_with("rectangle") || type == "labels") return rectangle(value, canvas);
    if (type.starts_with("polygon")) return polygon(value, canvas);
    if (type.starts_with("ellipse")) return ellipse(value, canvas);
    if (type.starts_with("keypoint")) return keypoint(value, canvas);
    return brush(value, canvas);
}

Json valueOfShape(const Shape& shape, const Canvas& canvas) {
    return std::visit(ToValue{canvas}, shape);
}

double toPercent(double pixels, int side) {
    const double straight = pixels * 100 / side;
    if (!std::isfinite(straight)) return 0;
    std::array<double, 7> near{straight};
    double below = straight, above = straight;
    for (std::size_t i = 1; i < near.size(); i += 2) {
        near[i] = below = std::nextafter(below, -INFINITY);
        near[i + 1] = above = std::nextafter(above, INFINITY);
    }
    double best = straight;
    std::size_t shortest = std::string::npos;
    for (const double candidate : near) {
        if (toPixels(candidate, side) != pixels) continue;
        if (const auto length = toText(candidate).size(); length < shortest) {
            best = candidate;
            shortest = length;
        }
    }
    return best;
}

} // namespace slipway::label::labelstudio
