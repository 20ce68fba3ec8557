#pragma once

#include <string_view>

#include "core/track/mlflow/json_writer.h"
#include "core/track/run.h"

namespace slipway::track::mlflow {

/// What toJson(run, artifactUri) shows, member for member and without the document between: pages of a thousand
/// runs are written so.
void append(JsonWriter& writer, const Run& run, std::string_view artifactUri);

} // namespace slipway::track::mlflow
