#pragma once

#include <string_view>

#include "core/base/json_fwd.h"
#include "core/track/logged_models.h"
#include "core/track/run.h"

namespace slipway::track::mlflow {

// Records as MLflow's protocol shows them: absent optional fields and empty lists are left out, doubles that JSON
// cannot hold are the texts "NaN", "Infinity", "-Infinity".

Json toJson(const Experiment& experiment);
Json toJson(const MetricPoint& point);
Json infoToJson(const Run& run, std::string_view artifactUri);
Json toJson(const Run& run, std::string_view artifactUri);
Json toJson(const LoggedModel& model);

/// [{"key","value"}]; nothing is set when there are none.
void setPairs(Json& object, std::string_view name, const std::map<std::string, std::string>& pairs);

} // namespace slipway::track::mlflow
