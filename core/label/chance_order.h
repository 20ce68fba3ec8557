#pragma once

// For core/label only.
#include <cstdint>
#include <string_view>

#include "core/label/task_permutation.h"

namespace slipway::label {

/// The numbers of a project's tasks in the one order by chance in which the queue gives them out at random. Two tasks
/// keep their order when others are added (up to a million tasks, then again up to four million …), so that the tasks
/// up to some place are a random sample of all, however many came later.
class ChanceOrder {
public:
    ChanceOrder(std::string_view projectUid, std::int64_t lastNumber)
        : m_last(lastNumber), m_numbers(placesFor(lastNumber), seedOf(projectUid)) {}

    /// Places 0 … places() − 1; numbers over lastNumber() are to be passed over.
    std::int64_t places() const { return m_numbers.size(); }
    std::int64_t lastNumber() const { return m_last; }
    std::int64_t numberAt(std::int64_t place) const { return m_numbers.at(place) + 1; }
    std::int64_t placeOf(std::int64_t number) const { return m_numbers.placeOf(number - 1); }

private:
    static std::int64_t placesFor(std::int64_t lastNumber) {
        std::int64_t places = std::int64_t{1} << 20;
        while (places < lastNumber) places *= 4;
        return places;
    }
    static std::uint64_t seedOf(std::string_view uid) { // FNV-1a
        std::uint64_t hash = 14695981039346656037ull;
        for (const char c : uid) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
        return hash;
    }

    std::int64_t m_last;
    TaskPermutation m_numbers;
};

} // namespace slipway::label
