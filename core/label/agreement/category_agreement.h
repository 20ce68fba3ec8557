#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace slipway::label {

// A value that the definition leaves open (nobody disagrees about anything by chance, no pair to compare) is nullopt.

enum class Weighting : std::uint8_t { None, Linear, Quadratic };

/// counts[a][b]: items that one person put into category a and the other into b. Square; for weights the categories
/// are in their natural order.
using CountTable = std::vector<std::vector<std::int64_t>>;

/// Cohen 1960; weighted by the distance of categories, Cohen 1968. nullopt when both always use one category.
std::optional<double> cohenKappa(const CountTable& counts, Weighting weighting = Weighting::None);

/// Fleiss 1971 from sums that items are added to and taken from. Items with another number of ratings than most have
/// are left out, since the definition wants the same number for all.
class FleissSums {
public:
    struct Kappa {
        double value = 0;
        std::int64_t ratings = 0; ///< of each item that is in it
        std::int64_t items = 0;
    };
    /// `ratings`: how many people chose each category, by its number; those nobody chose may be left out.
    void add(std::span<const std::pair<std::size_t, std::int64_t>> ratings, std::int64_t items = 1) {
        change(ratings, items);
    }
    void remove(std::span<const std::pair<std::size_t, std::int64_t>> ratings) { change(ratings, -1); }
    std::optional<Kappa> kappa() const;

private:
    struct Sums {
        std::int64_t items = 0, squares = 0;
        std::map<std::size_t, std::int64_t> perCategory;
    };
    void change(std::span<const std::pair<std::size_t, std::int64_t>> ratings, std::int64_t by);

    std::map<std::int64_t, Sums> m_byRatings; ///< by the number of ratings of an item, from 2
};

/// counts[item][category]: people who chose it.
std::optional<double> fleissKappa(const CountTable& counts);

} // namespace slipway::label
