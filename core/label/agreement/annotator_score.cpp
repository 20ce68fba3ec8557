#include "core/label/agreement/annotator_score.h"

#include <set>

#include <fmt/format.h>

#include "core/label/agreement/task_agreement.h"

namespace slipway::label {

namespace {

using Class = std::pair<std::string, std::string>;

std::set<Class> classesOf(const Annotation& annotation) {
    std::set<Class> classes;
    for (const auto& item : annotation.classes) classes.emplace(item.question, item.label);
    return classes;
}

double meanOf(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

/// Of regions and spans: what of it is there.
std::optional<double> f1Of(const PairAgreement& pair) {
    if (pair.regionF1 && pair.spanF1) return (*pair.regionF1 + *pair.spanF1) / 2;
    return pair.regionF1 ? pair.regionF1 : pair.spanF1;
}

} // namespace

AnnotatorScore annotatorScore(const std::vector<GoldComparison>& comparisons) {
    AnnotatorScore result;
    std::vector<double> scores, f1s;
    for (const auto& comparison : comparisons) {
        if (comparison.answer.skipped) continue;
        const auto pair = pairAgreement(comparison.item, comparison.gold, comparison.answer);
        scores.push_back(pair.score);
        if (const auto f1 = f1Of(pair)) f1s.push_back(*f1);
        const auto gold = classesOf(comparison.gold), answer = classesOf(comparison.answer);
        if (gold.empty() && answer.empty()) continue;
        ++result.classItems;
        result.correct += gold == answer;
    }
    result.items = static_cast<std::int64_t>(scores.size());
    result.regionItems = static_cast<std::int64_t>(f1s.size());
    if (result.classItems > 0)
        result.accuracy = static_cast<double>(result.correct) / static_cast<double>(result.classItems);
    result.accuracyRange = wilsonInterval(static_cast<double>(result.correct), result.classItems);
    result.meanF1 = meanOf(f1s);
    result.f1Range = meanInterval(f1s);
    result.score = meanOf(scores);
    // Right or wrong only: counted, so Wilson's interval fits better than one of a mean.
    const bool counted =
        result.regionItems == 0 && result.classItems == result.items && result.score == result.accuracy;
    result.scoreRange = counted ? result.accuracyRange : meanInterval(scores);
    result.smallSample = result.items < kFewGoldItems;
    return result;
}

std::string describe(const AnnotatorScore& score) {
    if (score.items == 0) return "no gold item answered yet";
    const auto percent = [](double share) { return fmt::format("{:.0f}", 100 * share); };
    return fmt::format("{} % (95 % interval {}–{} %) of {} gold {}{}", percent(score.score),
        percent(score.scoreRange.lower), percent(score.scoreRange.upper), score.items,
        score.items == 1 ? "item" : "items", score.smallSample ? "; too few to judge" : "");
}

} // namespace slipway::label
