#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/label/formats/folder_files.h"
#include "core/label/formats/yolo_file.h"

namespace slipway::label::yolo {

namespace {

constexpr int kMostClasses = 10'000;

std::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::BadData, std::move(message));
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> found;
    for (std::size_t at = 0; (at = text.find_first_not_of(" \t\r", at)) != std::string_view::npos;) {
        const auto end = std::min(text.find_first_of(" \t\r", at), text.size());
        found.push_back(text.substr(at, end - at));
        at = end;
    }
    return found;
}

struct Scale {
    double width, height;
    Point operator()(double x, double y) const { return {x * width, y * height}; }
};

Box boxOf(const std::vector<double>& v, Scale scale) {
    const double width = v[2] * scale.width, height = v[3] * scale.height;
    return {v[0] * scale.width - width / 2, v[1] * scale.height - height / 2, width, height};
}

Ring ringOf(const std::vector<double>& v, Scale scale) {
    Ring ring;
    for (std::size_t i = 0; i + 1 < v.size(); i += 2) ring.push_back(scale(v[i], v[i + 1]));
    return ring;
}

/// A box that only encloses the joints says nothing of its own.
bool enclosesOnly(const Box& box, const Keypoints& keypoints, Scale scale) {
    const auto bounds = boundsOf(FrameShape(keypoints));
    const double slack = 1e-6 * std::max(scale.width, scale.height);
    return std::abs(box.left - bounds.left) < slack && std::abs(box.top - bounds.top) < slack &&
           std::abs(box.width - bounds.width) < slack && std::abs(box.height - bounds.height) < slack;
}

Result<Line> poseOf(Line line, std::vector<double> v, const DataSet& data, Scale scale) {
    const auto per = static_cast<std::size_t>(data.numbersPerJoint);
    const auto wanted = 4 + static_cast<std::size_t>(data.joints) * per;
    if (v.size() != wanted && v.size() != wanted + 1)
        return wrong(fmt::format("has {} numbers, and a pose of {} joints has {}", v.size(), data.joints, wanted));
    if (v.size() == wanted + 1) line.score = v.back();
    const auto named = data.jointNames.find(line.label);
    const auto count = named == data.jointNames.end() ? static_cast<std::size_t>(data.joints) : named->second.size();
    Keypoints keypoints;
    bool any = false;
    for (std::size_t i = 0; i < std::min(count, static_cast<std::size_t>(data.joints)); ++i) {
        const double x = v[4 + i * per], y = v[5 + i * per];
        const double mark = per == 3 ? v[6 + i * per] : (x == 0 && y == 0 ? 0 : 2);
        const auto visibility = mark < 0.5   ? Visibility::NotLabelled
                                : mark < 1.5 ? Visibility::Hidden
                                             : Visibility::Visible;
        any = any || visibility != Visibility::NotLabelled;
        keypoints.points.push_back({visibility == Visibility::NotLabelled ? Point{} : scale(x, y), visibility,
            named == data.jointNames.end() ? std::to_string(i + 1) : named->second[i]});
    }
    const auto box = boxOf(v, scale);
    if (any) line.keypoints = std::move(keypoints);
    if (!any || !enclosesOnly(box, *line.keypoints, scale)) line.outline = box;
    return line;
}

} // namespace

Result<Line> lineOf(std::string_view text, Task task, const DataSet& data, int width, int height) {
    const auto parts = words(text);
    const auto label = parseNumber(parts.empty() ? std::string_view() : parts[0]);
    if (!label || *label < 0 || *label >= kMostClasses || *label != std::floor(*label))
        return wrong("does not begin with a class number");
    std::vector<double> v;
    Line line;
    line.label = static_cast<int>(*label);
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto number = parseNumber(parts[i]);
        if (!number || std::abs(*number) > 1e6)
            return wrong(fmt::format("'{}' is not a number", forMessage(parts[i], 20)));
        v.push_back(*number);
    }
    const Scale scale{static_cast<double>(width), static_cast<double>(height)};
    const auto placesEnd = v.size() > 4 && v.size() % 2 ? v.size() - 1 : v.size();
    const auto outside = [](double x) { return x < 0 || x > 1; };
    line.outside =
        task != Task::Pose && std::any_of(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(placesEnd), outside);
    if (task == Task::Pose && data.joints > 0) return poseOf(std::move(line), std::move(v), data, scale);
    if (v.size() < 4)
        return wrong(fmt::format("has {}, and a box has 4", counted(static_cast<long long>(v.size()), "number")));
    if (v.size() % 2) {
        line.score = v.back();
        v.pop_back();
    }
    if (v.size() == 4) {
        if (v[2] < 0 || v[3] < 0) return wrong("has a negative width or height");
        line.outline = boxOf(v, scale);
    } else if (task == Task::Oriented) {
        if (v.size() != 8) return wrong(fmt::format("has {} numbers, and four corners have 8", v.size()));
        line.outline = rotatedBoxOf(ringOf(v, scale));
    } else if (task == Task::Detect) {
        line.outline = boundsOf(ringOf(v, scale));
    } else {
        line.outline = Polygon{{{ringOf(v, scale), {}}}};
    }
    return line;
}

namespace {

/// The fewest digits that keep the place to a billionth of a pixel.
std::string share(double pixels, int side) {
    const double value = pixels / side;
    for (int digits = 1; digits < 17; ++digits) {
        auto text = fmt::format("{:.{}g}", value, digits);
        const auto back = parseNumber(text);
        if (back && *back >= 0 && *back <= 1 && std::abs(*back * side - pixels) < 1e-9) {
            return toText(*back);
        }
    }
    return toText(value);
}

} // namespace

std::string textOf(const Line& line, int joints, int width, int height) {
    auto text = std::to_string(line.label);
    const auto put = [&](Point p) { text += ' ' + share(p.x, width) + ' ' + share(p.y, height); };
    const auto putBox = [&](const Box& box) {
        put(box.centre());
        put({box.width, box.height});
    };
    if (line.outline) {
        if (const auto* polygon = std::get_if<Polygon>(&*line.outline))
            std::ranges::for_each(polygon->parts.at(0).outer, put);
        else if (const auto* turned = std::get_if<RotatedBox>(&*line.outline))
            std::ranges::for_each(cornersOf(*turned), put);
        else
            putBox(boundsOf(*line.outline));
    } else if (line.keypoints) {
        putBox(boundsOf(FrameShape(*line.keypoints)));
    }
    for (int i = 0; i < joints; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const bool has = line.keypoints && at < line.keypoints->points.size();
        const auto point = has ? line.keypoints->points[at] : Keypoint{{}, Visibility::NotLabelled, {}};
        put(point.at);
        text += fmt::format(" {}", static_cast<int>(point.visibility));
    }
    if (line.score) text += ' ' + toText(*line.score);
    return text;
}

} // namespace slipway::label::yolo
