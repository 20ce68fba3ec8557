#include "core/track/filter_field.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/text.h"

namespace slipway::track {

namespace {

std::unexpected<Error> unknownAttribute(std::string_view key, const FilterTable& table, Dialect dialect) {
    std::vector<std::string> names;
    for (const auto& attribute : table.attributes())
        if (dialect == Dialect::Desktop || !attribute.desktopOnly) names.emplace_back(attribute.name);
    std::string hint = fmt::format("Valid keys are {}", fmt::join(names, ", "));
    if (const auto near = nearestName(key, names); !near.empty()) hint = fmt::format("Did you mean {}? {}", near, hint);
    if (const auto* metrics = table.group(FieldGroup::Metric))
        hint += fmt::format("; a metric is written {}.NAME", metrics->prefixes.front());
    return fail(ErrorCode::InvalidArgument, fmt::format("Invalid attribute key '{}' specified", forMessage(key)),
        std::move(hint));
}

std::unexpected<Error> unknownPrefix(std::string_view prefix, const FilterTable& table) {
    std::vector<std::string_view> prefixes;
    for (const auto& group : table.groups()) prefixes.push_back(group.prefixes.front());
    return fail(ErrorCode::InvalidArgument, fmt::format("Invalid entity type '{}'", forMessage(prefix)),
        fmt::format("Valid values are {}; keys with other letters are quoted", fmt::join(prefixes, ", ")));
}

Result<FilterField> attributeField(std::string_view key, const FilterTable& table, Dialect dialect) {
    const auto* attribute = table.attribute(key, dialect);
    if (attribute == nullptr) return unknownAttribute(key, table, dialect);
    return FilterField{
        FieldGroup::Attribute, std::string(attribute->name), attribute->type, attribute->operators, attribute};
}

Result<FilterField> groupField(std::string_view key, const FilterTable::Group& group) {
    const auto& keys = group.keys;
    if (!keys.empty() && std::ranges::find(keys, key) == keys.end())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Invalid {} key '{}' specified", described(group.group), forMessage(key)),
            fmt::format("Valid keys are {}", fmt::join(keys, ", ")));
    return FilterField{group.group, std::string(key), group.type, group.operators, nullptr};
}

} // namespace

std::vector<Operator> allowedOperators(const FilterField& field, Dialect dialect) {
    using enum Operator;
    std::vector<Operator> allowed(field.operators.begin(), field.operators.end());
    if (dialect == Dialect::Mlflow) return allowed;
    if (field.type != FieldType::Text)
        return {Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, IsNull, IsNotNull};
    allowed = {Equal, NotEqual, Contains, NotContains, Like, ILike, In, NotIn, IsNull, IsNotNull};
    if (field.group == FieldGroup::Parameter || field.group == FieldGroup::Tag)
        allowed.insert(allowed.end(), {Less, LessOrEqual, Greater, GreaterOrEqual});
    return allowed;
}

std::string described(FieldGroup group) {
    switch (group) {
    case FieldGroup::Attribute:
        return "attribute";
    case FieldGroup::Metric:
        return "metric";
    case FieldGroup::Parameter:
        return "param";
    case FieldGroup::Tag:
        return "tag";
    case FieldGroup::Dataset:
        return "dataset";
    }
    return "attribute";
}

std::string described(const FilterField& field) {
    return fmt::format("{} '{}'", described(field.group), forMessage(field.key));
}

bool isPlainKey(std::string_view key, Dialect dialect) {
    const auto plain = [&](char c) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
        constexpr std::string_view marks = "_.$#@", more = "-/:";
        return marks.find(c) != std::string_view::npos ||
               (dialect == Dialect::Desktop && more.find(c) != std::string_view::npos);
    };
    return !key.empty() && std::ranges::all_of(key, plain);
}

Result<FilterField> resolveField(const FilterToken& token, const FilterTable& table, Dialect dialect) {
    if (token.quote == 0 && !token.key.empty() && !isPlainKey(token.key, dialect))
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Invalid clause(s) in filter string: '{}' is no plain key", forMessage(token.raw)),
            "Put the key between backticks: metrics.`a b`");
    if (token.key.empty())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("Invalid clause(s) in filter string: '{}' lacks a key", forMessage(token.raw)),
            "Write a field like metrics.accuracy");
    if (!token.prefix) return attributeField(token.key, table, dialect);
    const auto* group = table.group(*token.prefix, dialect);
    if (group == nullptr) return unknownPrefix(*token.prefix, table);
    return group->group == FieldGroup::Attribute ? attributeField(token.key, table, dialect)
                                                 : groupField(token.key, *group);
}

bool isAliasOfTwoWords(const FilterToken& first, const FilterToken& next, const FilterTable& table, Dialect dialect) {
    using Kind = FilterToken::Kind;
    if (first.kind != Kind::Word || first.quote != 0 || next.kind != Kind::Word || next.quote != 0 || next.prefix)
        return false;
    if (first.prefix) {
        const auto* group = table.group(*first.prefix, dialect);
        if (group == nullptr || group->group != FieldGroup::Attribute) return false;
    }
    return table.attribute(first.key + " " + next.key, dialect) != nullptr;
}

FilterToken joinedWords(const FilterToken& first, const FilterToken& next) {
    FilterToken joined = first;
    joined.key += " " + next.key;
    joined.quote = '`'; // the blank needs no further quoting
    joined.range.end = next.range.end;
    joined.raw = {first.raw.data(), static_cast<std::size_t>(next.raw.data() + next.raw.size() - first.raw.data())};
    return joined;
}

} // namespace slipway::track
