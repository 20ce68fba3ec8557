#pragma once

#include <optional>
#include <string>
#include <vector>

namespace slipway::monitor {

struct TextDrift {
    std::optional<double> auc; ///< of a classifier that tells current texts from reference texts; 0.5 is no drift
    double threshold = 0.55;
    std::string note; ///< why there is no auc
};

/// Domain classifier: tf-idf of words, a linear model on one half of the shuffled texts, ROC AUC on the other half.
/// `fixedThreshold`: 0.55; else the 95th percentile of the AUCs of random scores on the same labels. The same texts
/// always give the same answer.
TextDrift textDrift(
    const std::vector<std::string>& reference, const std::vector<std::string>& current, bool fixedThreshold);

} // namespace slipway::monitor
