#include "core/label/formats/labelme_shape.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/base64.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/shape_limits.h"
#include "core/media/image.h"

namespace slipway::label::labelme {

namespace {

std::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::BadData, std::move(message));
}

Result<Ring> pointsOf(const Json& shape) {
    const auto* points = member(shape, "points");
    if (!points || !points->is_array() || points->empty()) return wrong("has no points");
    Ring ring;
    ring.reserve(points->size());
    for (const auto& point : *points) {
        const bool isPair = point.is_array() && point.size() == 2;
        const auto x = isPair ? numberOf(&point[0]) : std::nullopt, y = isPair ? numberOf(&point[1]) : std::nullopt;
        if (!x || !y || !isPlace({*x, *y})) return wrong("has a point that is not a pair of numbers in pixels");
        ring.push_back({*x, *y});
    }
    return ring;
}

Result<Shape> maskOf(const Json& shape, const Ring& corners) {
    if (corners.size() != 2) return wrong("is a mask without two corners");
    const auto x1 = std::round(corners[0].x), y1 = std::round(corners[0].y);
    const auto width = std::round(corners[1].x) - x1 + 1, height = std::round(corners[1].y) - y1 + 1;
    const auto* text = member(shape, "mask");
    if (!text || !text->is_string()) return wrong("is a mask without a picture");
    if (width < 1 || height < 1 || width > 65'535 || height > 65'535) return wrong("is a mask of impossible size");
    SLIPWAY_ASSIGN(const auto png, fromBase64(text->get_ref<const std::string&>()));
    SLIPWAY_ASSIGN(const auto grey, media::decodeGrey(png));
    if (grey.width != static_cast<int>(width) || grey.height != static_cast<int>(height))
        return wrong(fmt::format(
            "has a mask of {} × {} pixels between corners that span {} × {}", grey.width, grey.height, width, height));
    auto mask = Mask::fromPixels(static_cast<int>(x1), static_cast<int>(y1), grey.width, grey.height, grey.values);
    if (mask.empty()) return wrong("is a mask without a pixel");
    return Shape(std::move(mask));
}

Result<Shape> shapeOf(const Json& shape, const std::string& type) {
    SLIPWAY_ASSIGN(auto points, pointsOf(shape));
    const auto needs = [&](std::size_t count) { return points.size() == count; };
    const auto wrongCount = [&] {
        return wrong(fmt::format("is a {} with {}", type, counted(static_cast<long long>(points.size()), "point")));
    };
    if (type == "rectangle") {
        if (!needs(2)) return wrongCount();
        return Shape(boxOf(points[0], points[1]));
    }
    if (type == "oriented_rectangle") {
        if (!needs(4)) return wrongCount();
        return Shape(rotatedBoxOf(points));
    }
    if (type == "polygon") {
        if (points.size() < 3) return wrongCount();
        return Shape(Polygon{{{std::move(points), {}}}});
    }
    if (type == "linestrip" || type == "line") {
        if (points.size() < 2 || (type == "line" && points.size() != 2)) return wrongCount();
        return Shape(Polyline{std::move(points)});
    }
    if (type == "point" || type == "points") {
        if (type == "point" && !needs(1)) return wrongCount();
        Keypoints keypoints;
        for (const auto& p : points) keypoints.points.push_back({p, Visibility::Visible, {}});
        return Shape(std::move(keypoints));
    }
    if (type == "circle") {
        if (!needs(2)) return wrongCount();
        const double radius = std::hypot(points[1].x - points[0].x, points[1].y - points[0].y);
        return Shape(Ellipse{points[0], radius, radius, 0});
    }
    if (type == "mask") return maskOf(shape, points);
    return wrong(fmt::format("has the unknown shape_type '{}'", forMessage(type)));
}

} // namespace

Result<Region> regionOf(const Json& shape) {
    if (!shape.is_object()) return wrong("is not an object");
    Region region;
    const auto label = textOf(member(shape, "label"));
    if (!label || label->empty()) return wrong("has no label");
    region.label = *label;
    SLIPWAY_ASSIGN(region.shape, shapeOf(shape, textOr(shape, "shape_type", "polygon")));
    if (const auto group = textOf(member(shape, "group_id"))) region.group = *group;
    region.text = textOr(shape, "description");
    region.origin = Origin::File;
    const auto* flags = member(shape, "flags");
    if (flags && flags->is_object())
        for (const auto& [name, value] : flags->items())
            if (value.is_boolean()) region.attributes[name] = value.get<bool>();
    return region;
}

namespace {

Json pointsJson(const Ring& ring) {
    Json points = Json::array();
    for (const auto& p : ring) points.push_back(Json::array({p.x, p.y}));
    return points;
}

struct Drawn {
    std::string_view type;
    Ring points;
};

Drawn drawnOf(const Shape& shape) {
    if (const auto* box = std::get_if<Box>(&shape))
        return {"rectangle", {{box->left, box->top}, {box->right(), box->bottom()}}};
    if (const auto* turned = std::get_if<RotatedBox>(&shape)) return {"oriented_rectangle", cornersOf(*turned)};
    if (const auto* polygon = std::get_if<Polygon>(&shape))
        return {"polygon", polygon->parts.empty() ? Ring() : polygon->parts[0].outer};
    if (const auto* line = std::get_if<Polyline>(&shape))
        return {line->points.size() == 2 ? "line" : "linestrip", line->points};
    if (const auto* circle = std::get_if<Ellipse>(&shape))
        return {"circle", {circle->centre, {circle->centre.x + circle->radiusX, circle->centre.y}}};
    if (const auto* mask = std::get_if<Mask>(&shape)) {
        const auto b = mask->bounds();
        return {"mask", {{b.left, b.top}, {b.right() - 1, b.bottom() - 1}}};
    }
    Ring points;
    if (const auto* keypoints = std::get_if<Keypoints>(&shape))
        for (const auto& k : keypoints->points) points.push_back(k.at);
    return {points.size() == 1 ? "point" : "points", std::move(points)};
}

} // namespace

Result<Json> shapeJson(const Region& region, std::optional<std::int64_t> group) {
    const auto drawn = drawnOf(region.shape);
    Json json{{"label", region.label}, {"points", pointsJson(drawn.points)},
        {"group_id", group ? Json(*group) : Json(nullptr)}, {"description", region.text}, {"shape_type", drawn.type},
        {"flags", Json::object()}, {"mask", nullptr}};
    for (const auto& [name, value] : region.attributes)
        if (const auto* flag = std::get_if<bool>(&value)) json["flags"][name] = *flag;
    if (const auto* mask = std::get_if<Mask>(&region.shape)) {
        auto pixels = mask->pixels();
        for (auto& pixel : pixels) pixel = pixel ? 255 : 0; // any other viewer shows it
        SLIPWAY_ASSIGN(const auto png, media::encodeGreyPng(mask->width(), mask->height(), pixels));
        json["mask"] = toBase64(png);
    }
    return json;
}

} // namespace slipway::label::labelme
