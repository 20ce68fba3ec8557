#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/transfer/portable_run.h"
#include "core/track/transfer/problems.h"

namespace slipway::track::transfer {

/// A double as Python writes it: "0.1", "nan", "-inf", "1e-05".
std::optional<double> pythonDouble(std::string_view text);
std::string pythonText(double value);

/// One line of a metric's file: "TIME VALUE", "TIME VALUE STEP", with a dataset's name and digest behind for some.
/// Logged models have the run's id behind the step.
struct MetricLine {
    double value = 0;
    std::int64_t step = 0;
    Timestamp at = 0;
    std::vector<std::string> rest;
};
std::optional<MetricLine> metricLine(std::string_view line);

/// Calls `take` for each line, however long the file; bad lines are problems that name file and line. Fails only with
/// the error of `take`.
Status eachMetricLine(
    const std::filesystem::path& file, Problems& problems, const std::function<Status(MetricLine&&)>& take);

} // namespace slipway::track::transfer
