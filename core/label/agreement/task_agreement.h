#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/agreement/region_match.h"

namespace slipway::label {

/// What two people's answers of one item have in common. Parts that neither answered are nothing.
struct PairAgreement {
    std::string first, second;      ///< people, first < second
    double score = 1;               ///< mean of the parts below that are there; 1 when both said that there is nothing
    std::optional<double> classes;  ///< mean over questions: 2 · common / all classes chosen
    std::optional<double> regionF1; ///< all labels together
    std::optional<double> spanF1;   ///< exact matches
    std::optional<double> meanIou;  ///< of matched regions; beside the score
    std::optional<double> pixelIou; ///< beside the score, when one of them drew polygons or masks
    std::optional<double> characterIou; ///< beside the score
    LabelMatches labels;                ///< regions and spans
    bool operator==(const PairAgreement&) const = default;
};

/// The class that each person chose; several classes of one person are one text, sorted, with " + " between.
struct ClassVotes {
    std::string question;
    std::vector<std::pair<std::string, std::string>> votes; ///< person, class; by person
    bool operator==(const ClassVotes&) const = default;
};

/// How far the answers of one item agree.
struct TaskAgreement {
    std::optional<double> score; ///< mean of the pairs' scores; nothing with fewer than two answers
    std::vector<PairAgreement> pairs;
    std::vector<ClassVotes> classes;
    bool operator==(const TaskAgreement&) const = default;
};

/// `answers`: what counts for the item, one of each person (of several the last counts). Skips say nothing; ground
/// truths are what people are compared with, see annotatorScore().
enum class CompareDetail : std::uint8_t {
    All,
    Scores, ///< all but pixelIou and characterIou, which cost much and are in no score
};
TaskAgreement taskAgreement(
    const Item& item, const std::vector<Annotation>& answers, CompareDetail detail = CompareDetail::All);

/// Of two answers, also to compare a person with a ground truth.
PairAgreement pairAgreement(const Item& item, const Annotation& a, const Annotation& b);

/// To keep: what comes back is the same to the last digit, so that AgreementTotals can take it away again.
Json toJson(const TaskAgreement& task);
Result<TaskAgreement> taskAgreementFromJson(const Json& json);

} // namespace slipway::label
