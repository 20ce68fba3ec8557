#include "core/label/agreement/class_consensus.h"

#include <algorithm>
#include <set>

#include "core/label/agreement/dawid_skene.h"

namespace slipway::label {

namespace {

constexpr double kSame = 1e-9; ///< probabilities that differ by less are a tie

/// Names as numbers, in the order in which they come.
class Numbers {
public:
    std::size_t of(const std::string& name) {
        const auto [place, added] = m_numbers.try_emplace(name, m_names.size());
        if (added) m_names.push_back(name);
        return place->second;
    }
    const std::vector<std::string>& names() const { return m_names; }

private:
    std::map<std::string, std::size_t> m_numbers;
    std::vector<std::string> m_names;
};

using Classes = std::map<std::string, std::set<std::string>>; ///< by question

class Model {
public:
    explicit Model(std::span<const Item> items) : m_answers(items.size()) {
        m_result.items.resize(items.size());
        for (std::size_t i = 0; i < items.size(); ++i)
            for (const auto& answer : items[i].annotations) {
                if (answer.skipped || answer.groundTruth) continue;
                auto& classes = m_answers[i][answer.annotator];
                classes.clear(); // the last answer of a person counts
                for (const auto& each : answer.classes) classes[each.question].insert(each.label);
            }
        for (const auto& people : m_answers)
            for (const auto& [person, classes] : people)
                for (const auto& [question, labels] : classes) {
                    auto& known = m_questions[question];
                    known.several = known.several || labels.size() > 1;
                    known.labels.insert(labels.begin(), labels.end());
                }
    }

    Result<ClassConsensus> run(Progress& progress) {
        for (const auto& [question, known] : m_questions) {
            if (known.several) {
                for (const auto& label : known.labels) SLIPWAY_TRY(decideOne(question, label, progress));
            } else {
                SLIPWAY_TRY(decide(question, progress));
            }
        }
        for (const auto& [person, share] : m_shares) m_result.quality[person] = share.right / share.votes;
        return std::move(m_result);
    }

private:
    struct Question {
        bool several = false;
        std::set<std::string> labels;
    };

    Status decide(const std::string& question, Progress& progress) {
        Numbers people, labels;
        std::vector<ClassVote> votes;
        std::vector<std::size_t> items;
        for (std::size_t i = 0; i < m_answers.size(); ++i) {
            bool answered = false;
            for (const auto& [person, classes] : m_answers[i]) {
                const auto chosen = classes.find(question);
                if (chosen == classes.end()) continue;
                votes.push_back({items.size(), people.of(person), labels.of(*chosen->second.begin())});
                answered = true;
            }
            if (answered) items.push_back(i);
        }
        SLIPWAY_ASSIGN(const auto model,
            dawidSkene(votes, {items.size(), people.names().size(), labels.names().size()}, progress));
        for (std::size_t i = 0; i < items.size(); ++i) {
            const auto& likely = model.posteriors[i];
            auto& chosen = m_result.items[items[i]][question];
            const auto best = std::ranges::max_element(likely);
            const auto equal = std::ranges::count_if(likely, [&](double p) { return p >= *best - kSame; });
            if (equal == 1) chosen.emplace_back(labels.names()[static_cast<std::size_t>(best - likely.begin())], *best);
        }
        rate(model, votes, people);
        return {};
    }

    /// Has the item this class, of several that it may have?
    Status decideOne(const std::string& question, const std::string& label, Progress& progress) {
        Numbers people;
        std::vector<ClassVote> votes;
        std::vector<std::size_t> items;
        for (std::size_t i = 0; i < m_answers.size(); ++i) {
            const auto answersIt = [&](const auto& each) { return each.second.contains(question); };
            if (std::ranges::none_of(m_answers[i], answersIt)) continue;
            for (const auto& [person, classes] : m_answers[i]) {
                const auto chosen = classes.find(question);
                const bool has = chosen != classes.end() && chosen->second.contains(label);
                votes.push_back({items.size(), people.of(person), has ? std::size_t{1} : std::size_t{0}});
            }
            items.push_back(i);
        }
        SLIPWAY_ASSIGN(const auto model, dawidSkene(votes, {items.size(), people.names().size(), 2}, progress));
        for (std::size_t i = 0; i < items.size(); ++i) {
            auto& chosen = m_result.items[items[i]][question];
            if (const double p = model.posteriors[i][1]; p > 0.5 + kSame) chosen.emplace_back(label, p);
        }
        rate(model, votes, people);
        return {};
    }

    void rate(const DawidSkene& model, const std::vector<ClassVote>& votes, const Numbers& people) {
        std::vector<double> counts(people.names().size());
        for (const auto& vote : votes) ++counts[vote.person];
        for (std::size_t person = 0; person < counts.size(); ++person) {
            auto& share = m_shares[people.names()[person]];
            share.right += counts[person] * model.quality(person);
            share.votes += counts[person];
        }
    }

    std::vector<std::map<std::string, Classes>> m_answers; ///< by item and person
    std::map<std::string, Question> m_questions;
    struct Share {
        double right = 0, votes = 0;
    };
    std::map<std::string, Share> m_shares;
    ClassConsensus m_result;
};

} // namespace

Result<ClassConsensus> classConsensus(std::span<const Item> items, Progress& progress) {
    return Model(items).run(progress);
}

} // namespace slipway::label
