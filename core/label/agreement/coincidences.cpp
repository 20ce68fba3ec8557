#include "core/label/agreement/coincidences.h"

#include <vector>

namespace slipway::label {

namespace {

/// A rating with its pairable count and its place on the line on which squared differences are measured.
struct Value {
    double rating = 0, count = 0, place = 0;
};

void setPlaces(std::vector<Value>& values, Scale scale, double total) {
    double before = 0, mean = 0;
    for (auto& value : values) {
        // Ordinal: the sum of counts between two ratings minus half of both ends is the difference of their mid-ranks.
        value.place = scale == Scale::Ordinal ? before + value.count / 2 : value.rating;
        before += value.count;
        mean += value.place * value.count / total;
    }
    for (auto& value : values) value.place -= mean;
}

double difference(const Value& a, const Value& b, Scale scale) {
    if (a.rating == b.rating) return 0;
    if (scale == Scale::Nominal) return 1;
    double root = a.place - b.place;
    if (scale == Scale::Ratio) root = (a.rating - b.rating) / (a.rating + b.rating);
    return root * root;
}

/// Σ over all ordered pairs of ratings, whoever gave them.
double chanceSum(const std::vector<Value>& values, Scale scale, double total) {
    double sum = 0;
    if (scale == Scale::Nominal) {
        for (const auto& value : values) sum += value.count * (total - value.count);
    } else if (scale == Scale::Ratio) {
        for (const auto& a : values)
            for (const auto& b : values) sum += a.count * b.count * difference(a, b, scale);
    } else { // places have mean 0
        for (const auto& value : values) sum += 2 * total * value.count * value.place * value.place;
    }
    return sum;
}

} // namespace

void Coincidences::change(std::span<const double> ratings, std::int64_t by) {
    if (ratings.size() < 2) return;
    std::map<double, std::int64_t> counts;
    for (const double rating : ratings) ++counts[rating];
    const auto size = static_cast<std::int64_t>(ratings.size());
    auto& sums = m_bySize[size];
    sums.units += by;
    for (const auto& [a, countA] : counts)
        for (const auto& [b, countB] : counts) {
            const auto pairs = countA * (a == b ? countB - 1 : countB);
            if (pairs == 0) continue;
            const auto place = sums.pairs.try_emplace({a, b}, 0).first;
            place->second += by * pairs;
            if (place->second == 0) sums.pairs.erase(place);
        }
    if (sums.units == 0) m_bySize.erase(size);
}

std::int64_t Coincidences::units() const {
    std::int64_t units = 0;
    for (const auto& [size, sums] : m_bySize) units += sums.units;
    return units;
}

std::optional<double> Coincidences::alpha(Scale scale) const {
    std::map<std::pair<double, double>, double> matrix;
    for (const auto& [size, sums] : m_bySize)
        for (const auto& [pair, count] : sums.pairs)
            matrix[pair] += static_cast<double>(count) / static_cast<double>(size - 1);
    std::vector<Value> values;
    std::map<double, std::size_t> indexOf;
    double total = 0;
    for (const auto& [pair, weight] : matrix) {
        if (values.empty() || values.back().rating != pair.first) {
            indexOf[pair.first] = values.size();
            values.push_back({pair.first, 0, 0});
        }
        values.back().count += weight;
        total += weight;
    }
    if (values.size() < 2) return std::nullopt;
    setPlaces(values, scale, total);
    double observed = 0;
    for (const auto& [pair, weight] : matrix)
        observed += weight * difference(values[indexOf[pair.first]], values[indexOf[pair.second]], scale);
    const double chance = chanceSum(values, scale, total);
    if (chance <= 0) return std::nullopt;
    return 1 - (total - 1) * observed / chance;
}

} // namespace slipway::label
