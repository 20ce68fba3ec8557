#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/label/agreement/agreement_totals.h"
#include "core/label/agreement/annotator_score.h"
#include "core/label/corpus.h"

namespace slipway::label {

enum class ConsensusMethod : std::uint8_t {
    Majority,
    DawidSkene, ///< classes by a model of who errs how; how good each person is there weighs their shapes
};
std::string_view name(ConsensusMethod method); ///< "majority", "dawid-skene"
std::optional<ConsensusMethod> consensusMethodFromName(std::string_view text);

/// How answers of several people become one.
struct ConsensusWish {
    ConsensusMethod method = ConsensusMethod::Majority;
    /// Each person's say grows with their score on gold items, drawn towards everybody's mean when they answered few.
    bool weighByGold = false;
};

/// One answer for each item of a project.
struct ProjectConsensus {
    /// An item has at most one annotation: what people's answers that count say together, by "consensus"; of an item
    /// that no person answered its ground truth, else what a model labelled alone, as they are.
    Corpus corpus;
    std::vector<std::int64_t> numbers; ///< of the items' tasks
    std::int64_t items = 0;            ///< with a consensus of one person or more
    std::int64_t several = 0;          ///< of them: of two people or more
    struct OpenQuestion {
        std::string item, question;
        std::vector<std::string> labels; ///< that have equally many votes; the consensus leaves the question open
    };
    std::vector<OpenQuestion> ties; ///< the first 1,000
    std::int64_t tieCount = 0;
    std::int64_t dropped = 0; ///< shapes that no more than half of the weight marked
    struct Person {
        std::string name;
        std::int64_t answers = 0;
        double weight = 1;             ///< that their shapes and votes had
        std::optional<double> quality; ///< of DawidSkene: how often their class is the true one
    };
    std::vector<Person> people; ///< by name
};

/// One person against the ground truths.
struct PersonScore {
    std::string person;
    AnnotatorScore score;
};

} // namespace slipway::label
