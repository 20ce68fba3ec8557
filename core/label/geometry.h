#pragma once

#include <vector>

namespace slipway::label {

// Pixels: x right, y down, origin at the outer corner of the top-left pixel, continuous. A box (left, top, width,
// height) covers left … left + width, so that the box of a whole image is (0, 0, W, H). Nothing here rounds.

struct Point {
    double x = 0, y = 0;
    bool operator==(const Point&) const = default;
};

/// Corners in order, not closed: the last is not the first again.
using Ring = std::vector<Point>;

struct Box {
    double left = 0, top = 0, width = 0, height = 0;
    double right() const { return left + width; }
    double bottom() const { return top + height; }
    double area() const { return width * height; }
    Point centre() const { return {left + width / 2, top + height / 2}; }
    bool contains(Point p) const { return p.x >= left && p.x <= right() && p.y >= top && p.y <= bottom(); }
    bool intersects(const Box& other) const;
    Box intersected(const Box& other) const; ///< width and height 0 when they do not meet
    Box united(const Box& other) const;
    bool operator==(const Box&) const = default;
};

/// From two opposite corners in any order.
Box boxOf(Point a, Point b);
Box boundsOf(const Ring& ring); ///< all zero for an empty ring

/// A box turned clockwise, as seen with y down, by `degrees` about its centre.
struct RotatedBox {
    Point centre;
    double width = 0, height = 0, degrees = 0;
    bool operator==(const RotatedBox&) const = default;
};

/// The corners in order: the one that is top left when degrees is 0, then clockwise.
Ring cornersOf(const RotatedBox& box);
Ring cornersOf(const Box& box);
/// The turned box with these four corners in order; its sides are the means of opposite sides when it is not quite a
/// rectangle.
RotatedBox rotatedBoxOf(const Ring& fourCorners);
/// The box that the four extreme points (left, top, right, bottom in any order) touch.
Box boxOfExtremePoints(const Ring& points);

double signedArea(const Ring& ring); ///< shoelace; positive for clockwise as seen with y down
double area(const Ring& ring);
Point centroid(const Ring& ring);
bool contains(const Ring& ring, Point p); ///< even-odd rule
/// True when two edges that are not neighbours touch or cross, or neighbours fold back onto each other.
bool crossesItself(const Ring& ring);
double distanceToSegment(Point p, Point a, Point b);
/// Fewer corners, none further than `tolerance` from the line it leaves (Douglas and Peucker 1973).
Ring simplified(const Ring& ring, double tolerance);

double iou(const Box& a, const Box& b); ///< intersection over union of areas; 0 when both are empty

} // namespace slipway::label
