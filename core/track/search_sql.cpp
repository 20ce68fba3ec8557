#include "core/track/search_sql.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/store/database.h"
#include "core/track/like.h"

namespace slipway::track {

namespace {

std::unexpected<Error> noSuch(const Comparison& comparison) {
    return fail(ErrorCode::InvalidArgument,
        fmt::format("'{}' cannot be compared so with {}", comparison.key, text(comparison.op)),
        "Compare numbers with =, !=, <, <=, >, >= and texts with =, !=, LIKE, ILIKE, IN, NOT IN");
}

bool comparesNumbers(Operator op) {
    switch (op) {
    case Operator::Equal:
    case Operator::NotEqual:
    case Operator::Less:
    case Operator::LessOrEqual:
    case Operator::Greater:
    case Operator::GreaterOrEqual:
        return true;
    default:
        return false;
    }
}

Result<Sql> compareNumber(std::string_view column, const Comparison& comparison, double value, FieldType type) {
    if (!comparesNumbers(comparison.op)) return noSuch(comparison);
    const auto op = text(comparison.op);
    if (type != FieldType::Text) return Sql().add(fmt::format("{} {} ?", column, op), value);
    // The cast gives the right side a numeric affinity, which turns the column's text into a number where it is one;
    // every text that is none is greater than every number.
    return Sql().add(fmt::format("({0} <= CAST(9e999 AS REAL) AND {0} {1} CAST(? AS REAL))", column, op), value);
}

Result<Sql> compareText(std::string_view column, const Comparison& comparison, const std::string& value) {
    switch (comparison.op) {
    case Operator::Equal:
    case Operator::NotEqual:
        return Sql().add(fmt::format("{} {} ?", column, text(comparison.op)), value);
    case Operator::Like:
        return Sql().add(fmt::format("{} GLOB ?", column), globPattern(value));
    case Operator::ILike:
        return Sql().add(fmt::format("{} LIKE ?", column), value);
    case Operator::Contains:
        return containsSql(column, value);
    case Operator::NotContains:
        return Sql().add(fmt::format("{} NOT LIKE ? ESCAPE '\\'", column), containsPattern(value));
    default:
        return noSuch(comparison);
    }
}

Result<Sql> compareList(std::string_view column, const Comparison& comparison, const std::vector<std::string>& values) {
    if (comparison.op != Operator::In && comparison.op != Operator::NotIn) return noSuch(comparison);
    // SQLite answers "NULL NOT IN ()" with true.
    if (values.empty())
        return Sql().add(comparison.op == Operator::In ? "FALSE" : fmt::format("{} IS NOT NULL", column));
    Sql sql;
    sql.add(fmt::format("{} {} (", column, text(comparison.op)));
    for (std::size_t i = 0; i < values.size(); ++i) sql.add(i == 0 ? "?" : ", ?", values[i]);
    return sql.add(")");
}

/// A condition, and how much of the SQL parser's stack (100 entries) it takes.
struct Condition {
    Sql sql;
    int depth = 0;
};

/// The deepest part comes first, where it costs one entry a level instead of three: SQLite then takes every filter that
/// the parser of filters takes.
Condition joined(std::vector<Condition> parts, std::string_view between) {
    const auto deepest = std::ranges::max_element(parts, {}, &Condition::depth);
    std::rotate(parts.begin(), deepest, deepest + 1);
    Condition all;
    all.sql.add("(");
    for (std::size_t i = 0; i < parts.size(); ++i) {
        all.sql.add(i == 0 ? "" : between).add(parts[i].sql);
        all.depth = std::max(all.depth, parts[i].depth + (i == 0 ? 1 : 3));
    }
    all.sql.add(")");
    return all;
}

Condition leaf(const Sql& sql, bool negated) {
    Condition condition;
    condition.sql.add(negated ? "((" : "(").add(sql).add(negated ? ") IS NOT TRUE)" : ")");
    return condition;
}

/// NOT goes down to the comparisons.
Result<Condition> conditionOf(const Filter& filter, bool negated, const FieldStore& fields) {
    switch (filter.kind) {
    case Filter::Kind::All:
        return leaf(Sql().add("TRUE"), negated);
    case Filter::Kind::Compare: {
        SLIPWAY_ASSIGN(const auto sql, fields.condition(filter.comparison));
        return leaf(sql, negated);
    }
    case Filter::Kind::Word: {
        SLIPWAY_ASSIGN(const auto sql, fields.wordCondition(filter.word));
        return leaf(sql, negated);
    }
    case Filter::Kind::And:
    case Filter::Kind::Or:
    case Filter::Kind::Not:
        break;
    }
    const bool inner = filter.kind == Filter::Kind::Not ? !negated : negated;
    const bool any = (filter.kind == Filter::Kind::Or) != inner;
    std::vector<Condition> parts;
    for (const auto& child : filter.children) {
        SLIPWAY_ASSIGN(auto part, conditionOf(child, inner, fields));
        parts.push_back(std::move(part));
    }
    if (parts.empty()) return leaf(Sql().add("TRUE"), any);
    if (parts.size() == 1) return std::move(parts.front());
    return joined(std::move(parts), any ? " OR " : " AND ");
}

} // namespace

Sql& Sql::add(const Sql& other) {
    text += other.text;
    values.insert(values.end(), other.values.begin(), other.values.end());
    return *this;
}

Sql& Sql::addList(std::span<const std::int64_t> numbers) {
    text += "(";
    for (std::size_t i = 0; i < numbers.size(); ++i) add(i == 0 ? "?" : ", ?", numbers[i]);
    text += ")";
    return *this;
}

Result<NumberPage> readNumbers(store::Database& db, const Sql& sql, std::int64_t limit) {
    NumberPage page;
    SLIPWAY_ASSIGN(auto list, sql.prepare(db));
    while (true) {
        SLIPWAY_ASSIGN(const bool another, list.step());
        if (!another) break;
        page.numbers.push_back(list.integer(0));
    }
    page.more = std::ssize(page.numbers) > limit;
    if (page.more) page.numbers.pop_back();
    return page;
}

Result<store::Statement> Sql::prepare(store::Database& db) const {
    SLIPWAY_ASSIGN(auto statement, db.prepare(text));
    int index = 0;
    for (const auto& value : values) {
        ++index;
        std::visit([&](const auto& bound) { statement.bind(index, bound); }, value);
    }
    return statement;
}

Result<Sql> FieldStore::orderRank(const Order& order) const {
    SLIPWAY_ASSIGN(const auto key, orderKey(order));
    return Sql().add("(").add(key).add(") IS NULL");
}

Result<Sql> whereSql(const Filter& filter, const FieldStore& fields) {
    if (filter.kind == Filter::Kind::All) return Sql();
    SLIPWAY_ASSIGN(const auto condition, conditionOf(filter, false, fields));
    return Sql().add(" AND ").add(condition.sql);
}

Result<Sql> orderSql(std::span<const Order> orders, const FieldStore& fields) {
    Sql sql;
    for (const auto& order : orders) {
        SLIPWAY_ASSIGN(const auto rank, fields.orderRank(order));
        SLIPWAY_ASSIGN(const auto key, fields.orderKey(order));
        sql.add(rank).add(", ").add(key).add(order.ascending ? " ASC, " : " DESC, ");
    }
    return sql;
}

Result<Sql> compareSql(std::string_view column, const Comparison& comparison, FieldType type) {
    if (comparison.op == Operator::IsNull) return Sql().add(fmt::format("{} IS NULL", column));
    if (comparison.op == Operator::IsNotNull) return Sql().add(fmt::format("{} IS NOT NULL", column));
    if (const auto* number = std::get_if<double>(&comparison.value))
        return compareNumber(column, comparison, *number, type);
    if (type != FieldType::Text) return noSuch(comparison);
    if (const auto* value = std::get_if<std::string>(&comparison.value)) return compareText(column, comparison, *value);
    if (const auto* values = std::get_if<std::vector<std::string>>(&comparison.value))
        return compareList(column, comparison, *values);
    return noSuch(comparison);
}

Sql containsSql(std::string_view column, std::string_view part) {
    return Sql().add(fmt::format("{} LIKE ? ESCAPE '\\'", column), containsPattern(part));
}

} // namespace slipway::track
