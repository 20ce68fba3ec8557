#include "core/data/profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "core/data/pii_scan.h"

namespace slipway::data {

namespace {

constexpr int kBins = 20;
constexpr int kTopValues = 10;
constexpr std::size_t kShownBytes = 200;
constexpr std::array kQuantiles{0.05, 0.25, 0.5, 0.75, 0.95};

using table::quoteIdentifier;

bool isNumeric(const table::Column& column) {
    return column.type == table::Type::Integer || column.type == table::Type::Real;
}

bool canBeNan(const table::Column& column) {
    return column.sqlType == "DOUBLE" || column.sqlType == "FLOAT";
}

/// The column without NaN, which counts as missing: what pandas calls dropna().
std::string present(const table::Column& column) {
    const auto name = quoteIdentifier(column.name);
    if (canBeNan(column)) return fmt::format("CASE WHEN isnan({0}) THEN NULL ELSE {0} END", name);
    return column.type == table::Type::Other ? name + "::VARCHAR" : name;
}

/// Finite values only: infinities would swallow mean, quantiles and bins.
std::string finite(const table::Column& column) {
    const auto name = quoteIdentifier(column.name);
    return canBeNan(column) ? fmt::format("CASE WHEN isfinite({0}) THEN {0} END", name) : name;
}

/// The nine figures of a column as SQL, NULL for those that it has not.
std::string figures(const table::Column& column) {
    const auto value = present(column);
    auto text = fmt::format("count({0}), count(DISTINCT {0})", value);
    if (isNumeric(column)) {
        const auto f = finite(column);
        text += fmt::format(", min({0}), max({0})", f);
        for (std::size_t i = 0; i < kQuantiles.size(); ++i)
            text += fmt::format(", quantile_cont({}::DOUBLE, {})", f, kQuantiles[i]);
    } else {
        text += column.type == table::Type::Time ? fmt::format(", min({0}), max({0})", value) : ", NULL, NULL";
        text += ", NULL, NULL, NULL, NULL, NULL";
    }
    return text;
}

std::optional<double> number(const table::Value& value) {
    const double d = table::toDouble(value);
    return std::isfinite(d) ? std::optional(d) : std::nullopt;
}

double edgeOf(double low, double high, int i) {
    const double span = high - low, share = static_cast<double>(i) / kBins;
    return std::isfinite(span * kBins) ? low + span * i / kBins : low * (1 - share) + high * share;
}

std::vector<ColumnProfile::Bin> binsOf(const std::vector<double>& values, double low, double high) {
    std::vector<ColumnProfile::Bin> bins;
    if (values.empty()) return bins;
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
    for (std::size_t i = 0; i < kBins; ++i) bins.push_back({edges[i], edges[i + 1], counts[i]});
    return bins;
}

class Profiler {
public:
    Profiler(table::Connection& connection, std::string table, Progress& progress)
        : m_connection(connection), m_table(std::move(table)), m_progress(progress) {}

    Result<Profile> run() {
        SLIPWAY_ASSIGN(m_columns, shape());
        SLIPWAY_TRY(readFigures());
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (m_progress.cancelled()) return fail(ErrorCode::Cancelled, "profiling was cancelled");
            m_progress.update(0.4 + 0.6 * static_cast<double>(i) / static_cast<double>(m_columns.size()),
                fmt::format("column {} of {}", i + 1, m_columns.size()));
            auto& column = m_profile.columns[i];
            if (isNumeric(m_columns[i])) SLIPWAY_TRY(readNumbers(m_columns[i], column));
            SLIPWAY_TRY(readTop(m_columns[i], column));
            SLIPWAY_ASSIGN(column.pii, scanForPii(m_connection, m_table, m_columns[i]));
        }
        return std::move(m_profile);
    }

private:
    Result<std::vector<table::Column>> shape() {
        SLIPWAY_ASSIGN(
            auto empty, m_connection.query(fmt::format("SELECT * FROM {} LIMIT 0", quoteIdentifier(m_table))));
        return std::move(empty.columns);
    }

    /// Some columns a statement: one over thousands takes DuckDB quadratic time to plan.
    Status readFigures() {
        constexpr std::size_t together = 32;
        for (std::size_t first = 0; first < m_columns.size(); first += together) {
            const auto end = std::min(m_columns.size(), first + together);
            const auto count = static_cast<double>(m_columns.size());
            SubProgress part(
                m_progress, 0.4 * static_cast<double>(first) / count, 0.4 * static_cast<double>(end) / count);
            SLIPWAY_TRY(readFigures(std::span(m_columns).subspan(first, end - first), part));
        }
        return {};
    }

    Status readFigures(std::span<const table::Column> columns, Progress& progress) {
        std::string list = "count(*)";
        for (const auto& column : columns) list += ", " + figures(column);
        SLIPWAY_ASSIGN(const auto row,
            m_connection.query(fmt::format("SELECT {} FROM {}", list, quoteIdentifier(m_table)), {}, progress));
        m_profile.rows = std::get<std::int64_t>(row.cells[0][0]);
        std::size_t at = 1;
        const auto next = [&]() -> const table::Value& { return row.cells[at++][0]; };
        for (const auto& source : columns) {
            ColumnProfile column;
            column.name = source.name;
            column.type = table::name(source.type);
            column.missing = m_profile.rows - std::get<std::int64_t>(next());
            column.distinct = std::get<std::int64_t>(next());
            const auto& low = next();
            const auto& high = next();
            if (!table::isNull(low)) column.minimum = table::toText(low);
            if (!table::isNull(high)) column.maximum = table::toText(high);
            for (const double q : kQuantiles)
                if (const auto value = number(next())) column.quantiles.emplace_back(q, *value);
            m_profile.columns.push_back(std::move(column));
        }
        return {};
    }

    Status readNumbers(const table::Column& source, ColumnProfile& column) {
        const auto f = finite(source);
        SLIPWAY_ASSIGN(const auto values,
            m_connection.numberColumn(fmt::format("SELECT {} FROM {}", f, quoteIdentifier(m_table))));
        if (values.values.empty()) return {};
        const auto [low, high] = std::minmax_element(values.values.begin(), values.values.end());
        readMoments(values.values, column);
        column.histogram = binsOf(values.values, *low, *high);
        return {};
    }

    /// Two passes in long double: DuckDB's own stddev_samp fails on wide ranges, its avg loses digits on long columns.
    static void readMoments(const std::vector<double>& values, ColumnProfile& column) {
        const auto n = static_cast<long double>(values.size());
        long double sum = 0, squares = 0;
        for (const double value : values) sum += value;
        const long double mean = sum / n;
        for (const double value : values) squares += (value - mean) * (value - mean);
        column.mean = number(static_cast<double>(mean));
        if (values.size() > 1) column.stddev = number(static_cast<double>(std::sqrt(squares / (n - 1))));
    }

    Status readTop(const table::Column& source, ColumnProfile& column) {
        const auto value = present(source);
        // Every value once: no need to count what is known to be 1.
        const bool unique = column.distinct == m_profile.rows - column.missing;
        SLIPWAY_ASSIGN(const auto top,
            m_connection.query(
                unique
                    ? fmt::format("SELECT {0} AS v, 1::BIGINT AS n FROM {1} WHERE {0} IS NOT NULL ORDER BY 1 LIMIT {2}",
                          value, quoteIdentifier(m_table), kTopValues)
                    : fmt::format("SELECT {0} AS v, count(*) AS n FROM {1} WHERE {0} IS NOT NULL GROUP BY 1 ORDER BY 2 "
                                  "DESC, 1 LIMIT {2}",
                          value, quoteIdentifier(m_table), kTopValues)));
        for (std::size_t row = 0; row < top.rowCount(); ++row) {
            auto text = table::toText(top.cells[0][row]);
            if (text.size() > kShownBytes) {
                auto cut = kShownBytes;
                while (cut > 0 && (text[cut] & 0xC0) == 0x80) --cut;
                text = text.substr(0, cut) + "…";
            }
            column.top.push_back({std::move(text), std::get<std::int64_t>(top.cells[1][row])});
        }
        return {};
    }

    table::Connection& m_connection;
    std::string m_table;
    Progress& m_progress;
    std::vector<table::Column> m_columns;
    Profile m_profile;
};

} // namespace

Result<Profile> profileTable(table::Connection& connection, const std::string& table, Progress& progress) {
    return Profiler(connection, table, progress).run();
}

} // namespace slipway::data
