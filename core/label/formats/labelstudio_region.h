#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/corpus.h"
#include "core/label/text_offsets.h"

namespace slipway::label::labelstudio {

/// What the numbers of a result refer to.
struct Canvas {
    Medium medium = Medium::Image;
    int width = 0, height = 0; ///< pixels; Label Studio counts in percent of them
    std::int64_t frames = 0;
    double framesPerSecond = 0;
    const TextOffsets* text = nullptr; ///< of a text item whose text is known
};

/// "rectanglelabels", "rectangle" … of results that have a shape; false for choices, textarea and so on.
bool isShapeType(std::string_view type);
/// Where a value of this type keeps its labels; for types without ("rectangle") empty.
std::string_view labelsKeyOf(std::string_view type);
/// The type that we write for a shape with or without a label.
std::string_view typeOf(const Shape& shape, bool labelled);

/// The shape of a result's value. BadData says what is wrong with it.
Result<Shape> shapeFromValue(std::string_view type, const Json& value, const Canvas& canvas);
/// The value of a result without its labels.
Json valueOfShape(const Shape& shape, const Canvas& canvas);

/// The other spelling of `pixels`: the shortest percentage that reads back as the same number where there is one.
double toPercent(double pixels, int side);

Result<Shape> trackFromValue(const Json& value, const Canvas& canvas);
Json valueOfTrack(const Track& track, const Canvas& canvas);

} // namespace slipway::label::labelstudio
