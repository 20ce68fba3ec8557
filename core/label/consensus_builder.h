#pragma once

// For core/label only.
#include <map>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/label/agreement/class_consensus.h"
#include "core/label/people_agreement.h"

namespace slipway::label {

/// How much each person's say counts by their answers to gold items, drawn towards the mean of all such answers by as
/// much as five of them, so that nobody is judged by one. Empty when nobody answered any.
std::map<std::string, double> goldWeights(
    const std::vector<PersonScore>& scores, const std::vector<std::string>& people);

/// Makes one answer of the several of each item.
class CorpusConsensus {
public:
    /// `gold`: what people's say is weighed with; empty: each counts the same, or as the method says.
    CorpusConsensus(ConsensusMethod method, std::map<std::string, double> gold)
        : m_method(method), m_byGold(!gold.empty()), m_weights(std::move(gold)) {}

    Result<ProjectConsensus> build(Corpus corpus, Progress& progress);

private:
    struct Instead {
        std::vector<Annotation> gold, automatic;
    };
    static Instead takeOthers(Item& item);
    void countPeople(const Item& item);
    void weighByQuality();
    void settle(Item& item, std::size_t place);
    Annotation merged(const Item& item, std::size_t place);

    ConsensusMethod m_method;
    bool m_byGold;
    std::map<std::string, double> m_weights;
    std::map<std::string, std::int64_t> m_answers; ///< by person
    ClassConsensus m_classes;
    ProjectConsensus m_result;
};

} // namespace slipway::label
