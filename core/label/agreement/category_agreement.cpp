#include "core/label/agreement/category_agreement.h"

#include <algorithm>

namespace slipway::label {

namespace {

double weightOf(std::size_t a, std::size_t b, Weighting weighting) {
    const double distance = a > b ? static_cast<double>(a - b) : static_cast<double>(b - a);
    if (weighting == Weighting::None) return a == b ? 0 : 1;
    return weighting == Weighting::Linear ? distance : distance * distance;
}

} // namespace

std::optional<double> cohenKappa(const CountTable& counts, Weighting weighting) {
    const auto size = counts.size();
    std::vector<double> rows(size), columns(size);
    double total = 0;
    for (std::size_t a = 0; a < size; ++a)
        for (std::size_t b = 0; b < size; ++b) {
            const auto count = static_cast<double>(counts[a][b]);
            rows[a] += count;
            columns[b] += count;
            total += count;
        }
    if (total <= 0) return std::nullopt;
    double observed = 0, expected = 0;
    for (std::size_t a = 0; a < size; ++a)
        for (std::size_t b = 0; b < size; ++b) {
            const double weight = weightOf(a, b, weighting);
            observed += weight * static_cast<double>(counts[a][b]);
            expected += weight * rows[a] * columns[b];
        }
    if (expected <= 0) return std::nullopt;
    return 1 - observed * total / expected;
}

void FleissSums::change(std::span<const std::pair<std::size_t, std::int64_t>> ratings, std::int64_t by) {
    std::int64_t total = 0, squares = 0;
    for (const auto& [category, count] : ratings) {
        total += count;
        squares += count * count;
    }
    if (total < 2) return;
    auto& sums = m_byRatings[total];
    sums.items += by;
    sums.squares += by * squares;
    for (const auto& [category, count] : ratings) {
        const auto place = sums.perCategory.try_emplace(category, 0).first;
        place->second += by * count;
        if (place->second == 0) sums.perCategory.erase(place);
    }
    if (sums.items == 0) m_byRatings.erase(total);
}

std::optional<FleissSums::Kappa> FleissSums::kappa() const {
    const auto most = std::ranges::max_element(
        m_byRatings, {}, [](const auto& entry) { return std::pair(entry.second.items, entry.first); });
    if (most == m_byRatings.end()) return std::nullopt;
    const auto& [ratings, sums] = *most;
    const auto r = static_cast<double>(ratings), n = static_cast<double>(sums.items);
    const double observed = (static_cast<double>(sums.squares) - n * r) / (n * r * (r - 1));
    double chance = 0;
    for (const auto& [category, count] : sums.perCategory) {
        const double share = static_cast<double>(count) / (n * r);
        chance += share * share;
    }
    if (sums.perCategory.size() < 2) return std::nullopt;
    return Kappa{(observed - chance) / (1 - chance), ratings, sums.items};
}

std::optional<double> fleissKappa(const CountTable& counts) {
    FleissSums sums;
    for (const auto& item : counts) {
        std::vector<std::pair<std::size_t, std::int64_t>> ratings;
        for (std::size_t category = 0; category < item.size(); ++category)
            if (item[category] > 0) ratings.emplace_back(category, item[category]);
        sums.add(ratings);
    }
    const auto kappa = sums.kappa();
    return kappa ? std::optional(kappa->value) : std::nullopt;
}

} // namespace slipway::label
