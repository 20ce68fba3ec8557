#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/label/agreement/majority.h"
#include "core/label/agreement/region_match.h"
#include "core/label/corpus.h"

namespace slipway::label {

inline constexpr std::string_view kConsensusAnnotator = "consensus";

struct ConsensusOptions {
    /// How good each person is, say DawidSkene::quality() or AnnotatorScore::score; people who are not named count 1.
    std::map<std::string, double> weights;
    /// Classes that a model of the people found (dawidSkene()), by question, instead of the majority.
    std::map<std::string, std::string> classes;
    double matchFrom = kMatchFrom;
};

struct Consensus {
    Annotation annotation; ///< by "consensus"; without an id
    /// Questions where several classes have the most votes; the annotation leaves them open.
    struct Tie {
        std::string question;
        std::vector<std::string> labels;
    };
    std::vector<Tie> ties;
    std::int64_t dropped = 0; ///< shapes that no more than half of the weight marked
};

/// What several people say together of one item. A class by majority (several classes: each that more than half
/// chose). A shape when people with more than half of the weight marked it: regions of the same label, each person's
/// once, most similar first; boxes by the weighted mean of their sides, turned boxes and ellipses of their parameters,
/// joints of their places; polygons and masks where more than half paint; lines, cuboids and tracks the one that is
/// most like the others. Spans where more than half mark the characters. Skips and ground truths say nothing.
Consensus consensusOf(const Item& item, const std::vector<Annotation>& answers, const ConsensusOptions& options = {});

} // namespace slipway::label
