#include "core/data/pii_scan.h"

#include <array>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/data/pii_checks.h"

namespace slipway::data {

namespace {

constexpr std::size_t kSampledValues = 10000;
constexpr std::size_t kScannedBytes = 4096;

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

Result<std::vector<ColumnProfile::Pii>> scanForPii(
    table::Connection& connection, const std::string& tableName, const table::Column& column) {
    const bool number = column.type == table::Type::Integer;
    if (!number && column.type != table::Type::Text) return std::vector<ColumnProfile::Pii>();
    const auto name = table::quoteIdentifier(column.name);
    SLIPWAY_ASSIGN(const auto sample,
        connection.query(
            fmt::format("SELECT left({0}::VARCHAR, {2}), count(*) FROM {1} WHERE {0} IS NOT NULL {3} GROUP BY {0} "
                        "ORDER BY hash({0}), {0} LIMIT {4}",
                name, table::quoteIdentifier(tableName), kScannedBytes,
                number ? fmt::format("AND {} >= 1000000000", name) : "", kSampledValues)));
    const bool phones = namesPhones(column.name);
    std::array<std::int64_t, kKinds.size() + 1> hits{};
    std::int64_t total = 0;
    for (std::size_t row = 0; row < sample.rowCount(); ++row) {
        const auto text = table::toText(sample.cells[0][row]);
        const auto count = std::get<std::int64_t>(sample.cells[1][row]);
        total += count;
        for (std::size_t k = 0; k < kKinds.size(); ++k)
            if (kKinds[k].holds(text)) hits[k] += count;
        if (holdsPhoneNumber(text, phones) && !(number && !phones)) hits.back() += count;
    }
    std::vector<ColumnProfile::Pii> found;
    for (std::size_t k = 0; k < hits.size(); ++k) {
        if (hits[k] == 0) continue;
        const double share = static_cast<double>(hits[k]) / static_cast<double>(total);
        if (number && share < kNumberShare) continue;
        found.push_back({std::string(k < kKinds.size() ? kKinds[k].name : "PHONE_NUMBER"), share});
    }
    return found;
}

} // namespace slipway::data
