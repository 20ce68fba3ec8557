#pragma once

#include <optional>
#include <vector>

#include "core/label/shape.h"

namespace slipway::ui {

/// A place of a shape that can be taken hold of.
struct HandleId {
    enum class Kind {
        Corner, ///< of boxes: 0 top left, then clockwise; cuboids: as their corners
        Side,   ///< of boxes and ellipses: 0 top, 1 right, 2 bottom, 3 left
        Turn,   ///< outside the top side
        Vertex, ///< of polygons and polylines
        Joint,  ///< of key points
    };
    Kind kind = Kind::Corner;
    std::size_t part = 0, ring = 0, index = 0; ///< ring 0 is the outer border, 1 … are holes
    bool operator==(const HandleId&) const = default;
};
struct Handle {
    HandleId id;
    label::Point at;
};

/// All handles in the order of the Tab key. `turnReach`: how far outside the turning handle stands, in image pixels.
std::vector<Handle> handlesOf(const label::FrameShape& shape, double turnReach);

/// The shape with one handle put somewhere else; the opposite corner or side stays. `keepRatio` holds for corners and
/// turns in steps of 15°. The shape itself for a handle that it does not have.
label::FrameShape withHandleAt(
    const label::FrameShape& shape, const HandleId& handle, label::Point to, bool keepRatio = false);

/// An edge of a polygon or polyline, by the vertex where it starts.
struct EdgeHit {
    HandleId start;
    label::Point at; ///< on the edge, nearest to the asked point
};
std::optional<EdgeHit> edgeAt(const label::FrameShape& shape, label::Point p, double reach);
/// With a new vertex on the edge, and the handle of the new vertex.
struct WithVertex {
    label::FrameShape shape;
    HandleId vertex;
};
WithVertex withVertexAdded(const label::FrameShape& shape, const EdgeHit& edge);
/// A ring that keeps fewer than three corners goes as a whole; nothing when nothing would remain, or for a handle that
/// is no vertex.
std::optional<label::FrameShape> withoutVertex(const label::FrameShape& shape, const HandleId& vertex);

/// The polygon with a hole cut into the part that holds the ring's first corner; nothing when no part does.
std::optional<label::Polygon> withHole(const label::Polygon& polygon, const label::Ring& hole);

} // namespace slipway::ui
