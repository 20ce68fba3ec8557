#include "core/label/agreement/task_agreement.h"

#include <algorithm>
#include <map>
#include <set>

namespace slipway::label {

namespace {

using ClassSets = std::map<std::string, std::set<std::string>>; ///< by question

ClassSets classSets(const Annotation& annotation) {
    ClassSets sets;
    for (const auto& item : annotation.classes) sets[item.question].insert(item.label);
    return sets;
}

double setF1(const std::set<std::string>& a, const std::set<std::string>& b) {
    const auto common = std::ranges::count_if(a, [&](const auto& label) { return b.contains(label); });
    return 2.0 * static_cast<double>(common) / static_cast<double>(a.size() + b.size());
}

std::optional<double> classAgreement(const Annotation& a, const Annotation& b) {
    auto first = classSets(a), second = classSets(b);
    for (const auto& [question, labels] : first) second.try_emplace(question);
    if (second.empty()) return std::nullopt;
    double sum = 0;
    for (const auto& [question, labels] : second) sum += setF1(first[question], labels);
    return sum / static_cast<double>(second.size());
}

LabelMatch total(const LabelMatches& labels) {
    LabelMatch sum;
    for (const auto& [label, match] : labels) sum += match;
    return sum;
}

std::optional<double> f1Of(const LabelMatches& labels) {
    if (labels.empty()) return std::nullopt;
    return total(labels).f1();
}

bool paints(const Annotation& annotation) {
    return std::ranges::any_of(annotation.regions, [](const Region& region) {
        return std::holds_alternative<Polygon>(region.shape) || std::holds_alternative<Mask>(region.shape);
    });
}

/// An answer with what is prepared of it once for all pairs.
struct Prepared {
    const Annotation* annotation;
    ComparedRegions regions;
};

PairAgreement compare(const Prepared& a, const Prepared& b, CompareDetail detail) {
    PairAgreement pair{a.annotation->annotator, b.annotation->annotator};
    pair.classes = classAgreement(*a.annotation, *b.annotation);
    pair.labels = matchRegions(a.regions, b.regions);
    pair.regionF1 = f1Of(pair.labels);
    pair.meanIou = total(pair.labels).meanSimilarity();
    const bool all = detail == CompareDetail::All;
    if (all && (paints(*a.annotation) || paints(*b.annotation))) pair.pixelIou = pixelIou(a.regions, b.regions);
    const auto spans = matchSpans(*a.annotation, *b.annotation);
    pair.spanF1 = f1Of(spans);
    if (all) pair.characterIou = characterIou(*a.annotation, *b.annotation);
    for (const auto& [label, match] : spans) pair.labels[label] += match;
    double sum = 0;
    int parts = 0;
    for (const auto& part : {pair.classes, pair.regionF1, pair.spanF1})
        if (part) {
            sum += *part;
            ++parts;
        }
    if (parts > 0) pair.score = sum / parts;
    return pair;
}

std::vector<ClassVotes> votesOf(const std::map<std::string, const Annotation*>& people) {
    std::map<std::string, ClassVotes> questions;
    for (const auto& [person, annotation] : people)
        for (const auto& [question, labels] : classSets(*annotation)) {
            std::string together;
            for (const auto& label : labels) together += (together.empty() ? "" : " + ") + label;
            auto& votes = questions[question];
            votes.question = question;
            votes.votes.emplace_back(person, std::move(together));
        }
    std::vector<ClassVotes> result;
    for (auto& [question, votes] : questions) result.push_back(std::move(votes));
    return result;
}

} // namespace

TaskAgreement taskAgreement(const Item& item, const std::vector<Annotation>& answers, CompareDetail detail) {
    std::map<std::string, const Annotation*> people;
    for (const auto& answer : answers)
        if (!answer.skipped && !answer.groundTruth) people[answer.annotator] = &answer;
    TaskAgreement result;
    result.classes = votesOf(people);
    if (people.size() < 2) return result;
    std::vector<Prepared> prepared;
    for (const auto& [person, annotation] : people)
        prepared.push_back({annotation, ComparedRegions(*annotation, {item.width, item.height})});
    double sum = 0;
    for (std::size_t i = 0; i < prepared.size(); ++i)
        for (std::size_t j = i + 1; j < prepared.size(); ++j) {
            result.pairs.push_back(compare(prepared[i], prepared[j], detail));
            sum += result.pairs.back().score;
        }
    result.score = sum / static_cast<double>(result.pairs.size());
    return result;
}

PairAgreement pairAgreement(const Item& item, const Annotation& a, const Annotation& b) {
    const PictureSize size{item.width, item.height};
    return compare({&a, ComparedRegions(a, size)}, {&b, ComparedRegions(b, size)}, CompareDetail::All);
}

} // namespace slipway::label
