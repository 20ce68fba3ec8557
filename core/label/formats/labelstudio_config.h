#pragma once

#include <string>

#include "core/base/result.h"
#include "core/label/corpus.h"
#include "core/label/formats/labelstudio_annotation.h"

namespace slipway::label::labelstudio {

/// Label set and control types out of a labeling config. BadData when it is not XML.
Status readConfig(const std::string& xml, LabelSet& labels, Controls& controls);

/// A labeling config with the tags and labels that the tasks of `corpus` use.
std::string configOf(const Corpus& corpus, const Controls& controls);

} // namespace slipway::label::labelstudio
