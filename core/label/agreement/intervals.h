#pragma once

#include <cstdint>
#include <span>

namespace slipway::label {

struct Interval {
    double lower = 0, upper = 1;
};

/// Of a share, Wilson 1927. 0 … 1 when there is nothing.
Interval wilsonInterval(double successes, std::int64_t trials, double confidence = 0.95);
/// Of a mean of numbers in 0 … 1, by Student's t, cut to 0 … 1. When all are equal, or there is only one, the spread is
/// not known: Wilson's interval then, which is never too short since no number in 0 … 1 spreads more than a yes or no.
Interval meanInterval(std::span<const double> values, double confidence = 0.95);

/// One-sided bounds of a share (Clopper and Pearson 1934): the true one lies below the lower bound, or above the upper
/// one, with a probability of at most `alpha`, whatever it is.
double exactLowerBound(std::int64_t successes, std::int64_t trials, double alpha);
double exactUpperBound(std::int64_t successes, std::int64_t trials, double alpha);

} // namespace slipway::label
