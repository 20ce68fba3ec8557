#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/profile.h"
#include "core/table/engine.h"

namespace slipway::data {

constexpr std::size_t kScannedBytes = 4096;                    ///< of each value
constexpr std::int64_t kSmallestScannedNumber = 1'000'000'000; ///< cards and telephones have ten digits or more

/// Text and whole numbers.
bool isScannedForPii(const table::Column& column);

/// Counts kinds of personal data among the different values of one column.
class PiiCounter {
public:
    explicit PiiCounter(const table::Column& column);
    void add(std::string_view value, std::int64_t times);
    std::vector<ColumnProfile::Pii> found() const;

private:
    static constexpr std::size_t kKindCount = 9;
    bool m_number, m_phones;
    std::array<std::int64_t, kKindCount> m_hits{};
    std::int64_t m_total = 0;
};

/// Kinds of personal data in one column with the share of its non-null values that hold one, over at most 10,000
/// distinct values (always the same ones). Checksums are checked. Names, places and nationalities are not looked for.
Result<std::vector<ColumnProfile::Pii>> scanForPii(
    table::Connection& connection, const std::string& table, const table::Column& column);

} // namespace slipway::data
