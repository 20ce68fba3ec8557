#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/label/geometry.h"
#include "core/label/mask.h"

namespace slipway::label {

struct Ellipse {
    Point centre;
    double radiusX = 0, radiusY = 0, degrees = 0; ///< clockwise about the centre
    bool operator==(const Ellipse&) const = default;
};

/// One piece of a polygon: its border and what is cut out of it.
struct PolygonPart {
    Ring outer;
    std::vector<Ring> holes;
    bool operator==(const PolygonPart&) const = default;
};

/// One object in one or more pieces.
struct Polygon {
    std::vector<PolygonPart> parts;
    bool operator==(const Polygon&) const = default;
};

struct Polyline {
    Ring points;
    bool operator==(const Polyline&) const = default;
};

enum class Visibility : std::uint8_t { NotLabelled = 0, Hidden = 1, Visible = 2 };

struct Keypoint {
    Point at;
    Visibility visibility = Visibility::Visible;
    std::string name; ///< of the label's skeleton; empty for plain points
    bool operator==(const Keypoint&) const = default;
};

/// A single point, several points, or the joints of a skeleton in its order.
struct Keypoints {
    std::vector<Keypoint> points;
    bool operator==(const Keypoints&) const = default;
};

/// CVAT's cuboid: front face then back face, each top left, bottom left, top right, bottom right.
struct Cuboid {
    std::array<Point, 8> corners;
    bool operator==(const Cuboid&) const = default;
};

using FrameShape = std::variant<Box, RotatedBox, Ellipse, Polygon, Polyline, Keypoints, Cuboid, Mask>;

/// What a person set at one frame of a video. From this frame on the shape moves in a straight line to the next key
/// frame's (boxes, and polygons with as many corners) or stays (all others).
struct Keyframe {
    std::int64_t frame = 0; ///< from 0, counted in decoded order of presentation
    bool outside = false;   ///< the object is gone from here to the next key frame
    bool occluded = false;
    FrameShape shape;
    std::vector<std::pair<std::string, std::string>> attributes; ///< that change over time
    bool operator==(const Keyframe&) const = default;
};

/// One object followed through a video. Key frames in rising order, each frame once.
struct Track {
    std::vector<Keyframe> keyframes;
    bool operator==(const Track&) const = default;
};

/// Characters start … end of a text in Unicode code points, end exclusive.
struct Span {
    std::int64_t start = 0, end = 0;
    bool operator==(const Span&) const = default;
};

using Shape = std::variant<Box, RotatedBox, Ellipse, Polygon, Polyline, Keypoints, Cuboid, Mask, Track, Span>;

/// "box", "rotated box", "ellipse", "polygon", "polyline", "keypoints", "cuboid", "mask", "track", "span": for people,
/// and how losses name them.
std::string_view kindOf(const Shape& shape);
std::string_view kindOf(const FrameShape& shape);

Shape toShape(const FrameShape& shape);

Box boundsOf(const FrameShape& shape);
/// Of all its key frames for a track; all zero for a span.
Box boundsOf(const Shape& shape);
double areaOf(const FrameShape& shape); ///< pixels; holes do not count, overlapping parts count twice; lines have none
FrameShape movedBy(const FrameShape& shape, double dx, double dy);
/// True when a click at `p` means this shape; lines and points within `reach` pixels.
bool hits(const FrameShape& shape, Point p, double reach);
/// The pixels of a region for pixel-wise comparison.
Mask maskOf(const FrameShape& shape, int width, int height);

/// What a track shows at `frame`: nothing before its first key frame, after an outside one, or for an empty track.
/// Linear between key frames of the same kind (and number of corners), else the earlier one.
struct ShapeAtFrame {
    FrameShape shape;
    bool keyframe = false, occluded = false;
};
std::optional<ShapeAtFrame> shapeAt(const Track& track, std::int64_t frame);

} // namespace slipway::label
