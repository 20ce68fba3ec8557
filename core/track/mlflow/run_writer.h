#pragma once

#include <string>
#include <string_view>

#include "core/track/run.h"

namespace slipway::track::mlflow {

/// Appends the text of toJson(run, artifactUri), byte for byte, without the document between: pages of a thousand runs
/// are written so.
void appendRun(std::string& text, const Run& run, std::string_view artifactUri);

} // namespace slipway::track::mlflow
