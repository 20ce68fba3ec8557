#include "core/label/agreement/majority.h"

#include <algorithm>

namespace slipway::label {

namespace {
constexpr double kSame = 1e-12; ///< sums of weights in another order may differ in their last digits
}

Majority majority(const std::map<std::string, double>& weights) {
    double total = 0, most = 0;
    for (const auto& [label, weight] : weights) {
        total += weight;
        most = std::max(most, weight);
    }
    Majority result;
    if (most <= 0) return result;
    for (const auto& [label, weight] : weights)
        if (weight >= most * (1 - kSame)) result.tied.push_back(label);
    result.share = most / total;
    if (result.tied.size() == 1) {
        result.label = result.tied.front();
        result.tied.clear();
    }
    return result;
}

} // namespace slipway::label
