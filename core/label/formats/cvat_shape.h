#pragma once

#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "core/base/result.h"
#include "core/label/shape.h"

namespace slipway::label::cvat {

inline constexpr std::string_view kFormat = "cvat"; ///< in Extra

/// box, polygon, polyline, points, ellipse, cuboid, skeleton or mask. BadData says what is wrong with it.
Result<FrameShape> shapeOf(pugi::xml_node element);
bool isShapeElement(std::string_view name);

/// The name of the element, its attributes (` xtl="1.00"…`) and what stands inside it.
struct ShapeText {
    std::string_view element;
    std::string attributes, inside;
};
ShapeText shapeText(const FrameShape& shape, bool inTrack);

/// ` name="value"`, escaped.
std::string attributeText(std::string_view name, std::string_view value);
std::string escaped(std::string_view text);
/// With the two decimals that CVAT has, more only when needed.
std::string numberText(double value);

} // namespace slipway::label::cvat
