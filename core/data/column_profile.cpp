#include "core/data/column_profile.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "core/data/pii_scan.h"

namespace slipway::data {

namespace {

using table::Value;

constexpr int kBins = 20;
constexpr std::size_t kShownBytes = 200;

double edgeOf(double low, double high, int i) {
    const double span = high - low, share = static_cast<double>(i) / kBins;
    return std::isfinite(span * kBins) ? low + span * i / kBins : low * (1 - share) + high * share;
}

std::vector<ColumnProfile::Bin> binsOf(const std::vector<double>& values, double low, double high) {
    if (low == high) return {{low, high, static_cast<std::int64_t>(values.size())}};
    std::array<double, kBins + 1> edges{};
    for (int i = 0; i <= kBins; ++i) edges[static_cast<std::size_t>(i)] = edgeOf(low, high, i);
    edges[kBins] = high;
    std::array<std::int64_t, kBins> counts{};
    const double width = high / kBins - low / kBins;
    for (const double value : values) {
        auto bin = static_cast<std::size_t>(std::clamp((value / 2 - low / 2) / width * 2, 0.0, kBins - 1.0));
        while (bin > 0 && value < edges[bin]) --bin;
        while (bin + 1 < kBins && value >= edges[bin + 1]) ++bin;
        ++counts[bin];
    }
    std::vector<ColumnProfile::Bin> bins;
    for (std::size_t i = 0; i < kBins; ++i) bins.push_back({edges[i], edges[i + 1], counts[i]});
    return bins;
}

/// "2024-01-01 …": such texts sort as their times do.
bool sortsAsText(const std::string& time) {
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return time.size() >= 10 && std::all_of(time.begin(), time.begin() + 4, isDigit) && time[4] == '-' &&
           !time.ends_with(')');
}

/// Cells without nulls; equal ones stay in the order of the rows. None when they cannot be sorted here.
std::optional<std::vector<const Value*>> sorted(const table::Column& column, const std::vector<Value>& cells) {
    std::vector<const Value*> values;
    values.reserve(cells.size());
    for (const auto& cell : cells) {
        if (table::isNull(cell)) continue;
        const auto* text = std::get_if<std::string>(&cell);
        if (text && (column.type == table::Type::Time ? !sortsAsText(*text) : text->size() > kScannedBytes)) return {};
        values.push_back(&cell);
    }
    std::ranges::stable_sort(values, [](const Value* a, const Value* b) { return *a < *b; });
    return values;
}

struct Run {
    const Value* value;
    std::int64_t count;
};

std::vector<Run> runsOf(const std::vector<const Value*>& values) {
    std::vector<Run> runs;
    for (const Value* value : values) {
        if (runs.empty() || *runs.back().value != *value) runs.push_back({value, 0});
        ++runs.back().count;
    }
    return runs;
}

void addTop(std::vector<Run> runs, ColumnProfile& column) {
    const auto shown = std::min(kTopValues, runs.size());
    // Ties stay in the order of their values.
    std::ranges::stable_sort(runs, std::ranges::greater(), &Run::count);
    for (const auto& run : std::span(runs).first(shown)) column.top.push_back({shownValue(*run.value), run.count});
}

std::vector<double> finiteOf(const std::vector<Value>& cells) {
    std::vector<double> numbers;
    numbers.reserve(cells.size());
    for (const auto& cell : cells)
        if (const double number = table::toDouble(cell); std::isfinite(number)) numbers.push_back(number);
    return numbers;
}

/// As the engine interpolates.
double quantile(const std::vector<double>& sortedNumbers, double share) {
    const double at = static_cast<double>(sortedNumbers.size() - 1) * share;
    const auto below = static_cast<std::size_t>(std::floor(at)), above = static_cast<std::size_t>(std::ceil(at));
    if (below == above) return sortedNumbers[below];
    const double part = at - std::floor(at);
    return sortedNumbers[below] * (1 - part) + sortedNumbers[above] * part;
}

void addRange(const std::vector<Run>& runs, ColumnProfile& column) {
    const auto isFinite = [](const Run& run) {
        const auto* real = std::get_if<double>(run.value);
        return !real || std::isfinite(*real);
    };
    const auto first = std::ranges::find_if(runs, isFinite);
    const auto last = std::find_if(runs.rbegin(), runs.rend(), isFinite);
    if (first == runs.end()) return;
    column.minimum = table::toText(*first->value);
    column.maximum = table::toText(*last->value);
}

std::vector<ColumnProfile::Pii> piiOf(const table::Column& column, const std::vector<Run>& runs) {
    if (!isScannedForPii(column)) return {};
    PiiCounter counter(column);
    for (const auto& run : runs) {
        const auto* number = std::get_if<std::int64_t>(run.value);
        if (number && *number < kSmallestScannedNumber) continue;
        counter.add(table::toText(*run.value), run.count);
    }
    return counter.found();
}

} // namespace

bool isNumeric(const table::Column& column) {
    return column.type == table::Type::Integer || column.type == table::Type::Real;
}

std::string presentSql(const table::Column& column) {
    const auto name = table::quoteIdentifier(column.name);
    if (column.sqlType == "DOUBLE" || column.sqlType == "FLOAT")
        return fmt::format("CASE WHEN isnan({0}) THEN NULL ELSE {0} END", name);
    return column.type == table::Type::Other ? name + "::VARCHAR" : name;
}

/// Two passes in long double: DuckDB's own stddev_samp fails on wide ranges, its avg loses digits on long columns.
void addNumbers(const std::vector<double>& values, ColumnProfile& column) {
    if (values.empty()) return;
    const auto n = static_cast<long double>(values.size());
    long double sum = 0, squares = 0;
    for (const double value : values) sum += value;
    const long double mean = sum / n;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const auto finite = [](long double value) {
        const auto number = static_cast<double>(value);
        return std::isfinite(number) ? std::optional(number) : std::nullopt;
    };
    column.mean = finite(mean);
    if (values.size() > 1) column.stddev = finite(std::sqrt(squares / (n - 1)));
    const auto [low, high] = std::ranges::minmax(values);
    column.histogram = binsOf(values, low, high);
}

std::string shownValue(const Value& value) {
    auto text = table::toText(value);
    if (text.size() <= kShownBytes) return text;
    auto cut = kShownBytes;
    while (cut > 0 && (text[cut] & 0xC0) == 0x80) --cut;
    return text.substr(0, cut) + "…";
}

bool canProfileValues(const table::Column& column) {
    static constexpr std::array<std::string_view, 10> kTypes{
        "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP"};
    return std::ranges::find(kTypes, column.sqlType) != kTypes.end();
}

std::optional<ColumnProfile> profileValues(const table::Column& source, const std::vector<Value>& cells) {
    const auto values = sorted(source, cells);
    if (!values) return {};
    const auto runs = runsOf(*values);
    ColumnProfile column;
    column.name = source.name;
    column.type = table::name(source.type);
    column.missing = static_cast<std::int64_t>(cells.size() - values->size());
    column.distinct = static_cast<std::int64_t>(runs.size());
    if (isNumeric(source) || source.type == table::Type::Time) addRange(runs, column);
    if (isNumeric(source)) {
        auto numbers = finiteOf(cells);
        addNumbers(numbers, column);
        std::ranges::sort(numbers);
        if (!numbers.empty())
            for (const double share : kProfileQuantiles)
                if (const double value = quantile(numbers, share); std::isfinite(value))
                    column.quantiles.emplace_back(share, value);
    }
    column.pii = piiOf(source, runs);
    addTop(runs, column);
    return column;
}

} // namespace slipway::data
