#include "core/label/shape_json.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::label {

namespace {

std::unexpected<Error> broken(std::string_view what) {
    return fail(ErrorCode::BadData, fmt::format("a stored shape has {}", what),
        "The file was changed by something else; take it from a backup");
}

Json numbers(std::initializer_list<double> values) {
    return Json(values);
}

Json ringJson(const Ring& ring) {
    Json json = Json::array();
    for (const auto& p : ring) {
        json.push_back(p.x);
        json.push_back(p.y);
    }
    return json;
}

Json body(const Box& s) {
    return numbers({s.left, s.top, s.width, s.height});
}
Json body(const RotatedBox& s) {
    return numbers({s.centre.x, s.centre.y, s.width, s.height, s.degrees});
}
Json body(const Ellipse& s) {
    return numbers({s.centre.x, s.centre.y, s.radiusX, s.radiusY, s.degrees});
}
Json body(const Polygon& s) {
    Json parts = Json::array();
    for (const auto& part : s.parts) {
        Json rings = Json::array({ringJson(part.outer)});
        for (const auto& hole : part.holes) rings.push_back(ringJson(hole));
        parts.push_back(std::move(rings));
    }
    return parts;
}
Json body(const Polyline& s) {
    return ringJson(s.points);
}
Json body(const Keypoints& s) {
    Json points = Json::array();
    for (const auto& p : s.points)
        points.push_back(Json::array({p.at.x, p.at.y, static_cast<int>(p.visibility), p.name}));
    return points;
}
Json body(const Cuboid& s) {
    return ringJson({s.corners.begin(), s.corners.end()});
}
Json body(const Mask& s) {
    return Json::array({s.left(), s.top(), s.width(), s.height(), compressRuns(s.rowRuns())});
}
Json body(const Span& s) {
    return Json::array({s.start, s.end});
}
Json body(const Track& s) {
    Json keys = Json::array();
    for (const auto& key : s.keyframes) {
        Json one{{"frame", key.frame}, {"shape", toJson(key.shape)}};
        if (key.outside) one["outside"] = true;
        if (key.occluded) one["occluded"] = true;
        for (const auto& [name, value] : key.attributes) one["attributes"].push_back(Json::array({name, value}));
        keys.push_back(std::move(one));
    }
    return keys;
}

std::string_view keyOf(const Shape& shape) {
    const auto kind = kindOf(shape);
    return kind == "rotated box" ? "rotatedBox" : kind;
}

Result<std::vector<double>> readNumbers(const Json& json) {
    if (!json.is_array()) return broken("no list of numbers");
    std::vector<double> values;
    values.reserve(json.size());
    for (const auto& value : json) {
        if (!value.is_number() || !std::isfinite(value.get<double>())) return broken("something else than a number");
        values.push_back(value.get<double>());
    }
    return values;
}

Result<std::vector<double>> readNumbers(const Json& json, std::size_t count) {
    SLIPWAY_ASSIGN(auto values, readNumbers(json));
    if (values.size() != count) return broken(fmt::format("{} numbers instead of {}", values.size(), count));
    return values;
}

Result<Ring> readRing(const Json& json) {
    SLIPWAY_ASSIGN(const auto values, readNumbers(json));
    if (values.size() % 2) return broken("half a point");
    Ring ring;
    ring.reserve(values.size() / 2);
    for (std::size_t i = 0; i < values.size(); i += 2) ring.push_back({values[i], values[i + 1]});
    return ring;
}

Result<Polygon> readPolygon(const Json& json) {
    if (!json.is_array()) return broken("a polygon that is no list");
    Polygon polygon;
    for (const auto& rings : json) {
        if (!rings.is_array() || rings.empty()) return broken("a part without a border");
        PolygonPart part;
        SLIPWAY_ASSIGN(part.outer, readRing(rings[0]));
        for (std::size_t i = 1; i < rings.size(); ++i) {
            SLIPWAY_ASSIGN(auto hole, readRing(rings[i]));
            part.holes.push_back(std::move(hole));
        }
        polygon.parts.push_back(std::move(part));
    }
    return polygon;
}

Result<Keypoints> readKeypoints(const Json& json) {
    if (!json.is_array()) return broken("points that are no list");
    Keypoints keypoints;
    for (const auto& one : json) {
        if (!one.is_array() || one.size() != 4 || !one[3].is_string()) return broken("a point of another form");
        SLIPWAY_ASSIGN(const auto values, readNumbers(Json::array({one[0], one[1], one[2]})));
        if (values[2] != 0 && values[2] != 1 && values[2] != 2) return broken("a visibility that is not 0, 1 or 2");
        keypoints.points.push_back(
            {{values[0], values[1]}, static_cast<Visibility>(static_cast<int>(values[2])), one[3].get<std::string>()});
    }
    return keypoints;
}

Result<Mask> readMask(const Json& json) {
    if (!json.is_array() || json.size() != 5 || !json[4].is_string()) return broken("a mask of another form");
    for (std::size_t i = 0; i < 4; ++i)
        if (!json[i].is_number_integer()) return broken("a mask that does not stand on pixels");
    const auto& text = json[4].get_ref<const std::string&>();
    SLIPWAY_ASSIGN(const auto runs, decompressRuns(text, text.size()));
    const auto side = [&](std::size_t i) {
        return static_cast<int>(std::clamp<std::int64_t>(json[i].get<std::int64_t>(), -1'000'000'000, 1'000'000'000));
    };
    return Mask::fromRowRuns(side(0), side(1), side(2), side(3), runs);
}

Result<FrameShape> frameShape(Shape shape) {
    return std::visit(
        [](auto&& s) -> Result<FrameShape> {
            if constexpr (requires { FrameShape(s); })
                return FrameShape(std::move(s));
            else
                return broken("a track or a span inside of a track");
        },
        std::move(shape));
}

Result<Keyframe> readKeyframe(const Json& json, int depth);

Result<Track> readTrack(const Json& json, int depth) {
    if (!json.is_array() || depth > 0) return broken("a track of another form");
    Track track;
    for (const auto& one : json) {
        SLIPWAY_ASSIGN(auto key, readKeyframe(one, depth + 1));
        if (!track.keyframes.empty() && track.keyframes.back().frame >= key.frame)
            return broken("key frames that are not in order");
        track.keyframes.push_back(std::move(key));
    }
    return track;
}

Result<Span> readSpan(const Json& json) {
    if (!json.is_array() || json.size() != 2 || !json[0].is_number_integer() || !json[1].is_number_integer())
        return broken("a span of another form");
    return Span{json[0].get<std::int64_t>(), json[1].get<std::int64_t>()};
}

Result<Shape> readShape(const Json& json, int depth) {
    if (!json.is_object() || json.size() != 1) return broken("no kind");
    const auto kind = json.begin().key();
    const Json& value = *json.begin();
    if (kind == "box") {
        SLIPWAY_ASSIGN(const auto v, readNumbers(value, 4));
        return Shape(Box{v[0], v[1], v[2], v[3]});
    }
    if (kind == "rotatedBox") {
        SLIPWAY_ASSIGN(const auto v, readNumbers(value, 5));
        return Shape(RotatedBox{{v[0], v[1]}, v[2], v[3], v[4]});
    }
    if (kind == "ellipse") {
        SLIPWAY_ASSIGN(const auto v, readNumbers(value, 5));
        return Shape(Ellipse{{v[0], v[1]}, v[2], v[3], v[4]});
    }
    if (kind == "polygon") return readPolygon(value);
    if (kind == "polyline") {
        SLIPWAY_ASSIGN(auto ring, readRing(value));
        return Shape(Polyline{std::move(ring)});
    }
    if (kind == "keypoints") return readKeypoints(value);
    if (kind == "cuboid") {
        SLIPWAY_ASSIGN(const auto v, readNumbers(value, 16));
        Cuboid cuboid;
        for (std::size_t i = 0; i < 8; ++i) cuboid.corners[i] = {v[2 * i], v[2 * i + 1]};
        return Shape(cuboid);
    }
    if (kind == "mask") return readMask(value);
    if (kind == "track") return readTrack(value, depth);
    if (kind == "span") return readSpan(value);
    return broken(fmt::format("the unknown kind '{}'", forMessage(kind)));
}

Result<Keyframe> readKeyframe(const Json& json, int depth) {
    if (!json.is_object() || !json.contains("shape")) return broken("a key frame without a shape");
    Keyframe key;
    key.frame = integerOr(json, "frame", 0);
    key.outside = boolOr(json, "outside", false);
    key.occluded = boolOr(json, "occluded", false);
    SLIPWAY_ASSIGN(auto shape, readShape(json["shape"], depth));
    SLIPWAY_ASSIGN(key.shape, frameShape(std::move(shape)));
    if (const auto it = json.find("attributes"); it != json.end() && it->is_array()) {
        for (const auto& one : *it) {
            if (!one.is_array() || one.size() != 2 || !one[0].is_string() || !one[1].is_string())
                return broken("an attribute of another form");
            key.attributes.emplace_back(one[0].get<std::string>(), one[1].get<std::string>());
        }
    }
    return key;
}

} // namespace

Json toJson(const Shape& shape) {
    Json json = Json::object();
    json[std::string(keyOf(shape))] = std::visit([](const auto& s) { return body(s); }, shape);
    return json;
}

Json toJson(const FrameShape& shape) {
    return toJson(toShape(shape));
}

Result<Shape> shapeFromJson(const Json& json) {
    return readShape(json, 0);
}

} // namespace slipway::label
