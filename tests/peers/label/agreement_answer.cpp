// What core/label/agreement makes of the tables and answers on standard input, for agreement_reference.py.
#include "core/label/agreement/category_agreement.h"
#include "core/label/agreement/coincidences.h"
#include "core/label/agreement/dawid_skene.h"
#include "core/label/agreement/intervals.h"
#include "core/label/agreement/task_agreement.h"
#include "tests/peers/label/answer_questions.h"

using namespace slipway;
using namespace slipway::label;

namespace {

Json orNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

/// A list of units, each a list of one rating (0 …) or null a person.
Json ratingsAnswer(const Json& units, std::size_t categories) {
    CountTable confusion(categories, std::vector<std::int64_t>(categories)), perUnit;
    Coincidences coincidences;
    for (const auto& unit : units) {
        std::vector<double> given;
        std::vector<std::int64_t> counts(categories);
        for (const auto& rating : unit)
            if (!rating.is_null()) {
                given.push_back(rating.get<double>());
                ++counts[rating.get<std::size_t>()];
            }
        coincidences.add(given);
        perUnit.push_back(counts);
        if (!unit[0].is_null() && !unit[1].is_null())
            ++confusion[unit[0].get<std::size_t>()][unit[1].get<std::size_t>()];
    }
    return {{"kappa", orNull(cohenKappa(confusion))}, {"linear", orNull(cohenKappa(confusion, Weighting::Linear))},
        {"quadratic", orNull(cohenKappa(confusion, Weighting::Quadratic))}, {"fleiss", orNull(fleissKappa(perUnit))},
        {"nominal", orNull(coincidences.alpha(Scale::Nominal))},
        {"ordinal", orNull(coincidences.alpha(Scale::Ordinal))},
        {"interval", orNull(coincidences.alpha(Scale::Interval))}, {"ratio", orNull(coincidences.alpha(Scale::Ratio))}};
}

Json modelAnswer(const Json& units, std::size_t categories) {
    std::vector<ClassVote> votes;
    for (std::size_t item = 0; item < units.size(); ++item)
        for (std::size_t person = 0; person < units[item].size(); ++person)
            if (!units[item][person].is_null()) votes.push_back({item, person, units[item][person].get<std::size_t>()});
    DawidSkeneOptions options;
    options.items = units.size();
    options.people = units.at(0).size();
    options.labels = categories;
    options.priorVotes = 0;
    options.mostRounds = 25;
    options.tolerance = 0;
    Progress progress;
    const auto model = dawidSkene(votes, options, progress);
    if (!model) return Json();
    return {{"posteriors", model->posteriors}, {"shares", model->shares}, {"confusion", model->confusion}};
}

Json answersAnswer(const Json& json) {
    Item item;
    item.width = item.height = 64;
    std::vector<Annotation> answers;
    for (const auto& entry : json) {
        auto annotation = annotationFromJson(entry);
        if (!annotation) return annotation.error().message;
        answers.push_back(std::move(*annotation));
    }
    const auto task = taskAgreement(item, answers);
    Json pairs = Json::array();
    for (const auto& pair : task.pairs)
        pairs.push_back({{"score", pair.score}, {"classes", orNull(pair.classes)}, {"regionF1", orNull(pair.regionF1)},
            {"spanF1", orNull(pair.spanF1)}, {"meanIou", orNull(pair.meanIou)}, {"pixelIou", orNull(pair.pixelIou)},
            {"characterIou", orNull(pair.characterIou)}});
    return {{"score", orNull(task.score)}, {"pairs", pairs}};
}

Json boundsAnswer(const Json& json) {
    const auto k = json.at(0).get<std::int64_t>(), n = json.at(1).get<std::int64_t>();
    const auto wilson = wilsonInterval(static_cast<double>(k), n);
    return {{"lower", exactLowerBound(k, n, 0.05)}, {"upper", exactUpperBound(k, n, 0.05)},
        {"wilson", {wilson.lower, wilson.upper}}};
}

Json answer(const Json& question) {
    const auto categories = static_cast<std::size_t>(integerOr(question, "categories", 0));
    if (question.contains("ratings")) return ratingsAnswer(question["ratings"], categories);
    if (question.contains("votes")) return modelAnswer(question["votes"], categories);
    if (question.contains("answers")) return answersAnswer(question["answers"]);
    return boundsAnswer(question["bounds"]);
}

} // namespace

int main() {
    return answerQuestions(answer);
}
