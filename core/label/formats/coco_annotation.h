#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/corpus.h"

namespace slipway::label::coco {

/// What one element of `annotations` (or of a results file) says: its outline (polygon, mask or box), its keypoints, or
/// both; then the keypoints belong to the outline.
struct Parts {
    std::optional<Region> outline, keypoints;
    std::vector<std::string> doubts; ///< kept, but worth a look
};
/// BadData when there is nothing in it that can be read.
Result<Parts> partsOf(const Json& json, const Item& item, const LabelClass& label);

/// The members that describe shapes: bbox, area, iscrowd, segmentation, keypoints, num_keypoints, attributes.
Json shapeJson(const Region* outline, const Region* keypoints, const Item& item, bool drawnArea = false);

/// An id as a key of maps: "7" for 7 and for "7"; nullopt for anything else.
std::optional<std::string> idKey(const Json& object, std::string_view member);

} // namespace slipway::label::coco
