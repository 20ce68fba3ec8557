#pragma once

#include <memory>

#include "core/label/formats/label_format.h"

namespace slipway::label {

std::unique_ptr<const LabelFormat> makeCocoFormat();
std::unique_ptr<const LabelFormat> makeYoloFormat();
std::unique_ptr<const LabelFormat> makeVocFormat();
std::unique_ptr<const LabelFormat> makeLabelmeFormat();
std::unique_ptr<const LabelFormat> makeLabelstudioFormat();
std::unique_ptr<const LabelFormat> makeCvatFormat();
std::unique_ptr<const LabelFormat> makeConllFormat();
std::unique_ptr<const LabelFormat> makeJsonlFormat();
std::unique_ptr<const LabelFormat> makeCsvFormat();
std::unique_ptr<const LabelFormat> makeGroundtruthFormat();

} // namespace slipway::label
