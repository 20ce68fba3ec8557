#include "core/label/people_agreement.h"

#include "core/label/consensus_builder.h"
#include "core/label/counted_answers.h"
#include "core/label/project_agreement.h"
#include "core/label/service_state.h"

namespace slipway::label {

namespace {

constexpr std::string_view kMajority = "majority", kDawidSkene = "dawid-skene";

} // namespace

std::string_view name(ConsensusMethod method) {
    return method == ConsensusMethod::Majority ? kMajority : kDawidSkene;
}

std::optional<ConsensusMethod> consensusMethodFromName(std::string_view text) {
    if (text == kMajority) return ConsensusMethod::Majority;
    return text == kDawidSkene ? std::optional(ConsensusMethod::DawidSkene) : std::nullopt;
}

Result<AgreementTotals> LabelService::agreement(const Project& project) const {
    return ProjectAgreement(m_state->db(), project).totals();
}

Result<std::vector<PersonScore>> LabelService::scores(const Project& project) const {
    SLIPWAY_ASSIGN(const auto people, m_state->store.people(project.id));
    std::vector<PersonScore> scores;
    for (const auto& person : people) {
        if (!isPerson(person.name)) continue;
        SLIPWAY_ASSIGN(const auto answers, m_state->store.goldAnswers(project.id, person.name));
        std::vector<GoldComparison> comparisons;
        for (const auto& answer : answers) comparisons.push_back({answer.task.item, answer.gold, answer.answer});
        auto score = annotatorScore(comparisons);
        if (score.items > 0) scores.push_back({person.name, score});
    }
    return scores;
}

Result<ProjectConsensus> LabelService::consensus(
    const access::Actor& actor, const Project& project, const ConsensusWish& wish, Progress& progress) const {
    SLIPWAY_TRY(mayTakeOut(actor, project));
    SubProgress first(progress, 0, 0.4), second(progress, 0.4, 1);
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    SLIPWAY_ASSIGN(auto collected, collectAnswers(m_state->db(), m_state->store, current, first));
    std::map<std::string, double> weights;
    if (wish.weighByGold) {
        SLIPWAY_ASSIGN(const auto gold, scores(current));
        SLIPWAY_ASSIGN(const auto people, m_state->store.people(current.id));
        std::vector<std::string> names;
        for (const auto& person : people) names.push_back(person.name);
        weights = goldWeights(gold, names);
    }
    SLIPWAY_ASSIGN(
        auto joined, CorpusConsensus(wish.method, std::move(weights)).build(std::move(collected.corpus), second));
    joined.numbers = std::move(collected.numbers);
    return joined;
}

} // namespace slipway::label
