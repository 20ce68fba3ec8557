#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace slipway::track {

// One language to search experiments, runs, registered models, versions and logged models.
// Grammar and meaning: the MLflow search syntax (mlflow.org, "Search Runs"), of which the desktop's filter bar takes a
// superset: OR, NOT, parentheses, words, relative times, units.

/// What a field belongs to.
enum class FieldGroup { Attribute, Metric, Parameter, Tag, Dataset };
/// Times are milliseconds since 1970, durations are milliseconds; both are numbers to MLflow.
enum class FieldType { Text, Number, Time, Duration };

enum class Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    ILike,
    In,
    NotIn,
    IsNull,
    IsNotNull,
    Contains,   ///< "~", desktop only: the text is a part of the field's, ASCII letters alike in both cases
    NotContains ///< "!~", desktop only
};
std::string_view text(Operator op); ///< "=", "NOT IN" …

/// A place in the filter's text, in bytes; for underlining.
struct TextRange {
    std::size_t begin = 0, end = 0;
};

struct Comparison {
    FieldGroup group = FieldGroup::Attribute;
    std::string key; ///< attributes by their first name: "created" gives "start_time"
    Operator op = Operator::Equal;
    /// Nothing for IS [NOT] NULL, a list for [NOT] IN. A parameter or tag compared with a number (desktop only) means
    /// texts that are numbers. A list can be empty: run ids that can never match are left out of it.
    std::variant<std::monostate, double, std::string, std::vector<std::string>> value;
    TextRange range;
};

/// A tree of comparisons. `Word` searches names, tags and notes for its text.
struct Filter {
    enum class Kind { All, And, Or, Not, Compare, Word } kind = Kind::All;
    std::vector<Filter> children; ///< of And, Or, Not
    Comparison comparison;        ///< of Compare
    std::string word;             ///< of Word
};

enum class Dialect {
    Mlflow, ///< exactly what MLflow's servers accept: comparisons joined by AND
    Desktop ///< the superset of the filter bar
};

/// What one kind of object may be searched and ordered by: its prefixes, attributes and operators.
class FilterTable {
public:
    /// A text that stands for another in comparisons: 'READY' for 'LOGGED_MODEL_READY'.
    struct Synonym {
        std::string_view given, meant;
    };
    struct Attribute {
        std::string_view name;
        FieldType type = FieldType::Text;
        std::vector<std::string_view> aliases;
        std::vector<Operator> operators;
        std::vector<std::string_view> values = {}; ///< the texts that it can have, when they are few
        std::vector<Synonym> synonyms = {};
        bool lowerCaseLists = false; ///< texts with upper-case letters in its lists never match
        bool desktopOnly = false;
    };
    struct Group {
        FieldGroup group = FieldGroup::Attribute;
        FieldType type = FieldType::Text;
        std::vector<std::string_view> prefixes; ///< "metrics", "metric"; the first one is for completion
        std::vector<Operator> operators;        ///< of its keys; attributes have their own
        std::vector<std::string_view> keys;     ///< the only keys that there are; empty: any
        bool ordered = false;                   ///< may stand in an order
    };
    struct OrderKey {
        std::string_view name;
        std::vector<std::string_view> aliases;
    };
    static const FilterTable& runs();
    static const FilterTable& experiments();
    static const FilterTable& registeredModels();
    static const FilterTable& modelVersions();
    static const FilterTable& loggedModels();
    static const FilterTable& traces(); ///< metadata are parameters

    std::span<const Attribute> attributes() const { return m_attributes; }
    std::span<const Group> groups() const { return m_groups; }
    std::span<const OrderKey> orderKeys() const { return m_orderKeys; } ///< the attributes that order

    /// Names are matched exactly; for the desktop in upper and lower case alike.
    const Attribute* attribute(std::string_view nameOrAlias, Dialect dialect) const;
    const Group* group(std::string_view prefix, Dialect dialect) const;
    const Group* group(FieldGroup group) const;

private:
    FilterTable(std::vector<Attribute> attributes, std::vector<Group> groups, std::vector<OrderKey> orderKeys);
    std::vector<Attribute> m_attributes;
    std::vector<Group> m_groups;
    std::vector<OrderKey> m_orderKeys;
};

inline constexpr std::size_t kMaxFilterBytes = 16 * 1024;
inline constexpr int kMaxComparisons = 200, kMaxFilterDepth = 50;

/// InvalidArgument names what was expected and where; `where`, when given, takes the place. At most 16 KiB of text, 200
/// comparisons and words, 50 nested parentheses and NOTs. Relative times of the desktop's dialect count from `now`
/// (milliseconds), "today" and "yesterday" begin at local midnight. Inside quotes a doubled quote means one.
Result<Filter> parseFilter(
    std::string_view text, const FilterTable& table, Dialect dialect, std::int64_t now = 0, TextRange* where = nullptr);

/// One item of an order_by list: "metrics.acc DESC", "attributes.start_time", "params.`a b`".
struct Order {
    FieldGroup group = FieldGroup::Attribute;
    std::string key;
    bool ascending = true;
};
/// InvalidArgument for two keys in one item, unknown attributes, and the same key twice. Datasets have no order.
Result<std::vector<Order>> parseOrder(
    std::span<const std::string> items, const FilterTable& table, Dialect dialect = Dialect::Mlflow);

/// The field_name of a logged models' order object: an attribute or "metrics.NAME", where NAME is taken as it is.
Result<Order> loggedModelOrder(std::string_view fieldName, bool ascending);

/// A search of registered models or versions hides those with the tag mlflow.prompt.is_prompt = 'true', unless the
/// filter asks for that; in comparisons with that tag one without it counts as 'false'.
Filter hidingPrompts(Filter filter);

/// What completes the word at `position`: fields, operators, AND. Keys of metrics, parameters and tags come from the
/// caller.
struct Completion {
    enum class Expects { Field, Operator, Value, Joint } expects = Expects::Field;
    TextRange replaces;              ///< from the word's begin (behind "metrics.") to its end
    std::optional<FieldGroup> group; ///< after "metrics." …; of the field left of an operator or value
    std::string key;                 ///< the field left of an operator or value
    std::vector<std::string> words;  ///< that fit here, beginning with what is typed before `position`
};
Completion completeFilter(std::string_view text, std::size_t position, const FilterTable& table, Dialect dialect);

/// A key, or a text value, as it is written in a filter: quoted where the language needs it.
std::string writtenKey(std::string_view key);
std::string writtenText(std::string_view text);

} // namespace slipway::track
