#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/label/agreement/intervals.h"
#include "core/label/corpus.h"

namespace slipway::label {

/// What a person answered for an item whose right answer is known. Borrowed.
struct GoldComparison {
    const Item& item;
    const Annotation& gold;
    const Annotation& answer;
};

/// How one person answers gold items, with 95 % intervals. A share or mean of no item is 0 with the interval 0 … 1.
struct AnnotatorScore {
    std::int64_t items = 0;       ///< compared; what the person skipped is left out
    std::int64_t classItems = 0;  ///< that have classes
    std::int64_t correct = 0;     ///< of them: exactly the gold classes
    double accuracy = 0;          ///< correct / classItems
    Interval accuracyRange;       ///< Wilson
    std::int64_t regionItems = 0; ///< that have regions or spans, in the gold answer or the person's
    double meanF1 = 0;            ///< of them
    Interval f1Range;             ///< see meanInterval()
    double score = 0;             ///< mean agreement with gold over items: one number for lists
    Interval scoreRange;
    bool smallSample = true; ///< fewer than kFewGoldItems: not yet a ground to judge anybody
};
inline constexpr std::int64_t kFewGoldItems = 20;

AnnotatorScore annotatorScore(const std::vector<GoldComparison>& comparisons);
/// "90 % (95 % interval 60–98 %) of 10 gold items; too few to judge".
std::string describe(const AnnotatorScore& score);

} // namespace slipway::label
