#include "core/label/agreement/region_match.h"

#include <algorithm>
#include <set>

#include "core/label/agreement/compared_regions.h"

namespace slipway::label {

namespace {

constexpr std::size_t kMostPairs = 4'000'000, kKeptPairs = 2'000'000;

bool isBetter(const RegionPair& a, const RegionPair& b) {
    if (a.similarity != b.similarity) return a.similarity > b.similarity;
    return std::pair(a.first, a.second) < std::pair(b.first, b.second);
}

/// Walks both people's regions of one label from left to right and compares those that overlap.
class LabelSweep {
public:
    LabelSweep(std::vector<RegionPair>& found, double least, PictureSize size)
        : m_found(found), m_least(least), m_size(size) {}

    using Entries = std::vector<const ComparedRegions::Entry*>;
    void compare(Entries first, Entries second) {
        const auto left = [](const auto* entry) { return entry->bounds.left; };
        std::ranges::stable_sort(first, {}, left);
        std::ranges::stable_sort(second, {}, left);
        Entries openFirst, openSecond;
        std::size_t i = 0, j = 0;
        while (i < first.size() || j < second.size()) {
            const bool takesFirst = j == second.size() || (i < first.size() && left(first[i]) <= left(second[j]));
            const auto* entry = takesFirst ? first[i++] : second[j++];
            auto& others = takesFirst ? openSecond : openFirst;
            std::erase_if(others, [&](const auto* other) { return other->bounds.right() < entry->bounds.left; });
            for (const auto* other : others) takesFirst ? check(*entry, *other) : check(*other, *entry);
            (takesFirst ? openFirst : openSecond).push_back(entry);
        }
    }

private:
    void check(const ComparedRegions::Entry& first, const ComparedRegions::Entry& second) {
        if (first.bounds.top > second.bounds.bottom() || second.bounds.top > first.bounds.bottom()) return;
        const double value = similarityOf(first, second, m_size);
        if (value < m_least) return;
        m_found.push_back({first.index, second.index, value});
        if (m_found.size() < kMostPairs) return;
        std::ranges::sort(m_found, isBetter);
        m_found.resize(kKeptPairs);
    }

    std::vector<RegionPair>& m_found;
    double m_least;
    PictureSize m_size;
};

using ByLabel = std::map<std::string_view, std::vector<const ComparedRegions::Entry*>>;

ByLabel byLabel(const ComparedRegions& regions) {
    ByLabel result;
    for (const auto& entry : regions.entries()) result[entry.region->label].push_back(&entry);
    return result;
}

} // namespace

std::optional<double> LabelMatch::meanSimilarity() const {
    return pairs == 0 ? std::nullopt : std::optional(similaritySum / static_cast<double>(pairs));
}

LabelMatch& LabelMatch::operator+=(const LabelMatch& other) {
    pairs += other.pairs;
    first += other.first;
    second += other.second;
    similaritySum += other.similaritySum;
    return *this;
}

std::vector<RegionPair> similarPairs(const ComparedRegions& a, const ComparedRegions& b, double least) {
    std::vector<RegionPair> found;
    const auto first = byLabel(a), second = byLabel(b);
    LabelSweep sweep(found, least, a.size());
    for (const auto& [label, entries] : first)
        if (const auto other = second.find(label); other != second.end()) sweep.compare(entries, other->second);
    std::ranges::sort(found, isBetter);
    return found;
}

std::vector<RegionPair> matchedPairs(const ComparedRegions& a, const ComparedRegions& b, double least) {
    auto pairs = similarPairs(a, b, least);
    std::set<std::size_t> first, second;
    std::erase_if(pairs, [&](const RegionPair& pair) {
        if (first.contains(pair.first) || second.contains(pair.second)) return true;
        first.insert(pair.first);
        second.insert(pair.second);
        return false;
    });
    return pairs;
}

LabelMatches matchRegions(const ComparedRegions& a, const ComparedRegions& b) {
    LabelMatches matches;
    std::map<std::size_t, const std::string*> labels;
    for (const auto& entry : a.entries()) {
        ++matches[entry.region->label].first;
        labels[entry.index] = &entry.region->label;
    }
    for (const auto& entry : b.entries()) ++matches[entry.region->label].second;
    for (const auto& pair : matchedPairs(a, b)) {
        auto& match = matches[*labels.at(pair.first)];
        ++match.pairs;
        match.similaritySum += pair.similarity;
    }
    return matches;
}

} // namespace slipway::label
