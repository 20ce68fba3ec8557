#include "core/label/consensus_builder.h"

#include <algorithm>
#include <set>

#include "core/label/agreement/consensus.h"
#include "core/label/project.h"

namespace slipway::label {

namespace {

constexpr std::size_t kMostTies = 1000;
constexpr double kPriorItems = 5; ///< of the mean of all gold answers

std::string nameOf(const Item& item) {
    if (!item.path.empty()) return item.path;
    return item.uri.empty() ? item.text : item.uri;
}

} // namespace

std::map<std::string, double> goldWeights(
    const std::vector<PersonScore>& scores, const std::vector<std::string>& people) {
    double sum = 0, items = 0;
    for (const auto& each : scores) {
        sum += each.score.score * static_cast<double>(each.score.items);
        items += static_cast<double>(each.score.items);
    }
    std::map<std::string, double> weights;
    if (items == 0) return weights;
    const double mean = sum / items;
    for (const auto& person : people) weights[person] = mean;
    for (const auto& each : scores) {
        const auto count = static_cast<double>(each.score.items);
        weights[each.person] = (each.score.score * count + mean * kPriorItems) / (count + kPriorItems);
    }
    return weights;
}

Result<ProjectConsensus> CorpusConsensus::build(Corpus corpus, Progress& progress) {
    SubProgress model(progress, 0, 0.5), merge(progress, 0.5, 1);
    std::vector<Instead> instead;
    for (auto& item : corpus.items) {
        instead.push_back(takeOthers(item));
        countPeople(item);
    }
    if (m_method == ConsensusMethod::DawidSkene) {
        SLIPWAY_ASSIGN(m_classes, classConsensus(corpus.items, model));
        if (!m_byGold) weighByQuality();
    }
    for (std::size_t i = 0; i < corpus.items.size(); ++i) {
        if (i % 256 == 0) {
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the consensus was cancelled");
            merge.update(static_cast<double>(i) / static_cast<double>(corpus.items.size()), "joining answers");
        }
        auto& item = corpus.items[i];
        if (!item.annotations.empty())
            settle(item, i);
        else if (!instead[i].gold.empty())
            item.annotations = {std::move(instead[i].gold.back())};
        else if (!instead[i].automatic.empty())
            item.annotations = {std::move(instead[i].automatic.back())};
    }
    for (const auto& [person, answers] : m_answers) {
        const auto weight = m_weights.find(person);
        const auto quality = m_classes.quality.find(person);
        m_result.people.push_back({person, answers, weight == m_weights.end() ? 1 : weight->second,
            quality == m_classes.quality.end() ? std::nullopt : std::optional(quality->second)});
    }
    m_result.corpus = std::move(corpus);
    return std::move(m_result);
}

/// Leaves what people answered in the item.
CorpusConsensus::Instead CorpusConsensus::takeOthers(Item& item) {
    Instead instead;
    std::vector<Annotation> people;
    for (auto& answer : item.annotations) {
        if (answer.skipped) continue;
        auto& kind = answer.groundTruth ? instead.gold : isPerson(answer.annotator) ? people : instead.automatic;
        kind.push_back(std::move(answer));
    }
    item.annotations = std::move(people);
    return instead;
}

void CorpusConsensus::countPeople(const Item& item) {
    std::set<std::string> people;
    for (const auto& answer : item.annotations) people.insert(answer.annotator);
    for (const auto& person : people) ++m_answers[person];
    m_result.items += !people.empty();
    m_result.several += people.size() > 1;
}

/// People of whom the model knows nothing count as much as the others on average.
void CorpusConsensus::weighByQuality() {
    if (m_classes.quality.empty()) return;
    double sum = 0;
    for (const auto& [person, quality] : m_classes.quality) sum += quality;
    for (const auto& [person, answers] : m_answers)
        m_weights[person] = sum / static_cast<double>(m_classes.quality.size());
    for (const auto& [person, quality] : m_classes.quality) m_weights[person] = quality;
}

Annotation CorpusConsensus::merged(const Item& item, std::size_t place) {
    auto consensus = consensusOf(item, item.annotations, {m_weights, {}});
    auto& classes = consensus.annotation.classes;
    if (place < m_classes.items.size())
        for (const auto& [question, chosen] : m_classes.items[place]) {
            std::erase_if(classes, [&](const ItemClass& each) { return each.question == question; });
            std::erase_if(
                consensus.ties, [&](const Consensus::Tie& tie) { return tie.question == question && !chosen.empty(); });
            for (const auto& [label, probability] : chosen) classes.push_back({question, label, probability});
        }
    for (auto& tie : consensus.ties) {
        ++m_result.tieCount;
        if (m_result.ties.size() < kMostTies)
            m_result.ties.push_back({nameOf(item), std::move(tie.question), std::move(tie.labels)});
    }
    m_result.dropped += consensus.dropped;
    return std::move(consensus.annotation);
}

void CorpusConsensus::settle(Item& item, std::size_t place) {
    auto consensus = merged(item, place);
    for (const auto& answer : item.annotations) {
        const auto first = consensus.createdAt == 0 ? answer.createdAt : consensus.createdAt;
        consensus.createdAt = std::min(first, answer.createdAt);
        consensus.updatedAt = std::max(consensus.updatedAt, answer.updatedAt);
        consensus.seconds += answer.seconds;
    }
    item.annotations.clear();
    item.annotations.push_back(std::move(consensus));
}

} // namespace slipway::label
