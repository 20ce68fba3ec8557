#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/base/json_fwd.h"
#include "core/base/result.h"

namespace slipway::train {

/// Name to number, null where a metric does not exist, infinities as strings.
Json metricsToJson(const std::map<std::string, std::optional<double>>& metrics);
/// Empty when `json` has no such member.
Result<std::map<std::string, std::optional<double>>> metricsFromJson(const Json& json, const char* member);
Result<std::map<std::string, std::string>> notesFromJson(const Json& json);

} // namespace slipway::train
