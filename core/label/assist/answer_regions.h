#pragma once

// For core/label/assist only: the regions of a model's answer (model_answer.h says how they are written).
#include <string>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/assist/model_answer.h"

namespace slipway::label {

inline constexpr std::size_t kMostRegions = 10'000;

/// 0 … 1; the error names the field.
Result<double> scoreOf(const Json& value, const std::string& field);
/// False: the part has no list of regions, also no empty one.
Result<bool> readRegions(const Json& part, const AnswerContext& context, std::vector<Region>& regions);

} // namespace slipway::label
