#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/store/statement.h"
#include "core/track/filter.h"

namespace slipway::store {
class Database;
}

namespace slipway::track {

/// SQL text with the values for its question marks. Nothing from outside is ever part of the text.
struct Sql {
    using Value = std::variant<std::int64_t, double, std::string>;
    std::string text;
    std::vector<Value> values;

    Sql& add(std::string_view more) {
        text += more;
        return *this;
    }
    template <class... T> Sql& add(std::string_view more, const T&... bound) {
        text += more;
        (values.emplace_back(bound), ...);
        return *this;
    }
    Sql& add(const Sql& other);
    Sql& addList(std::span<const std::int64_t> numbers); ///< "(?, ?)"
    Result<store::Statement> prepare(store::Database& db) const;
};

/// The numbers in the first column of a search that ends in "LIMIT ? OFFSET ?" with one row more than its page has.
struct NumberPage {
    std::vector<std::int64_t> numbers;
    bool more = false;
};
Result<NumberPage> readNumbers(store::Database& db, const Sql& sql, std::int64_t limit);

/// Where the fields of one kind of object are stored: how a comparison becomes a condition on one row.
class FieldStore {
public:
    virtual ~FieldStore() = default;
    /// A boolean expression; a field that the object lacks makes it false or NULL, also for "!=" (true only for IS
    /// NULL). NaN matches nothing.
    virtual Result<Sql> condition(const Comparison& comparison) const = 0;
    virtual Result<Sql> wordCondition(std::string_view word) const = 0;
    /// An expression to sort by; NULL when the object lacks it.
    virtual Result<Sql> orderKey(const Order& order) const = 0;
    /// What comes before orderKey, always ascending: what is there, then what is not. Stores with NaN put it between.
    virtual Result<Sql> orderRank(const Order& order) const;
};

/// " AND (…)" for a filter; nothing for one that matches all.
Result<Sql> whereSql(const Filter& filter, const FieldStore& fields);

/// "rank, key DESC, " for each item of an order, to stand behind ORDER BY and before the search's own last ties: what
/// an object lacks sorts last in both directions.
Result<Sql> orderSql(std::span<const Order> orders, const FieldStore& fields);

/// "column op ?" for texts and numbers that stand in the expression `column` itself; NULL in it is "missing".
/// A number compared with a column of texts minds only texts that are numbers.
Result<Sql> compareSql(std::string_view column, const Comparison& comparison, FieldType type);

/// "column has this text anywhere", ASCII letters alike in upper and lower case.
Sql containsSql(std::string_view column, std::string_view part);

} // namespace slipway::track
