#pragma once

#include <array>
#include <cstdint>

namespace slipway::label {

/// 0 … size − 1 in an order that looks random and is always the same for a seed, without a table: a Feistel cipher of
/// four rounds over the next power of four, walked until it stays inside (Black and Rogaway 2002).
class TaskPermutation {
public:
    TaskPermutation(std::int64_t size, std::uint64_t seed) : m_size(static_cast<std::uint64_t>(size)) {
        while ((std::uint64_t{1} << (2 * m_halfBits)) < m_size) ++m_halfBits;
        for (auto& key : m_keys) key = seed = mixed(seed + 0x9E3779B97F4A7C15ull);
    }

    std::int64_t size() const { return static_cast<std::int64_t>(m_size); }

    std::int64_t at(std::int64_t place) const {
        auto value = static_cast<std::uint64_t>(place);
        do value = encrypted(value);
        while (value >= m_size);
        return static_cast<std::int64_t>(value);
    }
    /// Where `value` is: the place that at() gives it for.
    std::int64_t placeOf(std::int64_t value) const {
        auto place = static_cast<std::uint64_t>(value);
        do place = decrypted(place);
        while (place >= m_size);
        return static_cast<std::int64_t>(place);
    }

private:
    static std::uint64_t mixed(std::uint64_t x) { // the finaliser of SplitMix64
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
        return x ^ (x >> 31);
    }
    std::uint64_t encrypted(std::uint64_t value) const {
        const auto mask = (std::uint64_t{1} << m_halfBits) - 1;
        auto left = value >> m_halfBits, right = value & mask;
        for (const auto key : m_keys) {
            const auto next = left ^ (mixed(right ^ key) & mask);
            left = right;
            right = next;
        }
        return left << m_halfBits | right;
    }
    std::uint64_t decrypted(std::uint64_t value) const {
        const auto mask = (std::uint64_t{1} << m_halfBits) - 1;
        auto left = value >> m_halfBits, right = value & mask;
        for (auto key = m_keys.rbegin(); key != m_keys.rend(); ++key) {
            const auto before = right ^ (mixed(left ^ *key) & mask);
            right = left;
            left = before;
        }
        return left << m_halfBits | right;
    }

    std::uint64_t m_size;
    int m_halfBits = 1;
    std::array<std::uint64_t, 4> m_keys{};
};

} // namespace slipway::label
