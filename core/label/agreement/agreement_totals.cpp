#include "core/label/agreement/agreement_totals.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace slipway::label {

namespace {

constexpr double kUnit = 4294967296.0;

std::int64_t toUnits(double value) {
    return std::llround(value * kUnit);
}

/// Takes entries that say nothing away, so that equal totals are equal whatever came and went.
template <class Map, class Key> void addTo(Map& map, const Key& key, std::int64_t by) {
    const auto place = map.try_emplace(key, 0).first;
    place->second += by;
    if (place->second == 0) map.erase(place);
}

std::optional<double> numberOf(const std::string& text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || rest != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

/// Classes in their order, each with its place and the number that scales measure.
struct Category {
    std::size_t index = 0;
    double number = 0;
};
using Categories = std::map<std::string, Category>;

Categories categoriesOf(const std::set<std::string>& names) {
    std::map<double, std::vector<std::string>> byNumber;
    std::size_t numbers = 0;
    for (const auto& name : names)
        if (const auto value = numberOf(name)) {
            byNumber[*value].push_back(name);
            ++numbers;
        }
    Categories categories;
    std::size_t index = 0;
    if (numbers == names.size()) {
        for (const auto& [number, same] : byNumber) {
            for (const auto& name : same) categories[name] = {index, number};
            ++index;
        }
        return categories;
    }
    for (const auto& name : names) {
        categories[name] = {index, static_cast<double>(index)};
        ++index;
    }
    return categories;
}

} // namespace

void AgreementTotals::Sum::change(double value, int by) {
    count += by;
    units += by * toUnits(value);
}

std::optional<double> AgreementTotals::Sum::mean() const {
    if (count == 0) return std::nullopt;
    return static_cast<double>(units) / kUnit / static_cast<double>(count);
}

void AgreementTotals::change(const TaskAgreement& task, int by) {
    if (task.score) m_all.change(*task.score, by);
    for (const auto& pair : task.pairs) {
        const std::pair key(pair.first, pair.second);
        auto& sum = m_pairs[key];
        sum.change(pair.score, by);
        if (sum.count == 0) m_pairs.erase(key);
        changeLabels(pair, by);
    }
    for (const auto& votes : task.classes) changeQuestion(votes, by);
}

void AgreementTotals::changeLabels(const PairAgreement& pair, int by) {
    for (const auto& [label, match] : pair.labels) {
        auto& sum = m_labelSums[label];
        sum.pairs += by * match.pairs;
        sum.first += by * match.first;
        sum.second += by * match.second;
        sum.units += by * toUnits(match.similaritySum);
        if (sum.first == 0 && sum.second == 0) m_labelSums.erase(label);
    }
}

void AgreementTotals::changeQuestion(const ClassVotes& votes, int by) {
    if (votes.votes.size() < 2) return;
    auto& question = m_questions[votes.question];
    Votes table;
    for (const auto& [person, label] : votes.votes) ++table[label];
    addTo(question.tables, table, by);
    for (std::size_t i = 0; i < votes.votes.size(); ++i)
        for (std::size_t j = i + 1; j < votes.votes.size(); ++j) {
            const auto& [first, a] = votes.votes[i];
            const auto& [second, b] = votes.votes[j];
            auto& counts = question.pairs[{first, second}];
            addTo(counts, std::pair(a, b), by);
            if (counts.empty()) question.pairs.erase({first, second});
        }
    if (question.tables.empty() && question.pairs.empty()) m_questions.erase(votes.question);
}

std::vector<AgreementTotals::PersonPair> AgreementTotals::pairs() const {
    std::vector<PersonPair> result;
    for (const auto& [people, sum] : m_pairs)
        result.push_back({people.first, people.second, sum.count, sum.mean().value_or(0)});
    return result;
}

std::vector<AgreementTotals::Part> AgreementTotals::people() const {
    std::map<std::string, Sum> sums;
    for (const auto& [people, sum] : m_pairs)
        for (const auto& person : {people.first, people.second}) {
            sums[person].count += sum.count;
            sums[person].units += sum.units;
        }
    std::vector<Part> result;
    for (const auto& [person, sum] : sums) result.push_back({person, sum.count, sum.mean().value_or(0)});
    return result;
}

LabelMatches AgreementTotals::labels() const {
    LabelMatches result;
    for (const auto& [label, sum] : m_labelSums)
        result[label] = {sum.pairs, sum.first, sum.second, static_cast<double>(sum.units) / kUnit};
    return result;
}

std::vector<std::string> AgreementTotals::questions() const {
    std::vector<std::string> names;
    for (const auto& [name, question] : m_questions) names.push_back(name);
    return names;
}

std::optional<double> AgreementTotals::alpha(const std::string& question, Scale scale) const {
    const auto found = m_questions.find(question);
    if (found == m_questions.end()) return std::nullopt;
    std::set<std::string> names;
    for (const auto& [votes, tasks] : found->second.tables)
        for (const auto& [label, people] : votes) names.insert(label);
    const auto categories = categoriesOf(names);
    Coincidences coincidences;
    for (const auto& [votes, tasks] : found->second.tables) {
        std::vector<double> ratings;
        for (const auto& [label, people] : votes)
            ratings.insert(ratings.end(), static_cast<std::size_t>(people), categories.at(label).number);
        coincidences.add(ratings, tasks);
    }
    return coincidences.alpha(scale);
}

std::optional<FleissSums::Kappa> AgreementTotals::fleiss(const std::string& question) const {
    const auto found = m_questions.find(question);
    if (found == m_questions.end()) return std::nullopt;
    std::map<std::string, std::size_t> index;
    FleissSums sums;
    for (const auto& [votes, tasks] : found->second.tables) {
        std::vector<std::pair<std::size_t, std::int64_t>> ratings;
        for (const auto& [label, people] : votes)
            ratings.emplace_back(index.try_emplace(label, index.size()).first->second, people);
        sums.add(ratings, tasks);
    }
    return sums.kappa();
}

std::optional<double> AgreementTotals::cohen(
    const std::string& question, const std::string& first, const std::string& second, Weighting weighting) const {
    const auto found = m_questions.find(question);
    if (found == m_questions.end()) return std::nullopt;
    const auto people = found->second.pairs.find(first < second ? std::pair(first, second) : std::pair(second, first));
    if (people == found->second.pairs.end()) return std::nullopt;
    std::set<std::string> names;
    for (const auto& [labels, tasks] : people->second) {
        names.insert(labels.first);
        names.insert(labels.second);
    }
    const auto categories = categoriesOf(names);
    CountTable counts(names.size(), std::vector<std::int64_t>(names.size()));
    for (const auto& [labels, tasks] : people->second)
        counts[categories.at(labels.first).index][categories.at(labels.second).index] += tasks;
    return cohenKappa(counts, weighting);
}

std::vector<AgreementTotals::Part> AgreementTotals::classes(const std::string& question) const {
    const auto found = m_questions.find(question);
    if (found == m_questions.end()) return {};
    std::map<std::string, std::pair<std::int64_t, std::int64_t>>
        counts; // pairs of people: both, chosen by either twice
    for (const auto& [people, labels] : found->second.pairs)
        for (const auto& [chosen, tasks] : labels) {
            counts[chosen.first].second += tasks;
            counts[chosen.second].second += tasks;
            if (chosen.first == chosen.second) counts[chosen.first].first += 2 * tasks;
        }
    std::vector<Part> result;
    for (const auto& [label, count] : counts)
        result.push_back({label, count.second, static_cast<double>(count.first) / static_cast<double>(count.second)});
    return result;
}

} // namespace slipway::label
