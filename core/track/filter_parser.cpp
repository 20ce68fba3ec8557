#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/text.h"
#include "core/track/filter_value.h"

namespace slipway::track {

namespace {

using Kind = FilterToken::Kind;

struct Symbol {
    std::string_view text;
    Operator op = Operator::Equal;
    bool desktopOnly = false;
};
constexpr std::array kSymbols = {Symbol{"=", Operator::Equal}, Symbol{"!=", Operator::NotEqual},
    Symbol{"<", Operator::Less}, Symbol{"<=", Operator::LessOrEqual}, Symbol{">", Operator::Greater},
    Symbol{">=", Operator::GreaterOrEqual}, Symbol{"~", Operator::Contains, true},
    Symbol{"!~", Operator::NotContains, true}};

class Parser {
public:
    Parser(std::vector<FilterToken> tokens, const FilterTable& table, Dialect dialect, std::int64_t now)
        : m_tokens(std::move(tokens)), m_table(table), m_dialect(dialect), m_now(now) {}

    Result<Filter> parse() {
        if (at().kind == Kind::End) return Filter{};
        SLIPWAY_ASSIGN(auto filter, m_dialect == Dialect::Mlflow ? comparisons() : alternatives());
        if (at().kind == Kind::End) return filter;
        return unexpectedToken(m_dialect == Dialect::Mlflow ? "AND" : "a field, a word, AND or OR");
    }
    TextRange place() const { return m_place; }

private:
    const FilterToken& at(std::size_t ahead = 0) const {
        return m_tokens[std::min(m_next + ahead, m_tokens.size() - 1)];
    }
    void advance(std::size_t count = 1) { m_next = std::min(m_next + count, m_tokens.size() - 1); }

    std::unexpected<Error> failAt(TextRange place, Error error) {
        m_place = place;
        error.message += fmt::format(", at byte {}", place.begin + 1);
        return std::unexpected(std::move(error));
    }
    template <class T> Result<T> placed(Result<T> result, TextRange place) {
        if (!result) return failAt(place, std::move(result.error()));
        return result;
    }
    std::unexpected<Error> unexpectedToken(std::string_view expected) {
        const auto& token = at();
        if (token.kind == Kind::Semicolon)
            return failAt(token.range, {ErrorCode::InvalidArgument, "Search filter contained multiple expression(s)",
                                           "Join comparisons with AND; a semicolon stands only inside quotes"});
        if (!token.closed)
            return failAt(
                token.range, {ErrorCode::InvalidArgument, "Invalid clause(s) in filter string: a quote is not closed",
                                 fmt::format("Close it with another {}", token.quote)});
        const auto found =
            token.kind == Kind::End ? std::string("the end") : fmt::format("'{}'", forMessage(token.raw));
        return failAt(
            token.range, {ErrorCode::InvalidArgument,
                             fmt::format("Invalid clause(s) in filter string: expected {}, found {}", expected, found),
                             "Write comparisons like metrics.accuracy > 0.9 AND params.depth = '6'"});
    }

    static Filter joined(Filter::Kind kind, std::vector<Filter> parts) {
        if (parts.size() == 1) return std::move(parts.front());
        Filter filter;
        filter.kind = kind;
        filter.children = std::move(parts);
        return filter;
    }

    Result<Filter> comparisons() {
        std::vector<Filter> parts;
        while (true) {
            SLIPWAY_ASSIGN(auto part, comparison());
            parts.push_back(std::move(part));
            if (!at().isWord("and")) break;
            advance();
        }
        return joined(Filter::Kind::And, std::move(parts));
    }

    Result<Filter> alternatives() {
        std::vector<Filter> parts;
        while (true) {
            SLIPWAY_ASSIGN(auto part, terms());
            parts.push_back(std::move(part));
            if (!at().isWord("or")) break;
            advance();
        }
        return joined(Filter::Kind::Or, std::move(parts));
    }

    bool endsTerms() const { return at().kind == Kind::End || at().kind == Kind::Close || at().isWord("or"); }

    Result<Filter> terms() {
        std::vector<Filter> parts;
        do {
            SLIPWAY_ASSIGN(auto part, term());
            parts.push_back(std::move(part));
            if (at().isWord("and")) {
                advance();
                if (endsTerms()) return unexpectedToken("a field or a word");
            }
        } while (!endsTerms());
        return joined(Filter::Kind::And, std::move(parts));
    }

    Result<Filter> term() {
        if (at().isWord("not")) return nested([this] { return negated(); });
        if (at().kind == Kind::Open) return nested([this] { return parenthesized(); });
        return isComparison() ? comparison() : word();
    }

    template <class F> Result<Filter> nested(F&& inner) {
        if (++m_depth > kMaxFilterDepth)
            return failAt(at().range,
                {ErrorCode::InvalidArgument, fmt::format("More than {} parentheses are nested", kMaxFilterDepth),
                    "Write a flatter filter"});
        auto filter = inner();
        --m_depth;
        return filter;
    }

    Result<Filter> negated() {
        advance();
        Filter filter;
        filter.kind = Filter::Kind::Not;
        SLIPWAY_ASSIGN(auto part, term());
        filter.children.push_back(std::move(part));
        return filter;
    }

    Result<Filter> parenthesized() {
        advance();
        SLIPWAY_ASSIGN(auto filter, alternatives());
        if (at().kind != Kind::Close) return unexpectedToken("')'");
        advance();
        return filter;
    }

    Status counted() {
        if (++m_count <= kMaxComparisons) return {};
        return failAt(at().range,
            {ErrorCode::InvalidArgument, fmt::format("The filter has more than {} comparisons", kMaxComparisons),
                "Split it, or use IN for many values of one field"});
    }

    bool isAnyOf(const FilterToken& token, std::initializer_list<std::string_view> words) const {
        return std::ranges::any_of(words, [&](auto word) { return token.isWord(word); });
    }

    Result<Filter> word() {
        const auto& token = at();
        const bool text = token.kind == Kind::Word || (token.kind == Kind::Quoted && token.closed);
        if (!text || !token.closed || isAnyOf(token, {"and", "or"})) return unexpectedToken("a field or a word");
        SLIPWAY_TRY(counted());
        Filter filter;
        filter.kind = Filter::Kind::Word;
        filter.word = token.kind == Kind::Word ? std::string(token.raw) : token.key;
        advance();
        return filter;
    }

    /// In the filter bar words stand between comparisons: "tree in forest" is three of them.
    bool isComparison() const {
        const auto& token = at();
        if (token.kind != Kind::Word && token.kind != Kind::Quoted) return false;
        const auto words = fieldWords();
        if (at(words).kind == Kind::Symbol) return true;
        const bool known =
            token.kind == Kind::Word && token.prefix && m_table.group(*token.prefix, m_dialect) != nullptr;
        if (known) return true;
        const auto& next = at(words);
        const auto& after = at(words + 1);
        if (isAnyOf(next, {"like", "ilike"})) return after.kind == Kind::Quoted;
        if (next.isWord("in")) return after.kind == Kind::Open;
        if (next.isWord("not")) return after.isWord("in") && at(words + 2).kind == Kind::Open;
        return next.isWord("is") && (after.isWord("null") || (after.isWord("not") && at(words + 2).isWord("null")));
    }

    std::size_t fieldWords() const {
        return isAliasOfTwoWords(at(), at(1), m_table, m_dialect) &&
                       (at(2).kind == Kind::Symbol || isAnyOf(at(2), {"like", "ilike", "in", "not", "is"}))
                   ? 2
                   : 1;
    }

    Result<FilterField> field() {
        const bool quotedName = at().kind == Kind::Quoted && at().quote != '\'';
        if (!at().closed || (at().kind != Kind::Word && !quotedName)) return unexpectedToken("a field");
        if (isAnyOf(at(), {"and"})) return unexpectedToken("a field");
        const auto words = fieldWords();
        const auto token = words == 2 ? joinedWords(at(), at(1)) : at();
        if (m_dialect == Dialect::Mlflow && plainNumber(token.raw))
            return failAt(token.range,
                {ErrorCode::InvalidArgument,
                    fmt::format("Invalid comparison clause. Expected 'Identifier' found '{}'", forMessage(token.raw)),
                    "Write the field on the left"});
        SLIPWAY_ASSIGN(auto field, placed(resolveField(token, m_table, m_dialect), token.range));
        advance(words);
        return field;
    }

    Result<Operator> symbol() {
        const auto& token = at();
        const auto found = std::ranges::find(kSymbols, token.raw, &Symbol::text);
        if (found == kSymbols.end() || (found->desktopOnly && m_dialect == Dialect::Mlflow))
            return failAt(
                token.range, {ErrorCode::InvalidArgument, fmt::format("Invalid comparator '{}'", forMessage(token.raw)),
                                 "Comparators are =, !=, <, <=, >, >=, LIKE, ILIKE, IN, NOT IN"});
        advance();
        return found->op;
    }

    Result<Operator> comparator() {
        if (at().kind == Kind::Symbol) return symbol();
        const auto take = [this](std::size_t words, Operator op) {
            advance(words);
            return op;
        };
        if (at().isWord("like")) return take(1, Operator::Like);
        if (at().isWord("ilike")) return take(1, Operator::ILike);
        if (at().isWord("in")) return take(1, Operator::In);
        if (at().isWord("not") && at(1).isWord("in")) return take(2, Operator::NotIn);
        if (at().isWord("is") && at(1).isWord("null")) return take(2, Operator::IsNull);
        if (at().isWord("is") && at(1).isWord("not") && at(2).isWord("null")) return take(3, Operator::IsNotNull);
        return unexpectedToken("an operator");
    }

    Status checkOperator(const FilterField& field, Operator op, TextRange place) {
        const auto allowed = allowedOperators(field, m_dialect);
        if (std::ranges::find(allowed, op) != allowed.end()) return {};
        const bool null = op == Operator::IsNull || op == Operator::IsNotNull;
        const auto* parameters = m_table.group(FieldGroup::Parameter);
        std::vector<std::string_view> names;
        for (const auto one : allowed) names.push_back(text(one));
        auto message = fmt::format("Invalid comparator '{}' for {}", text(op), described(field));
        if (null)
            message =
                fmt::format("IS NULL / IS NOT NULL is only supported for tags{}", parameters ? " and params" : "");
        return failAt(place,
            {ErrorCode::InvalidArgument, std::move(message), fmt::format("Valid ones are {}", fmt::join(names, ", "))});
    }

    std::unexpected<Error> badList(std::string_view what) {
        if (at().kind == Kind::End || !at().closed) return unexpectedToken("a list of quoted texts in parentheses");
        return failAt(at().range,
            {ErrorCode::InvalidArgument, fmt::format("While parsing a list in the query, expected {}", what),
                "Write a list like ('a', 'b')"});
    }

    Result<FilterValue> list(const FilterField& field) {
        if (at().kind != Kind::Open) return unexpectedToken("a list of quoted texts in parentheses");
        std::vector<std::string> texts;
        do {
            advance();
            if (at().kind == Kind::Close && texts.empty())
                return badList("a non-empty list of string values, but got empty list");
            if (at().kind == Kind::Comma || at().kind == Kind::Close)
                return badList("a non-empty list of string values, but got ill-formed list");
            if (at().kind != Kind::Quoted || at().quote == '`' || !at().closed)
                return badList("string value, punctuation, or whitespace, but got different type in list");
            texts.push_back(meantText(field, at().key));
            advance();
        } while (at().kind == Kind::Comma);
        if (at().kind != Kind::Close) return badList("a non-empty list of string values, but got ill-formed list");
        advance();
        const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
        if (field.attribute != nullptr && field.attribute->lowerCaseLists)
            std::erase_if(texts, [&](const auto& text) { return std::ranges::any_of(text, upper); });
        return texts;
    }

    Result<FilterValue> value(const FilterField& field, Operator op) {
        if (op == Operator::IsNull || op == Operator::IsNotNull) return FilterValue{};
        if (op == Operator::In || op == Operator::NotIn) return list(field);
        const auto& token = at();
        if (!token.closed || (token.kind != Kind::Word && token.kind != Kind::Quoted))
            return unexpectedToken("a value");
        SLIPWAY_ASSIGN(auto value, placed(readValue(token, field, op, m_dialect, m_now), token.range));
        advance();
        return value;
    }

    Result<Filter> comparison() {
        SLIPWAY_TRY(counted());
        const auto begin = at().range.begin;
        // For MLflow these two are no values at all, whatever the field is.
        if (const auto value = fieldWords() + 1;
            m_dialect == Dialect::Mlflow && isAnyOf(at(value), {"true", "false"})) {
            advance(value);
            return unexpectedToken("a number or a quoted text");
        }
        SLIPWAY_ASSIGN(auto named, field());
        const auto place = at().range;
        SLIPWAY_ASSIGN(auto op, comparator());
        SLIPWAY_TRY(checkOperator(named, op, place));
        SLIPWAY_ASSIGN(auto given, value(named, op));
        if (std::holds_alternative<std::vector<std::string>>(given)) {
            // true and false have several spellings
            if (op == Operator::Equal) op = Operator::In;
            if (op == Operator::NotEqual) op = Operator::NotIn;
        }
        Filter filter;
        filter.kind = Filter::Kind::Compare;
        filter.comparison = {
            named.group, std::move(named.key), op, std::move(given), {begin, m_tokens[m_next - 1].range.end}};
        return filter;
    }

    std::vector<FilterToken> m_tokens;
    const FilterTable& m_table;
    Dialect m_dialect;
    std::int64_t m_now;
    std::size_t m_next = 0;
    int m_depth = 0, m_count = 0;
    TextRange m_place;
};

Status checkText(std::string_view text) {
    if (text.size() > kMaxFilterBytes)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("The filter has {} bytes, at most {} are allowed", text.size(), kMaxFilterBytes),
            "Write a shorter one");
    if (firstInvalidUtf8(text) != std::string_view::npos || text.find('\0') != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, "Invalid filter: it holds bytes that are no text", "Send it as UTF-8");
    return {};
}

} // namespace

Result<Filter> parseFilter(
    std::string_view text, const FilterTable& table, Dialect dialect, std::int64_t now, TextRange* where) {
    TextRange unused;
    auto& place = where == nullptr ? unused : *where;
    place = {0, text.size()};
    SLIPWAY_TRY(checkText(text));
    Parser parser(lexFilter(text), table, dialect, now);
    auto filter = parser.parse();
    place = parser.place();
    return filter;
}

} // namespace slipway::track
