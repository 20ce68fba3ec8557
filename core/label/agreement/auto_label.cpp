#include "core/label/agreement/auto_label.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/label/agreement/intervals.h"

namespace slipway::label {

namespace {

constexpr std::size_t kThresholds = 20, kStarts = 4;
constexpr std::int64_t kMostLabels = 1'000'000'000;

struct Candidate {
    double threshold = 0, share = 0; ///< share of unlabelled items from it up
    std::int64_t accepted = 0, correct = 0;
};

/// Strictest first. Quantiles of scores that no person has seen: see the header.
std::vector<Candidate> candidatesFrom(std::span<const double> unlabelled) {
    std::vector<double> scores(unlabelled.begin(), unlabelled.end());
    std::erase_if(scores, [](double score) { return !std::isfinite(score); });
    std::ranges::sort(scores, std::ranges::greater());
    std::vector<Candidate> candidates;
    for (std::size_t i = 1; i <= kThresholds && !scores.empty(); ++i) {
        const double threshold = scores[(scores.size() * i + kThresholds - 1) / kThresholds - 1];
        if (!candidates.empty() && candidates.back().threshold == threshold) continue;
        const auto reached = std::ranges::upper_bound(scores, threshold, std::ranges::greater()) - scores.begin();
        candidates.push_back({threshold, static_cast<double>(reached) / static_cast<double>(scores.size())});
    }
    return candidates;
}

void count(std::vector<Candidate>& candidates, std::span<const HeldOut> heldOut) {
    for (auto& candidate : candidates)
        for (const auto& item : heldOut)
            if (item.score >= candidate.threshold) {
                ++candidate.accepted;
                candidate.correct += item.correct;
            }
}

/// How many items, with the share of wrong ones that `candidate` has, make the bound reach the wish.
std::optional<std::int64_t> itemsNeeded(const Candidate& candidate, double precision, double level) {
    const double wrongShare = candidate.accepted == 0 ? 0
                                                      : static_cast<double>(candidate.accepted - candidate.correct) /
                                                            static_cast<double>(candidate.accepted);
    if (wrongShare >= 1 - precision) return std::nullopt;
    const auto reaches = [&](std::int64_t items) {
        const auto wrong = static_cast<std::int64_t>(std::ceil(wrongShare * static_cast<double>(items) - 1e-9));
        return exactLowerBound(items - wrong, items, level) >= precision;
    };
    std::int64_t high = std::max<std::int64_t>(1, candidate.accepted);
    while (!reaches(high)) {
        if (high > kMostLabels) return std::nullopt;
        high *= 2;
    }
    std::int64_t low = 0;
    while (high - low > 1) {
        const auto middle = (low + high) / 2;
        (reaches(middle) ? high : low) = middle;
    }
    return high;
}

std::optional<std::int64_t> labelsNeeded(const std::vector<Candidate>& candidates, double precision, double level) {
    std::optional<std::int64_t> fewest;
    for (const auto& candidate : candidates) {
        const auto items = itemsNeeded(candidate, precision, level);
        if (!items) continue;
        const double more = static_cast<double>(std::max<std::int64_t>(1, *items - candidate.accepted));
        const auto labels = static_cast<std::int64_t>(std::ceil(more / candidate.share));
        if (!fewest || labels < *fewest) fewest = labels;
    }
    return fewest;
}

} // namespace

AutoLabelRule chooseThreshold(
    std::span<const HeldOut> heldOut, std::span<const double> unlabelled, const AutoLabelWish& wish) {
    AutoLabelRule rule;
    auto candidates = candidatesFrom(unlabelled);
    if (candidates.empty() || !(wish.precision > 0) || !(wish.precision < 1) || !(wish.alpha > 0)) return rule;
    count(candidates, heldOut);
    const auto starts = std::min(kStarts, candidates.size());
    const double level = std::min(wish.alpha, 0.5) / static_cast<double>(starts);
    const Candidate* chosen = nullptr;
    for (std::size_t start = 0; start < starts; ++start)
        for (std::size_t i = start * candidates.size() / starts; i < candidates.size(); ++i) {
            if (exactLowerBound(candidates[i].correct, candidates[i].accepted, level) < wish.precision) break;
            if (!chosen || candidates[i].threshold < chosen->threshold) chosen = &candidates[i];
        }
    if (!chosen) {
        rule.moreLabels = labelsNeeded(candidates, wish.precision, level);
        return rule;
    }
    rule.threshold = chosen->threshold;
    rule.lowerBound = exactLowerBound(chosen->correct, chosen->accepted, level);
    rule.accepted = chosen->accepted;
    rule.correct = chosen->correct;
    rule.share = chosen->share;
    return rule;
}

std::string describe(const AutoLabelRule& rule, const AutoLabelWish& wish) {
    const auto percent = [](double share) { return fmt::format("{:.4g} %", 100 * share); };
    if (rule.threshold)
        return fmt::format(
            "From a score of {:.4g} up, {} of {} held-out items are right: with {} confidence at least {} "
            "are. That labels {} of the items",
            *rule.threshold, rule.correct, rule.accepted, percent(1 - wish.alpha),
            percent(std::floor(rule.lowerBound * 1000) / 1000), percent(std::round(rule.share * 1000) / 1000));
    if (rule.moreLabels)
        return fmt::format("A precision of {} is not proven yet: about {} more held-out labels can do it",
            percent(wish.precision), *rule.moreLabels);
    return fmt::format("The model is wrong too often for a precision of {} at any score", percent(wish.precision));
}

} // namespace slipway::label
