#include "core/track/run_search.h"

#include <bit>
#include <charconv>
#include <optional>
#include <variant>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "core/track/metric_store.h"

namespace slipway::track {

namespace {

using Bound = std::variant<std::int64_t, double, std::string>;

/// SQL text with the values for its question marks.
struct Query {
    std::string sql;
    std::vector<Bound> values;

    void add(std::string_view text) { sql += text; }
    template <class... T> void add(std::string_view text, const T&... bound) {
        sql += text;
        (values.emplace_back(bound), ...);
    }
    Result<store::Statement> prepare(store::Database& db) const {
        SLIPWAY_ASSIGN(auto statement, db.prepare(sql));
        int index = 0;
        for (const auto& value : values) {
            ++index;
            std::visit([&](const auto& v) { statement.bind(index, v); }, value);
        }
        return statement;
    }
};

/// Where a page begins: behind this run of this part of the order. Parts: 'm' runs with the metric, 's' by start.
struct Place {
    char part = 's';
    std::optional<std::int64_t> key; ///< start, or the bits of the metric's value; nothing: at the part's beginning
    std::int64_t number = 0;
};

std::string toToken(const Place& place) {
    if (!place.key) return std::string(1, place.part);
    return fmt::format("{}:{}:{}", place.part, *place.key, place.number);
}

std::optional<std::int64_t> wholeNumber(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Result<Place> fromToken(std::string_view token, bool byMetric) {
    if (token.empty()) return Place{byMetric ? 'm' : 's', std::nullopt, 0};
    const auto parts = split(token, ':');
    const bool known = parts[0] == "s" || (parts[0] == "m" && byMetric);
    if (known && parts.size() == 1) return Place{parts[0][0], std::nullopt, 0};
    const auto key = parts.size() == 3 ? wholeNumber(parts[1]) : std::nullopt;
    const auto number = parts.size() == 3 ? wholeNumber(parts[2]) : std::nullopt;
    if (known && key && number) return Place{parts[0][0], key, *number};
    return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no page token of this search", forMessage(token)),
        "Start again without a token");
}

std::string likePattern(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

void addFilters(Query& sql, const RunQuery& query) {
    if (!query.includeDeleted) sql.add(" AND r.deleted = 0");
    if (query.text.empty()) return;
    const auto pattern = likePattern(query.text);
    sql.add(" AND (r.name LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM run_tag t WHERE t.run = r.number AND "
            "t.value LIKE ? ESCAPE '\\'))",
        pattern, pattern);
}

/// Adds at most `limit` runs to `page`; the place behind the last one when there are more.
Result<std::optional<Place>> read(
    store::Database& db, const Query& sql, char part, std::size_t limit, RunNumbers& page) {
    SLIPWAY_ASSIGN(auto list, sql.prepare(db));
    Place last{part, std::nullopt, 0};
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return std::nullopt;
        if (page.numbers.size() == limit) return last;
        last.number = list.integer(0);
        last.key = part == 'm' ? std::bit_cast<std::int64_t>(list.real(1)) : list.integer(1);
        page.numbers.push_back(last.number);
    }
}

Query byMetric(const RunQuery& query, std::int64_t key, const Place& place, std::size_t rows) {
    const auto* compare = query.descending ? "<" : ">";
    const auto* order = query.descending ? "DESC" : "ASC";
    Query sql;
    sql.add("SELECT m.run, m.latest FROM metric_summary m CROSS JOIN run r ON r.number = m.run WHERE m.key = ? AND "
            "m.latest IS NOT NULL",
        key);
    if (query.experiment) sql.add(" AND m.experiment = ?", *query.experiment);
    if (place.key)
        sql.add(
            fmt::format(" AND (m.latest, m.run) {} (?, ?)", compare), std::bit_cast<double>(*place.key), place.number);
    addFilters(sql, query);
    sql.add(fmt::format(" ORDER BY m.latest {0}, m.run {0} LIMIT ?", order), static_cast<std::int64_t>(rows));
    return sql;
}

/// `without`: only runs that do not have this metric.
Query byStart(const RunQuery& query, std::optional<std::int64_t> without, const Place& place, std::size_t rows) {
    const bool newestFirst = query.descending || !query.orderByMetric.empty();
    const auto* compare = newestFirst ? "<" : ">";
    const auto* order = newestFirst ? "DESC" : "ASC";
    Query sql;
    sql.add("SELECT r.number, r.started_at FROM run r WHERE TRUE");
    if (query.experiment) sql.add(" AND r.experiment = ?", *query.experiment);
    if (place.key) sql.add(fmt::format(" AND (r.started_at, r.number) {} (?, ?)", compare), *place.key, place.number);
    addFilters(sql, query);
    if (without)
        sql.add(" AND NOT EXISTS (SELECT 1 FROM metric_summary m WHERE m.run = r.number AND m.key = ? AND "
                "m.latest IS NOT NULL)",
            *without);
    sql.add(fmt::format(" ORDER BY r.started_at {0}, r.number {0} LIMIT ?", order), static_cast<std::int64_t>(rows));
    return sql;
}

} // namespace

Result<RunNumbers> searchRuns(store::Database& db, const RunQuery& query, std::string_view pageToken, int limit) {
    if (limit < 1 || limit > 50000)
        return fail(ErrorCode::InvalidArgument, fmt::format("a page cannot have {} runs", limit), "Use 1 to 50000");
    const auto rows = static_cast<std::size_t>(limit);
    SLIPWAY_ASSIGN(auto place, fromToken(pageToken, !query.orderByMetric.empty()));
    std::optional<std::int64_t> key;
    if (!query.orderByMetric.empty()) {
        SLIPWAY_ASSIGN(key, MetricStore(db).keyId(query.orderByMetric));
    }
    RunNumbers page;
    if (place.part == 'm') {
        std::optional<Place> next;
        if (key) {
            SLIPWAY_ASSIGN(next, read(db, byMetric(query, *key, place, rows + 1), 'm', rows, page));
        }
        if (next) {
            page.next = toToken(*next);
            return page;
        }
        place = {'s', std::nullopt, 0};
    }
    const auto room = rows - page.numbers.size();
    SLIPWAY_ASSIGN(const auto next, read(db, byStart(query, key, place, room + 1), 's', rows, page));
    if (next) page.next = toToken(*next);
    return page;
}

Result<std::int64_t> countRuns(store::Database& db, const RunQuery& query) {
    Query sql;
    sql.add("SELECT count(*) FROM run r WHERE TRUE");
    if (query.experiment) sql.add(" AND r.experiment = ?", *query.experiment);
    addFilters(sql, query);
    SLIPWAY_ASSIGN(auto count, sql.prepare(db));
    SLIPWAY_ASSIGN(const bool found, count.step());
    return found ? count.integer(0) : 0;
}

} // namespace slipway::track
