#include "core/lineage/near_names.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "core/base/text.h"

namespace slipway::lineage {

namespace {

constexpr std::size_t kLongest = 80;

/// Letters to insert, delete or replace (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
        }
    }
    return row.back();
}

} // namespace

std::vector<std::string> nearNames(std::string_view text, const std::vector<Node>& nodes) {
    if (text.empty() || text.size() > kLongest) return {};
    const auto wanted = toLower(text);
    std::set<std::pair<std::size_t, std::string>> ranked;
    for (const auto& node : nodes) {
        if (node.name.size() > kLongest) continue;
        const auto name = toLower(node.name);
        const auto away = name.starts_with(wanted) ? 0 : distance(wanted, name);
        if (away <= std::max<std::size_t>(1, wanted.size() / 3)) ranked.emplace(away, node.name);
        if (ranked.size() > 3) ranked.erase(std::prev(ranked.end()));
    }
    std::vector<std::string> names;
    for (const auto& [away, name] : ranked) names.push_back(name);
    return names;
}

} // namespace slipway::lineage
