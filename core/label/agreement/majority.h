#pragma once

#include <map>
#include <string>
#include <vector>

namespace slipway::label {

/// The class with the most weight behind it.
struct Majority {
    std::string label;             ///< empty when nobody voted, or when several have the most
    std::vector<std::string> tied; ///< those with the most, when they are several; sorted
    double share = 0;              ///< of all weight that the winner (or each of the tied) has
};
/// `weights` by class; not negative.
Majority majority(const std::map<std::string, double>& weights);

} // namespace slipway::label
