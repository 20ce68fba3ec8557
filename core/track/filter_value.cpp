#include "core/track/filter_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/base/time.h"

namespace slipway::track {

namespace {

struct Unit {
    std::string_view name;
    double factor = 1;
};

constexpr std::array kSeconds = {Unit{"ms", 1e-3}, Unit{"s", 1}, Unit{"sec", 1}, Unit{"m", 60}, Unit{"min", 60},
    Unit{"h", 3600}, Unit{"hr", 3600}, Unit{"d", 86400}, Unit{"day", 86400}, Unit{"days", 86400}, Unit{"w", 604800},
    Unit{"week", 604800}, Unit{"weeks", 604800}};
constexpr std::array kBytes = {Unit{"b", 1}, Unit{"kb", 1e3}, Unit{"mb", 1e6}, Unit{"gb", 1e9}, Unit{"tb", 1e12},
    Unit{"kib", 1024.0}, Unit{"mib", 1048576.0}, Unit{"gib", 1073741824.0}, Unit{"tib", 1099511627776.0}};

template <std::size_t N> std::optional<double> factorOf(const std::array<Unit, N>& units, std::string_view name) {
    for (const auto& unit : units)
        if (unit.name == toLower(name)) return unit.factor;
    return std::nullopt;
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// How many bytes of `text` are a number; 0 when it begins with none.
std::size_t numberLength(std::string_view text) {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const auto begin = at;
        while (at < text.size() && isDigit(text[at])) ++at;
        return at - begin;
    };
    auto mantissa = digits();
    if (at < text.size() && text[at] == '.') {
        ++at;
        mantissa += digits();
    }
    if (mantissa == 0) return 0;
    const auto end = at;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        if (digits() > 0) return at;
    }
    return end;
}

std::optional<double> toNumber(std::string_view text) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<double> localMidnight(std::int64_t now, int daysAgo) {
    auto seconds = static_cast<std::time_t>(now / 1000);
    std::tm day{};
    if (localtime_r(&seconds, &day) == nullptr) return std::nullopt;
    day.tm_hour = day.tm_min = day.tm_sec = 0;
    day.tm_mday -= daysAgo;
    day.tm_isdst = -1;
    return static_cast<double>(std::mktime(&day)) * 1000;
}

std::optional<double> timeWord(std::string_view text, std::int64_t now) {
    const auto word = toLower(text);
    if (word == "now") return static_cast<double>(now);
    if (word == "today") return localMidnight(now, 0);
    if (word == "yesterday") return localMidnight(now, 1);
    return std::nullopt;
}

std::optional<double> withDuration(double number, double seconds, FieldType type, std::int64_t now) {
    if (type == FieldType::Number) return number * seconds;
    if (type == FieldType::Duration) return number * seconds * 1000;
    if (number > 0) return std::nullopt; // a time is so long ago, not so long
    return static_cast<double>(now) + number * seconds * 1000;
}

std::unexpected<Error> wantsNumber(const FilterToken& token, const FilterField& field, Dialect dialect) {
    const auto what = field.group == FieldGroup::Metric
                          ? fmt::format("for metric '{}'", forMessage(field.key))
                          : fmt::format("for numeric attribute: {}", forMessage(field.key));
    std::string hint = "Write a number without quotes";
    if (dialect == Dialect::Desktop && field.type == FieldType::Time)
        hint = "Write a time like -7d, today, '2026-01-31' or milliseconds";
    else if (dialect == Dialect::Desktop)
        hint = "Write a number, with a unit if you like: 0.5, 10min, 2GB";
    return fail(ErrorCode::InvalidArgument,
        fmt::format("Expected numeric value type {}. Found {}", what, forMessage(token.raw)), std::move(hint));
}

std::unexpected<Error> wantsText(const FilterToken& token, const FilterField& field) {
    if (!plainNumber(token.raw))
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Parameter value is either not quoted or unidentified quote types used for string value {}",
                forMessage(token.raw)),
            "Use either single or double quotes");
    return fail(ErrorCode::InvalidArgument,
        fmt::format("Expected a quoted string value for {}. Got value {}",
            field.group == FieldGroup::Attribute ? "attributes" : described(field), forMessage(token.raw)),
        "Put it between single quotes");
}

Result<FilterValue> numberValue(const FilterToken& token, const FilterField& field, Dialect dialect, std::int64_t now) {
    const bool text = token.kind == FilterToken::Kind::Quoted;
    if (dialect == Dialect::Desktop && text && field.type == FieldType::Time) {
        if (const auto time = parseIso8601(token.key)) return static_cast<double>(*time);
        return wantsNumber(token, field, dialect);
    }
    const bool word = token.kind == FilterToken::Kind::Word && token.quote == 0;
    const auto number = !word                         ? std::nullopt
                        : dialect == Dialect::Desktop ? quantity(token.raw, field.type, now)
                                                      : plainNumber(token.raw);
    if (!number) return wantsNumber(token, field, dialect);
    return *number;
}

/// Python writes True, JSON writes true.
std::optional<std::vector<std::string>> spellings(const FilterToken& token) {
    if (token.isWord("true")) return std::vector<std::string>{"true", "True", "TRUE"};
    if (token.isWord("false")) return std::vector<std::string>{"false", "False", "FALSE"};
    return std::nullopt;
}

bool ordersNumbers(Operator op) {
    return op == Operator::Less || op == Operator::LessOrEqual || op == Operator::Greater ||
           op == Operator::GreaterOrEqual;
}

} // namespace

std::optional<double> plainNumber(std::string_view text) {
    if (numberLength(text) != text.size() || text.empty()) return std::nullopt;
    return toNumber(text);
}

std::optional<double> quantity(std::string_view text, FieldType type, std::int64_t now) {
    if (type == FieldType::Time)
        if (const auto time = timeWord(text, now)) return time;
    const auto length = numberLength(text);
    if (length == 0) return std::nullopt;
    const auto number = toNumber(text.substr(0, length));
    const auto unit = text.substr(length);
    if (!number || unit.empty()) return number;
    const auto seconds = factorOf(kSeconds, unit);
    const auto bytes = factorOf(kBytes, unit);
    const auto value = seconds                              ? withDuration(*number, *seconds, type, now)
                       : bytes && type == FieldType::Number ? std::optional(*number * *bytes)
                                                            : std::nullopt;
    return value && std::isfinite(*value) ? value : std::nullopt;
}

std::string meantText(const FilterField& field, std::string given) {
    if (field.attribute == nullptr) return given;
    for (const auto& synonym : field.attribute->synonyms)
        if (synonym.given == given) return std::string(synonym.meant);
    return given;
}

Result<FilterValue> readValue(
    const FilterToken& token, const FilterField& field, Operator op, Dialect dialect, std::int64_t now) {
    if (field.type != FieldType::Text) return numberValue(token, field, dialect, now);
    const bool pattern = op == Operator::Like || op == Operator::ILike;
    if (token.kind == FilterToken::Kind::Quoted && token.quote != '`' && !ordersNumbers(op))
        return pattern ? token.key : meantText(field, token.key);
    const bool word = token.kind == FilterToken::Kind::Word && token.quote == 0;
    const bool hasNumberNames = field.attribute != nullptr && !field.attribute->synonyms.empty();
    if (word && hasNumberNames && !pattern && plainNumber(token.raw)) return meantText(field, std::string(token.raw));
    if (dialect == Dialect::Mlflow || !word || pattern) return wantsText(token, field);
    const bool equality = op == Operator::Equal || op == Operator::NotEqual;
    if (auto both = spellings(token); both && equality) return std::move(*both);
    const bool free = field.group == FieldGroup::Parameter || field.group == FieldGroup::Tag;
    if (free && (equality || ordersNumbers(op)))
        if (const auto number = quantity(token.raw, FieldType::Number, now)) return *number;
    return ordersNumbers(op) ? wantsNumber(token, field, dialect) : wantsText(token, field);
}

} // namespace slipway::track
