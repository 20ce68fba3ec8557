#include "core/label/agreement/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace slipway::label {

namespace {

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every platform, unlike the standard's distributions.
class SeededNumbers {
public:
    explicit SeededNumbers(std::uint64_t seed) : m_state(seed) {}
    std::size_t below(std::size_t bound) {
        const auto limit = std::uint64_t{bound};
        const auto fair = ~std::uint64_t{0} - (~std::uint64_t{0} % limit + 1) % limit;
        auto value = next();
        while (value > fair) value = next();
        return static_cast<std::size_t>(value % limit);
    }

private:
    std::uint64_t next() {
        auto x = m_state += 0x9E3779B97F4A7C15ull;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
        return x ^ (x >> 31);
    }
    std::uint64_t m_state;
};

/// The first `count` of a random order of 0 … size − 1.
std::vector<std::size_t> shuffled(std::size_t size, std::size_t count, std::uint64_t seed) {
    std::vector<std::size_t> order(size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    SeededNumbers numbers(seed);
    for (std::size_t i = 0; i < count; ++i) std::swap(order[i], order[i + numbers.below(size - i)]);
    order.resize(count);
    return order;
}

std::pair<double, double> topTwo(std::span<const double> probabilities) {
    double first = 0, second = 0;
    for (const double p : probabilities) {
        second = std::max(second, std::min(first, p));
        first = std::max(first, p);
    }
    return {first, second};
}

double limited(double uncertainty) {
    return std::clamp(uncertainty, 0.0, 1.0);
}

} // namespace

double leastConfidence(std::span<const double> probabilities) {
    if (probabilities.size() < 2) return 0;
    const auto classes = static_cast<double>(probabilities.size());
    return limited((1 - topTwo(probabilities).first) * classes / (classes - 1));
}

double marginUncertainty(std::span<const double> probabilities) {
    if (probabilities.size() < 2) return 0;
    const auto [first, second] = topTwo(probabilities);
    return limited(1 - (first - second));
}

double entropyUncertainty(std::span<const double> probabilities) {
    if (probabilities.size() < 2) return 0;
    double entropy = 0;
    for (const double p : probabilities)
        if (p > 0) entropy -= p * std::log(p);
    return limited(entropy / std::log(static_cast<double>(probabilities.size())));
}

std::optional<double> regionUncertainty(std::span<const double> scores, ScoreSummary summary) {
    if (scores.empty()) return std::nullopt;
    if (summary == ScoreSummary::Min) return limited(1 - *std::ranges::min_element(scores));
    return limited(1 - std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size()));
}

std::vector<Pick> samplingOrder(std::span<const double> uncertainties, double randomShare, std::uint64_t seed) {
    const auto size = uncertainties.size();
    std::vector<std::size_t> certain(size);
    std::iota(certain.begin(), certain.end(), std::size_t{0});
    std::ranges::stable_sort(certain, std::ranges::greater(), [&](std::size_t i) { return uncertainties[i]; });
    const auto random = shuffled(size, size, seed);
    std::vector<bool> taken(size);
    std::vector<Pick> order;
    order.reserve(size);
    std::size_t nextCertain = 0, nextRandom = 0;
    const double share = std::clamp(randomShare, 0.0, 1.0);
    while (order.size() < size) {
        const auto place = static_cast<double>(order.size());
        const bool byChance = std::floor((place + 1) * share) > std::floor(place * share);
        auto& next = byChance ? nextRandom : nextCertain;
        const auto& from = byChance ? random : certain;
        while (taken[from[next]]) ++next;
        taken[from[next]] = true;
        order.push_back({from[next], byChance});
    }
    return order;
}

std::vector<std::size_t> randomIndexes(std::size_t size, std::size_t count, std::uint64_t seed) {
    auto picked = shuffled(size, std::min(size, count), seed);
    std::ranges::sort(picked);
    return picked;
}

} // namespace slipway::label
