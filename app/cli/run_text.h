#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/track/tracker.h"
#include "core/train/bias.h"
#include "core/train/evaluation.h"

namespace slipway::cli {

/// How runs and what belongs to them read, for `runs` and `train`.
Json toJson(const track::Run& run);
std::string toText(const track::Run& run);
/// One line a run, with the metrics that `columns` names.
std::string runsTable(const std::vector<track::Run>& runs, const std::vector<std::string>& columns);
std::string toText(const train::Evaluation& evaluation);
std::string toText(const train::BiasReport& report);
/// "0.9285"; "–" for nothing.
std::string figure(const std::optional<double>& value);
/// "2026-01-31 10:00:00", UTC.
std::string timeText(Timestamp time);

} // namespace slipway::cli
