#include "core/label/agreement/region_clusters.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "core/label/agreement/compared_regions.h"

namespace slipway::label {

namespace {

struct Link {
    std::size_t first = 0, second = 0; ///< numbers of regions
    double similarity = 0;
};

class Clusters {
public:
    explicit Clusters(std::vector<RegionOf> regions) : m_regions(std::move(regions)), m_rootOf(m_regions.size()) {
        std::iota(m_rootOf.begin(), m_rootOf.end(), std::size_t{0});
        for (std::size_t i = 0; i < m_regions.size(); ++i) m_members.push_back({i});
    }

    void join(std::size_t a, std::size_t b) {
        auto first = root(a), second = root(b);
        if (first == second || sharesPerson(first, second)) return;
        if (m_members[first].size() < m_members[second].size()) std::swap(first, second);
        m_members[first].insert(m_members[first].end(), m_members[second].begin(), m_members[second].end());
        m_members[second].clear();
        m_rootOf[second] = first;
    }

    std::vector<std::vector<RegionOf>> take() {
        std::vector<std::vector<RegionOf>> result;
        for (const auto& members : m_members) {
            if (members.empty()) continue;
            auto& cluster = result.emplace_back();
            for (const auto member : members) cluster.push_back(m_regions[member]);
            std::ranges::sort(cluster);
        }
        std::ranges::sort(result);
        return result;
    }

private:
    std::size_t root(std::size_t i) {
        while (m_rootOf[i] != i) i = m_rootOf[i] = m_rootOf[m_rootOf[i]];
        return i;
    }
    bool sharesPerson(std::size_t a, std::size_t b) const {
        return std::ranges::any_of(m_members[a], [&](std::size_t i) {
            return std::ranges::any_of(
                m_members[b], [&](std::size_t j) { return m_regions[i].person == m_regions[j].person; });
        });
    }

    std::vector<RegionOf> m_regions;
    std::vector<std::size_t> m_rootOf;
    std::vector<std::vector<std::size_t>> m_members;
};

} // namespace

std::vector<std::vector<RegionOf>> regionClusters(const std::vector<ComparedRegions>& people, double least) {
    std::vector<RegionOf> regions;
    std::map<RegionOf, std::size_t> numberOf;
    for (std::size_t person = 0; person < people.size(); ++person)
        for (const auto& entry : people[person].entries()) {
            numberOf[{person, entry.index}] = regions.size();
            regions.push_back({person, entry.index});
        }
    std::vector<Link> links;
    for (std::size_t a = 0; a < people.size(); ++a)
        for (std::size_t b = a + 1; b < people.size(); ++b)
            for (const auto& pair : similarPairs(people[a], people[b], least))
                links.push_back({numberOf.at({a, pair.first}), numberOf.at({b, pair.second}), pair.similarity});
    std::ranges::stable_sort(links, std::ranges::greater(), &Link::similarity);
    Clusters clusters(std::move(regions));
    for (const auto& link : links) clusters.join(link.first, link.second);
    return clusters.take();
}

} // namespace slipway::label
