#include "core/data/pii_scan.h"

#include <array>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/data/pii_checks.h"

namespace slipway::data {

namespace {

constexpr std::size_t kSampledValues = 10000;

struct Kind {
    std::string_view name;
    bool (*holds)(std::string_view);
};
constexpr std::array<Kind, 8> kKinds{{{"CREDIT_CARD", holdsCreditCard}, {"EMAIL_ADDRESS", holdsEmail},
    {"IBAN_CODE", holdsIban}, {"IP_ADDRESS", holdsIpAddress}, {"MAC_ADDRESS", holdsMacAddress}, {"URL", holdsUrl},
    {"US_ITIN", holdsUsItin}, {"US_SSN", holdsUsSsn}}};

/// A column called so may hold telephone numbers without any separator.
bool namesPhones(const std::string& column) {
    const auto name = toLower(column);
    for (const std::string_view word : {"phone", "mobile", "telephone", "tel_", "cell", "fax"})
        if (name.find(word) != std::string::npos) return true;
    return name == "tel";
}

/// Every tenth number of card length passes the checksum by chance: a whole-number column needs more than that.
constexpr double kNumberShare = 0.5;

} // namespace

bool isScannedForPii(const table::Column& column) {
    return column.type == table::Type::Integer || column.type == table::Type::Text;
}

PiiCounter::PiiCounter(const table::Column& column)
    : m_number(column.type == table::Type::Integer), m_phones(namesPhones(column.name)) {
    static_assert(kKindCount == kKinds.size() + 1);
}

void PiiCounter::add(std::string_view value, std::int64_t times) {
    m_total += times;
    for (std::size_t k = 0; k < kKinds.size(); ++k)
        if (kKinds[k].holds(value)) m_hits[k] += times;
    if (holdsPhoneNumber(value, m_phones) && !(m_number && !m_phones)) m_hits.back() += times;
}

std::vector<ColumnProfile::Pii> PiiCounter::found() const {
    std::vector<ColumnProfile::Pii> found;
    for (std::size_t k = 0; k < m_hits.size(); ++k) {
        if (m_hits[k] == 0) continue;
        const double share = static_cast<double>(m_hits[k]) / static_cast<double>(m_total);
        if (m_number && share < kNumberShare) continue;
        found.push_back({std::string(k < kKinds.size() ? kKinds[k].name : "PHONE_NUMBER"), share});
    }
    return found;
}

Result<std::vector<ColumnProfile::Pii>> scanForPii(
    table::Connection& connection, const std::string& tableName, const table::Column& column) {
    if (!isScannedForPii(column)) return std::vector<ColumnProfile::Pii>();
    const auto name = table::quoteIdentifier(column.name);
    const bool number = column.type == table::Type::Integer;
    SLIPWAY_ASSIGN(const auto sample,
        connection.query(
            fmt::format("SELECT left({0}::VARCHAR, {2}), count(*) FROM {1} WHERE {0} IS NOT NULL {3} GROUP BY {0} "
                        "ORDER BY hash({0}), {0} LIMIT {4}",
                name, table::quoteIdentifier(tableName), kScannedBytes,
                number ? fmt::format("AND {} >= {}", name, kSmallestScannedNumber) : "", kSampledValues)));
    PiiCounter counter(column);
    for (std::size_t row = 0; row < sample.rowCount(); ++row)
        counter.add(table::toText(sample.cells[0][row]), std::get<std::int64_t>(sample.cells[1][row]));
    return counter.found();
}

} // namespace slipway::data
