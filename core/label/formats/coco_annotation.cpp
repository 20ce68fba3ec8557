#include "core/label/formats/coco_annotation.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/shape_limits.h"

namespace slipway::label::coco {

namespace {

std::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::BadData, std::move(message));
}

/// Flat x,y,x,y…; BadData says what is wrong.
Result<Ring> ringOf(const Json& json) {
    if (!json.is_array() || json.size() < 6 || json.size() % 2)
        return wrong("a polygon is not a list of at least 6 numbers, two a corner");
    Ring ring;
    ring.reserve(json.size() / 2);
    for (std::size_t i = 0; i < json.size(); i += 2) {
        const auto x = numberOf(&json[i]), y = numberOf(&json[i + 1]);
        if (!x || !y || !isPlace({*x, *y})) return wrong("a polygon holds something else than numbers in pixels");
        ring.push_back({*x, *y});
    }
    return ring;
}

Result<Shape> polygonOf(const Json& rings, std::vector<std::string>& doubts) {
    Polygon polygon;
    for (const auto& json : rings) {
        auto ring = ringOf(json);
        if (!ring) {
            doubts.push_back(ring.error().message + ": this part is left out");
            continue;
        }
        if (looksCrossed(*ring)) doubts.emplace_back("the border of a polygon crosses itself");
        polygon.parts.push_back({std::move(*ring), {}});
    }
    if (polygon.parts.empty()) return wrong("segmentation holds no polygon that can be read");
    return Shape(std::move(polygon));
}

Result<std::vector<std::uint32_t>> runsOf(const Json* counts, std::size_t most) {
    if (counts && counts->is_string()) return decompressRuns(counts->get_ref<const std::string&>(), most);
    if (!counts || !counts->is_array()) return wrong("counts is neither a text nor a list");
    if (counts->size() > most) return wrong("counts has more runs than the image has pixels");
    std::vector<std::uint32_t> runs;
    runs.reserve(counts->size());
    for (const auto& one : *counts) {
        const auto run = wholeOf(&one);
        if (!run || *run < 0 || *run > std::int64_t{0xffffffff}) return wrong("a run length cannot be");
        runs.push_back(static_cast<std::uint32_t>(*run));
    }
    return runs;
}

Result<Shape> maskOf(const Json& rle, const Item& item) {
    const auto* size = member(rle, "size");
    if (!size || !size->is_array() || size->size() != 2) return wrong("size is not [height, width]");
    const auto height = wholeOf(&(*size)[0]), width = wholeOf(&(*size)[1]);
    if (!height || !width || *height < 0 || *width < 0 || *height > 65'535 || *width > 65'535)
        return wrong("the size of a mask cannot be");
    if (item.width > 0 && item.height > 0 && (*width != item.width || *height != item.height))
        return wrong(fmt::format(
            "the mask is for {} × {} pixels, and the image has {} × {}", *width, *height, item.width, item.height));
    const auto most = static_cast<std::size_t>(*width * *height) + 1;
    SLIPWAY_ASSIGN(const auto runs, runsOf(member(rle, "counts"), most));
    SLIPWAY_ASSIGN(auto mask, maskFromColumnRuns(runs, static_cast<int>(*width), static_cast<int>(*height)));
    return Shape(std::move(mask));
}

Result<Box> boxFrom(const Json* bbox) {
    if (!bbox || !bbox->is_array() || bbox->size() != 4) return wrong("bbox is not a list of 4 numbers");
    std::array<double, 4> v{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto number = numberOf(&(*bbox)[i]);
        if (!number) return wrong("bbox is not a list of 4 numbers");
        v[i] = *number;
    }
    if (!isPlace({v[0], v[1]}) || !isPlace({v[2], v[3]})) return wrong("bbox is far outside of any image");
    if (v[2] < 0 || v[3] < 0) return wrong("bbox has a negative width or height");
    return Box{v[0], v[1], v[2], v[3]};
}

Result<Keypoints> keypointsOf(const Json& flat, const LabelClass& label) {
    if (!flat.is_array() || flat.size() % 3) return wrong("keypoints is not a list of numbers, three a point");
    const auto count = flat.size() / 3;
    const bool named = label.skeleton && !label.skeleton->joints.empty();
    if (named && label.skeleton->joints.size() != count)
        return wrong(fmt::format("keypoints has {} points, and '{}' has {} joints", count, forMessage(label.name),
            label.skeleton->joints.size()));
    Keypoints keypoints;
    for (std::size_t i = 0; i < count; ++i) {
        const auto x = numberOf(&flat[3 * i]), y = numberOf(&flat[3 * i + 1]);
        const auto v = wholeOf(&flat[3 * i + 2]);
        if (!x || !y || !v || *v < 0 || *v > 2 || !isPlace({*x, *y})) return wrong("a key point is not x, y, 0 to 2");
        const auto visibility = static_cast<Visibility>(*v);
        keypoints.points.push_back({visibility == Visibility::NotLabelled ? Point{} : Point{*x, *y}, visibility,
            named ? label.skeleton->joints[i] : std::string()});
    }
    return keypoints;
}

bool anyLabelled(const Keypoints& keypoints) {
    return std::ranges::any_of(
        keypoints.points, [](const Keypoint& k) { return k.visibility != Visibility::NotLabelled; });
}

void readAttributes(const Json& json, Region& region) {
    if (wholeOf(member(json, "iscrowd")) == 1 && std::holds_alternative<Mask>(region.shape))
        region.attributes["iscrowd"] = true;
    const auto* attributes = member(json, "attributes");
    if (!attributes || !attributes->is_object()) return;
    for (const auto& [name, value] : attributes->items()) {
        if (name == "occluded" && value.is_boolean())
            region.occluded = value.get<bool>();
        else if (value.is_boolean())
            region.attributes[name] = value.get<bool>();
        else if (value.is_number())
            region.attributes[name] = value.get<double>();
        else if (value.is_string())
            region.attributes[name] = value.get<std::string>();
        else if (value.is_array() && std::ranges::all_of(value, [](const Json& v) { return v.is_string(); }))
            region.attributes[name] = value.get<std::vector<std::string>>();
    }
}

/// Of the outline: what the segmentation says, else the box.
Result<Shape> outlineOf(const Json& json, const Item& item, std::vector<std::string>& doubts) {
    const auto* segmentation = member(json, "segmentation");
    const bool hasPolygons = segmentation && segmentation->is_array() && !segmentation->empty();
    if (hasPolygons || (segmentation && segmentation->is_object())) {
        auto shape = hasPolygons ? polygonOf(*segmentation, doubts) : maskOf(*segmentation, item);
        if (shape) return shape;
        const auto box = boxFrom(member(json, "bbox"));
        if (!box) return shape;
        doubts.push_back(shape.error().message + ": its box is kept");
        return Shape(*box);
    }
    SLIPWAY_ASSIGN(const auto box, boxFrom(member(json, "bbox")));
    return Shape(box);
}

void doubtPlace(const Region& region, const Item& item, std::vector<std::string>& doubts) {
    if (item.width <= 0 || item.height <= 0) return;
    const auto bounds = boundsOf(region.shape);
    constexpr double slack = 1; // tools round
    if (bounds.left < -slack || bounds.top < -slack || bounds.right() > item.width + slack ||
        bounds.bottom() > item.height + slack)
        doubts.push_back(fmt::format("reaches outside of the image of {} × {} pixels", item.width, item.height));
}

} // namespace

std::optional<std::string> idKey(const Json& object, std::string_view key) {
    const auto* value = member(object, key);
    if (!value || value->is_boolean()) return std::nullopt;
    if (const auto whole = wholeOf(value)) return std::to_string(*whole);
    return value->is_string() ? textOf(value) : std::nullopt;
}

Result<Parts> partsOf(const Json& json, const Item& item, const LabelClass& label) {
    Parts parts;
    std::optional<Keypoints> keypoints;
    if (const auto* flat = member(json, "keypoints"); flat && !flat->empty()) {
        auto read = keypointsOf(*flat, label);
        if (!read)
            parts.doubts.push_back(read.error().message + ": the key points are left out");
        else if (anyLabelled(*read))
            keypoints = std::move(*read);
    }
    auto outline = outlineOf(json, item, parts.doubts);
    if (!outline && !keypoints) return std::unexpected(outline.error());
    // A box that only encloses the key points says nothing of its own.
    const auto* box = outline ? std::get_if<Box>(&*outline) : nullptr;
    if (keypoints && (!outline || (box && *box == boundsOf(FrameShape(*keypoints))))) {
        parts.keypoints.emplace().shape = std::move(*keypoints);
    } else {
        parts.outline.emplace().shape = std::move(*outline);
        if (keypoints) parts.keypoints.emplace().shape = std::move(*keypoints);
    }
    auto& main = parts.outline ? *parts.outline : *parts.keypoints;
    readAttributes(json, main);
    doubtPlace(main, item, parts.doubts);
    return parts;
}

namespace {

Json ringJson(const Ring& ring) {
    Json flat = Json::array();
    for (const auto& p : ring) {
        flat.push_back(numberJson(p.x));
        flat.push_back(numberJson(p.y));
    }
    return flat;
}

Json segmentationJson(const Shape& shape, const Item& item) {
    if (const auto* polygon = std::get_if<Polygon>(&shape)) {
        Json rings = Json::array();
        for (const auto& part : polygon->parts) rings.push_back(ringJson(part.outer));
        return rings;
    }
    if (const auto* mask = std::get_if<Mask>(&shape))
        return {{"size", Json::array({item.height, item.width})},
            {"counts", compressRuns(columnRuns(*mask, item.width, item.height))}};
    return Json::array();
}

/// Empty for anything but polygons.
Mask drawnPixels(const Shape& shape, const Item& item) {
    const auto* polygon = std::get_if<Polygon>(&shape);
    if (!polygon) return {};
    std::vector<Ring> rings;
    for (const auto& part : polygon->parts) rings.push_back(part.outer);
    const bool sized = item.width > 0 && item.height > 0;
    return Mask::drawn(rings, sized ? item.width : kLongestImageSide, sized ? item.height : kLongestImageSide);
}

void putKeypoints(const Keypoints& keypoints, Json& json) {
    auto& flat = json["keypoints"] = Json::array();
    int labelled = 0;
    for (const auto& k : keypoints.points) {
        flat.push_back(numberJson(k.at.x));
        flat.push_back(numberJson(k.at.y));
        flat.push_back(static_cast<int>(k.visibility));
        labelled += k.visibility != Visibility::NotLabelled;
    }
    json["num_keypoints"] = labelled;
}

void putAttributes(const Region& region, Json& json) {
    Json attributes = Json::object();
    if (region.occluded) attributes["occluded"] = true;
    for (const auto& [name, value] : region.attributes)
        if (name != "iscrowd" || json["iscrowd"] == 0)
            attributes[name] = std::visit([](const auto& v) { return Json(v); }, value);
    if (!attributes.empty()) json["attributes"] = std::move(attributes);
}

} // namespace

Json shapeJson(const Region* outline, const Region* keypoints, const Item& item, bool drawnArea) {
    const auto& main = outline ? *outline : *keypoints;
    const auto drawn = drawnArea ? drawnPixels(main.shape, item) : Mask();
    const auto bounds = drawn.empty() ? boundsOf(main.shape) : drawn.bounds();
    const auto frame = std::visit(
        [](const auto& s) -> FrameShape {
            if constexpr (requires { FrameShape(s); })
                return s;
            else
                return Box{};
        },
        main.shape);
    const auto crowd = main.attributes.find("iscrowd");
    const bool isCrowd = crowd != main.attributes.end() && crowd->second == AttributeValue(true) &&
                         std::holds_alternative<Mask>(main.shape);
    const double area = !drawn.empty() ? static_cast<double>(drawn.area()) : outline ? areaOf(frame) : bounds.area();
    Json json{{"bbox", Json::array({numberJson(bounds.left), numberJson(bounds.top), numberJson(bounds.width),
                           numberJson(bounds.height)})},
        {"area", numberJson(area)}, {"iscrowd", isCrowd ? 1 : 0}, {"segmentation", segmentationJson(main.shape, item)}};
    if (keypoints) putKeypoints(std::get<Keypoints>(keypoints->shape), json);
    putAttributes(main, json);
    return json;
}

} // namespace slipway::label::coco
