#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace slipway::label {

/// A held-out item that a person labelled: the model's score for its own label, and whether the person agrees.
struct HeldOut {
    double score = 0;
    bool correct = false;
};

struct AutoLabelWish {
    double precision = 0.95; ///< of all that is labelled without a person, at least this share is right
    double alpha = 0.05;     ///< how likely it may be that the rule promises more than it keeps
};

/// Whether and from which score on a model may label alone.
struct AutoLabelRule {
    std::optional<double> threshold; ///< label items with at least this score; nothing: none
    double lowerBound = 0;           ///< of the precision at the threshold
    std::int64_t accepted = 0;       ///< held-out items from the threshold up
    std::int64_t correct = 0;        ///< of them
    double share = 0;                ///< of unlabelled items that the rule would label
    /// Without a threshold: about how many more held-out labels reach one, if the model goes on as in those that are
    /// there. Nothing: it is wrong too often for any number.
    std::optional<std::int64_t> moreLabels;
};

/// Finds the smallest threshold of which the held-out labels prove the wished precision.
///
/// The guarantee: with probability 1 − alpha or more over the draw of held-out items, a threshold that comes back has
/// a precision of at least the wish among items like them. Held-out items must be a random sample of the items (the
/// random picks of samplingOrder()), not the ones that the model was least sure of, and not trained on.
///
/// Why it holds although several thresholds are looked at: the candidates are quantiles of the scores of `unlabelled`
/// items, so they and their order are fixed before any held-out label is seen. From each of at most four fixed places
/// in that order the thresholds are tested one after the other, strictest first, each with the exact one-sided
/// binomial bound (Clopper and Pearson 1934) at level alpha / places, until one fails. Along one such sequence a wrong
/// threshold can only be accepted if the first wrong one is, which has a probability of at most alpha / places; over
/// all places, at most alpha (fixed sequence testing from several starts: P. Bauer 1991; Angelopoulos, Bates, Candès,
/// Jordan, Lei, "Learn then Test", 2021). A single start would save labels but fail whenever its first test has too few
/// items.
AutoLabelRule chooseThreshold(
    std::span<const HeldOut> heldOut, std::span<const double> unlabelled, const AutoLabelWish& wish);

/// One sentence for people.
std::string describe(const AutoLabelRule& rule, const AutoLabelWish& wish);

} // namespace slipway::label
