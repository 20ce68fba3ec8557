#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace slipway::label {

// How little a model is sure, 0 (sure) … 1 (guessing), for LabelService::setUncertainties(). `probabilities` of the
// classes sum to 1.

/// (1 − the largest), stretched so that equal probabilities are 1.
double leastConfidence(std::span<const double> probabilities);
/// 1 − (largest − second largest).
double marginUncertainty(std::span<const double> probabilities);
/// Entropy over its largest value.
double entropyUncertainty(std::span<const double> probabilities);

enum class ScoreSummary : std::uint8_t { Min, Mean };
/// 1 − the least or the mean score of an item's regions; nothing when there is no region.
std::optional<double> regionUncertainty(std::span<const double> scores, ScoreSummary summary);

struct Pick {
    std::size_t index = 0;
    bool random = false; ///< taken by chance: such picks are a fair sample, good for measuring a model
};
/// All indexes of `uncertainties`: the least certain first, equal ones in their order, with `randomShare` of the
/// places, spread evenly, filled by chance from those not taken yet. The same for the same seed.
std::vector<Pick> samplingOrder(std::span<const double> uncertainties, double randomShare, std::uint64_t seed);

/// `count` different indexes below `size`, all sets equally likely, ascending. The same for the same seed.
std::vector<std::size_t> randomIndexes(std::size_t size, std::size_t count, std::uint64_t seed);

} // namespace slipway::label
