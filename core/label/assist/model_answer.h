#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/label/agreement/region_overlap.h"
#include "core/label/annotation.h"
#include "core/label/label_set.h"

namespace slipway::label {

/// What a model said of one item.
struct ModelAnswer {
    Prediction prediction;             ///< without the model's name
    std::vector<double> probabilities; ///< of the classes, summing to 1; empty when it did not say
};

struct AnswerContext {
    const LabelSet& labels;
    Medium medium = Medium::Text;
    std::string question;        ///< of the classes
    PictureSize picture;         ///< of an image
    std::int64_t characters = 0; ///< of a text, in code points
};

/// Reads the answer to a request about `items` items. One entry an item, in their order: an item whose part is wrong
/// has an error that names the field, and the others stay. The whole fails (BadData) when it is no JSON object, or has
/// not one part an item.
///
/// The answer is one of
///
///     {"predictions": [PART, …]}                       one part an item, in the order of the request
///     {"prediction": [[CLASS, SCORE, XMIN, YMIN, XMAX, YMAX], …]}
///         of one image, as the object detection of Amazon SageMaker answers: CLASS an index from 0 into the label
///         set's classes (or its name), the corners as shares 0 … 1 of the picture
///     PART                                             for a request about one item
///
/// and a PART is "CLASS", or an object with any of
///
///     "label" (or "predicted_label"): "CLASS"          "score": 0 … 1, the probability of that class
///     "label": ["CLASS", …], "prob": [0.9, …]          the most probable one counts
///     "probabilities": {"CLASS": 0.9, …}               0 … 1; brought to a sum of 1; names the class when "label" does
///     not "boxes": [{"label", "score", "box": [LEFT, TOP, WIDTH, HEIGHT]}, …]       pixels of the picture as shown
///     "prediction": […]                                as above
///     "spans" (or "entities"): [{"label", "score", "start", "end"}, …]          code points of a text, end exclusive
///     "regions": [REGION, …]                           of any shape, as toJson(Region) writes them: {"label", "score",
///                                                      "shape": {"box": […]} or {"polygon": […]} …}
///
/// Classes must be in the label set: those of whole items in its itemClasses (any when it has none), those of regions
/// in its classes. Only what fits the medium is taken: boxes in images, spans in texts. A number where a class is
/// expected counts as the index of one. Scores that are no finite number from 0 to 1 are errors; corners outside of the
/// picture are brought to its border, and boxes of which nothing remains are left out. At most 10,000 regions an item.
Result<std::vector<Result<ModelAnswer>>> readModelAnswers(
    std::string_view body, std::size_t items, const std::vector<AnswerContext>& contexts);

/// How little the model is sure, by its probabilities (entropy), else by its score, else by its least sure region.
/// Nothing when it gave no number.
std::optional<double> uncertaintyOf(const ModelAnswer& answer, const LabelSet& labels);

} // namespace slipway::label
