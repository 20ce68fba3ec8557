#include "core/track/run_keys.h"

#include <optional>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "core/track/like.h"
#include "core/track/search_sql.h"

namespace slipway::track {

namespace {

std::unexpected<Error> noKeys() {
    return fail(ErrorCode::InvalidArgument, "only metrics, params and tags have keys", "Ask for one of them");
}

Result<std::vector<std::string>> texts(store::Database& db, const Sql& sql) {
    std::vector<std::string> found;
    SLIPWAY_ASSIGN(auto list, sql.prepare(db));
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return found;
        found.push_back(list.text(0));
    }
}

/// Is the metric among the runs of these experiments?
Sql metricNames(std::span<const std::int64_t> experiments, std::string_view part, int limit) {
    Sql sql;
    sql.add("SELECT k.name FROM metric_key k WHERE ").add(containsSql("k.name", part));
    if (!experiments.empty())
        sql.add(" AND EXISTS (SELECT 1 FROM metric_summary m WHERE m.key = k.id AND m.latest IS NOT NULL AND "
                "m.experiment IN ")
            .addList(experiments)
            .add(")");
    return sql.add(" ORDER BY k.name LIMIT ?", std::int64_t{limit});
}

/// From key to next key of an index: SQLite has no skip scan of its own for this.
Sql distinctKeys(std::string_view table, std::string_view index, std::string_view part, int limit) {
    Sql sql;
    sql.add(fmt::format("WITH RECURSIVE k(key) AS (SELECT min(key) FROM {0} INDEXED BY {1} UNION ALL "
                        "SELECT (SELECT min(key) FROM {0} INDEXED BY {1} WHERE key > k.key) FROM k "
                        "WHERE k.key IS NOT NULL) SELECT key FROM k WHERE key IS NOT NULL AND ",
        table, index));
    return sql.add(containsSql("key", part)).add(" LIMIT ?", std::int64_t{limit});
}

Result<Sql> valuesSql(FieldGroup group, std::string_view key, std::string_view part) {
    Sql sql;
    if (group == FieldGroup::Parameter || group == FieldGroup::Tag) {
        const auto* table = group == FieldGroup::Parameter ? "run_parameter" : "run_tag";
        sql.add(fmt::format("SELECT value, count(*) FROM {} WHERE key = ? AND ", table), std::string(key));
        return sql.add(containsSql("value", part)).add(" GROUP BY value");
    }
    const bool known = key == "status" || key == "user_id" || key == "run_name";
    if (group != FieldGroup::Attribute || !known) return noKeys();
    const auto column = key == "run_name" ? std::string_view("name") : key;
    sql.add(fmt::format("SELECT {}, count(*) FROM run WHERE deleted = 0 AND ", column));
    return sql.add(containsSql(column, part)).add(fmt::format(" GROUP BY {}", column));
}

} // namespace

Result<std::vector<std::string>> runKeys(store::Database& db, FieldGroup group,
    std::span<const std::int64_t> experiments, std::string_view part, int limit) {
    switch (group) {
    case FieldGroup::Metric:
        return texts(db, metricNames(experiments, part, limit));
    case FieldGroup::Parameter:
        return texts(db, distinctKeys("run_parameter", "run_parameter_by_key", part, limit));
    case FieldGroup::Tag:
        return texts(db, distinctKeys("run_tag", "run_tag_by_key", part, limit));
    case FieldGroup::Attribute:
    case FieldGroup::Dataset:
        break;
    }
    return noKeys();
}

Result<std::vector<ValueCount>> frequentValues(
    store::Database& db, FieldGroup group, std::string_view key, std::string_view part, int limit) {
    SLIPWAY_ASSIGN(auto sql, valuesSql(group, key, part));
    sql.add(" ORDER BY 2 DESC, 1 LIMIT ?", std::int64_t{limit});
    std::vector<ValueCount> found;
    SLIPWAY_ASSIGN(auto list, sql.prepare(db));
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return found;
        found.push_back({list.text(0), list.integer(1)});
    }
}

} // namespace slipway::track
