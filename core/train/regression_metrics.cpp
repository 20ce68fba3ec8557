#include <algorithm>
#include <cmath>

#include "core/train/metric_sums.h"

namespace slipway::train {

namespace {

constexpr double kEpsilon = 2.220446049250313e-16;

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    if (values.size() % 2 == 1) return *middle;
    return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

double r2(double residual, double total) {
    if (total != 0) return 1 - residual / total;
    return residual == 0 ? 1 : 0;
}

} // namespace

void addRegressionMetrics(
    const std::vector<double>& truth, const std::vector<double>& predictions, MetricMap& metrics, NoteMap& notes) {
    const auto rows = static_cast<double>(truth.size());
    double mean = 0;
    for (const double value : truth) mean += value / rows;
    double absolute = 0, squares = 0, relative = 0, total = 0;
    std::vector<double> errors;
    errors.reserve(truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const double error = std::abs(truth[i] - predictions[i]);
        errors.push_back(error);
        absolute += error;
        squares += error * error;
        relative += error / std::max(std::abs(truth[i]), kEpsilon);
        total += (truth[i] - mean) * (truth[i] - mean);
    }
    // A constant truth must give exactly 0, whatever the rounding of its mean.
    if (std::ranges::adjacent_find(truth, std::not_equal_to<>()) == truth.end()) total = 0;
    metrics["mae"] = absolute / rows;
    metrics["mse"] = squares / rows;
    metrics["rmse"] = std::sqrt(squares / rows);
    metrics["mape"] = relative / rows;
    metrics["median_absolute_error"] = median(std::move(errors));
    metrics["r2"] = r2(squares, total);
    if (truth.size() < 2) {
        metrics["r2"] = std::nullopt;
        notes["r2"] = "one row has no spread to explain";
    }
}

} // namespace slipway::train
