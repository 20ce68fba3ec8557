#include "core/label/formats/cvat_shape.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::label::cvat {

namespace {

std::optional<double> numberOf(std::string_view text) {
    text = trimmed(text);
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::BadData, std::move(message));
}

/// Numbers out of attributes, and the first that is none.
class Numbers {
public:
    explicit Numbers(pugi::xml_node element) : m_element(element) {}
    double at(const char* name) {
        const auto number = numberOf(m_element.attribute(name).value());
        if (!number && m_wrong.empty()) m_wrong = name;
        return number.value_or(0);
    }
    Status status() const {
        if (m_wrong.empty()) return {};
        return wrong(fmt::format("{} of a {} is not a number", m_wrong, m_element.name()));
    }

private:
    pugi::xml_node m_element;
    std::string m_wrong;
};

double rotationOf(pugi::xml_node element) {
    return numberOf(element.attribute("rotation").value()).value_or(0);
}

Result<FrameShape> box(pugi::xml_node element) {
    Numbers numbers(element);
    const double left = numbers.at("xtl"), top = numbers.at("ytl"), right = numbers.at("xbr"),
                 bottom = numbers.at("ybr");
    SLIPWAY_TRY(numbers.status());
    const auto upright = boxOf({left, top}, {right, bottom});
    const double degrees = rotationOf(element);
    if (degrees == 0) return FrameShape(upright);
    return FrameShape(RotatedBox{upright.centre(), upright.width, upright.height, degrees});
}

Result<FrameShape> ellipse(pugi::xml_node element) {
    Numbers numbers(element);
    const Ellipse found{{numbers.at("cx"), numbers.at("cy")}, numbers.at("rx"), numbers.at("ry"), rotationOf(element)};
    SLIPWAY_TRY(numbers.status());
    if (found.radiusX < 0 || found.radiusY < 0) return wrong("a radius is negative");
    return FrameShape(found);
}

constexpr std::array<const char*, 4> kCorners{"tl", "bl", "tr", "br"};

Result<FrameShape> cuboid(pugi::xml_node element) {
    Numbers numbers(element);
    Cuboid found;
    for (std::size_t i = 0; i < 8; i++) {
        const auto corner = fmt::format("{}{}", kCorners[i % 4], i / 4 + 1);
        found.corners[i] = {numbers.at(("x" + corner).c_str()), numbers.at(("y" + corner).c_str())};
    }
    SLIPWAY_TRY(numbers.status());
    return FrameShape(found);
}

Result<Ring> ringOf(pugi::xml_node element) {
    const std::string_view text = element.attribute("points").value();
    Ring ring;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(';', at), text.size());
        const auto pair = text.substr(at, end - at);
        const auto comma = pair.find(',');
        const auto x = numberOf(pair.substr(0, comma));
        const auto y = comma == std::string_view::npos ? std::nullopt : numberOf(pair.substr(comma + 1));
        if (!x || !y) return wrong(fmt::format("a point of a {} is not a pair of numbers", element.name()));
        ring.push_back({*x, *y});
        at = end + 1;
    }
    return ring;
}

Result<FrameShape> ring(pugi::xml_node element) {
    SLIPWAY_ASSIGN(auto points, ringOf(element));
    const std::string_view name = element.name();
    const std::size_t least = name == "polygon" ? 3 : name == "polyline" ? 2 : 1;
    if (points.size() < least)
        return wrong(fmt::format("a {} has {}", name, counted(static_cast<long long>(points.size()), "point")));
    if (name == "polygon") return FrameShape(Polygon{{PolygonPart{std::move(points), {}}}});
    if (name == "polyline") return FrameShape(Polyline{std::move(points)});
    Keypoints keypoints;
    for (const auto& at : points) keypoints.points.push_back({at, Visibility::Visible, {}});
    return FrameShape(std::move(keypoints));
}

Result<FrameShape> skeleton(pugi::xml_node element) {
    Keypoints keypoints;
    for (const auto joint : element.children("points")) {
        SLIPWAY_ASSIGN(const auto at, ringOf(joint));
        if (at.size() != 1) return wrong("a joint of a skeleton is not one point");
        const bool outside = joint.attribute("outside").as_bool(), occluded = joint.attribute("occluded").as_bool();
        keypoints.points.push_back({at.front(),
            outside    ? Visibility::NotLabelled
            : occluded ? Visibility::Hidden
                       : Visibility::Visible,
            joint.attribute("label").value()});
    }
    if (keypoints.points.empty()) return wrong("a skeleton has no joints");
    return FrameShape(std::move(keypoints));
}

Result<FrameShape> mask(pugi::xml_node element) {
    std::array<int, 4> sides{};
    constexpr std::array<const char*, 4> names{"left", "top", "width", "height"};
    for (std::size_t i = 0; i < 4; i++) {
        const auto number = numberOf(element.attribute(names[i]).value());
        if (!number || *number != std::floor(*number) || std::abs(*number) > 1e6)
            return wrong(fmt::format("{} of a mask is not a whole number", names[i]));
        sides[i] = static_cast<int>(*number);
    }
    const std::string_view text = element.attribute("rle").value();
    std::vector<std::uint32_t> runs;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        const auto run = trimmed(text.substr(at, end - at));
        std::uint32_t length = 0;
        const auto read = std::from_chars(run.data(), run.data() + run.size(), length);
        if (read.ec != std::errc() || read.ptr != run.data() + run.size())
            return wrong("a run length of a mask is not a whole number");
        runs.push_back(length);
        at = end + 1;
    }
    SLIPWAY_ASSIGN(auto found, Mask::fromRowRuns(sides[0], sides[1], sides[2], sides[3], runs));
    return FrameShape(std::move(found));
}

std::string pointsText(const Ring& ring) {
    std::string text;
    for (const auto& p : ring)
        text += fmt::format("{}{},{}", text.empty() ? "" : ";", numberText(p.x), numberText(p.y));
    return attributeText("points", text);
}

std::string numbersText(std::initializer_list<std::pair<const char*, double>> numbers) {
    std::string text;
    for (const auto& [name, value] : numbers) text += attributeText(name, numberText(value));
    return text;
}

std::string rotationText(double degrees) {
    return degrees == 0 ? std::string() : attributeText("rotation", numberText(degrees));
}

struct ToText {
    bool inTrack;

    ShapeText operator()(const Box& box) const {
        return {
            "box", numbersText({{"xtl", box.left}, {"ytl", box.top}, {"xbr", box.right()}, {"ybr", box.bottom()}}), {}};
    }
    ShapeText operator()(const RotatedBox& box) const {
        auto text = (*this)(Box{box.centre.x - box.width / 2, box.centre.y - box.height / 2, box.width, box.height});
        text.attributes += rotationText(box.degrees);
        return text;
    }
    ShapeText operator()(const Ellipse& e) const {
        return {"ellipse",
            numbersText({{"cx", e.centre.x}, {"cy", e.centre.y}, {"rx", e.radiusX}, {"ry", e.radiusY}}) +
                rotationText(e.degrees),
            {}};
    }
    ShapeText operator()(const Polygon& polygon) const {
        return {"polygon", pointsText(polygon.parts.empty() ? Ring() : polygon.parts.front().outer), {}};
    }
    ShapeText operator()(const Polyline& line) const { return {"polyline", pointsText(line.points), {}}; }
    ShapeText operator()(const Keypoints& keypoints) const {
        const bool plain = std::ranges::all_of(
            keypoints.points, [](const Keypoint& p) { return p.name.empty() && p.visibility == Visibility::Visible; });
        Ring ring;
        for (const auto& p : keypoints.points) ring.push_back(p.at);
        if (plain) return {"points", pointsText(ring), {}};
        std::string joints;
        for (std::size_t i = 0; i < ring.size(); i++) {
            const auto& joint = keypoints.points[i];
            joints += "<points" + attributeText("label", joint.name.empty() ? std::to_string(i + 1) : joint.name) +
                      attributeText("outside", joint.visibility == Visibility::NotLabelled ? "1" : "0") +
                      attributeText("occluded", joint.visibility == Visibility::Hidden ? "1" : "0") +
                      (inTrack ? attributeText("keyframe", "1") : std::string()) + pointsText({ring[i]}) + "/>";
        }
        return {"skeleton", {}, std::move(joints)};
    }
    ShapeText operator()(const Cuboid& cuboid) const {
        std::string text;
        for (std::size_t i = 0; i < 8; i++) {
            const auto corner = fmt::format("{}{}", kCorners[i % 4], i / 4 + 1);
            text += attributeText("x" + corner, numberText(cuboid.corners[i].x)) +
                    attributeText("y" + corner, numberText(cuboid.corners[i].y));
        }
        return {"cuboid", std::move(text), {}};
    }
    ShapeText operator()(const Mask& mask) const {
        auto text = attributeText("rle", fmt::format("{}", fmt::join(mask.rowRuns(), ", ")));
        for (const auto& [name, side] : {std::pair("left", mask.left()), std::pair("top", mask.top()),
                 std::pair("width", mask.width()), std::pair("height", mask.height())})
            text += attributeText(name, std::to_string(side));
        return {"mask", std::move(text), {}};
    }
};

} // namespace

bool isShapeElement(std::string_view name) {
    constexpr std::array<std::string_view, 8> names{
        "box", "polygon", "polyline", "points", "ellipse", "cuboid", "skeleton", "mask"};
    return std::ranges::find(names, name) != names.end();
}

Result<FrameShape> shapeOf(pugi::xml_node element) {
    const std::string_view name = element.name();
    if (name == "box") return box(element);
    if (name == "ellipse") return ellipse(element);
    if (name == "cuboid") return cuboid(element);
    if (name == "skeleton") return skeleton(element);
    if (name == "mask") return mask(element);
    return ring(element);
}

ShapeText shapeText(const FrameShape& shape, bool inTrack) {
    return std::visit(ToText{inTrack}, shape);
}

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '&')
            safe += "&amp;";
        else if (c == '<')
            safe += "&lt;";
        else if (c == '>')
            safe += "&gt;";
        else if (c == '"')
            safe += "&quot;";
        else if (c == '\n' || c == '\r' || c == '\t')
            safe += fmt::format("&#{};", code);
        else
            safe +=
                code < 0x20 ? std::string("\xEF\xBF\xBD") : std::string(1, c); // XML has no other control characters
    }
    return safe;
}

std::string attributeText(std::string_view name, std::string_view value) {
    return fmt::format(" {}=\"{}\"", name, escaped(value));
}

std::string numberText(double value) {
    const double rounded = std::round(value * 100) / 100;
    if (std::abs(value - rounded) <= 1e-9 * std::max(1.0, std::abs(value))) return fmt::format("{:.2f}", rounded + 0.0);
    return toText(value);
}

} // namespace slipway::label::cvat
