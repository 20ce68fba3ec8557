#pragma once

#include <string>
#include <string_view>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/pipeline/pipeline_service.h"

namespace slipway::pipeline {

// The form in which definitions and values are stored; a definition of 10,000 steps is read in milliseconds.
Json toJson(const Values& values);
Values valuesFromJson(const Json& json);
Json toJson(const Definition& definition);
Result<Definition> definitionFromJson(std::string_view text, std::string_view what);

} // namespace slipway::pipeline
