#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/text.h"
#include "core/track/filter_field.h"

namespace slipway::track {

namespace {

using Kind = FilterToken::Kind;

std::unexpected<Error> badItem(std::string_view item) {
    return fail(ErrorCode::InvalidArgument,
        fmt::format("Invalid order_by clause '{}'. Could not be parsed", forMessage(item)),
        "One key with ASC or DESC behind it, like metrics.accuracy DESC");
}

std::unexpected<Error> badKey(std::string_view key, const FilterTable& table) {
    std::vector<std::string_view> names;
    for (const auto& known : table.orderKeys()) names.push_back(known.name);
    // Where MLflow's servers say it differently, so that what matches their words matches ours.
    const auto* what = &table == &FilterTable::registeredModels() ? "order by" : "attribute";
    return fail(ErrorCode::InvalidArgument, fmt::format("Invalid {} key '{}' specified", what, forMessage(key)),
        fmt::format("Valid keys are {}", fmt::join(names, ", ")));
}

Result<std::string> attributeKey(std::string_view key, const FilterTable& table, Dialect dialect) {
    for (const auto& known : table.orderKeys())
        if (known.name == key || std::ranges::find(known.aliases, key) != known.aliases.end())
            return std::string(known.name);
    const auto* attribute = table.attribute(key, dialect);
    if (attribute != nullptr && attribute->desktopOnly) return std::string(attribute->name);
    return badKey(key, table);
}

Result<Order> keyOf(const FilterToken& token, const FilterTable& table, Dialect dialect) {
    if (token.key.empty() || (token.quote == 0 && !isPlainKey(token.key, dialect))) return badItem(token.raw);
    Order order{FieldGroup::Attribute, token.key, true};
    if (token.prefix) {
        const auto* group = table.group(*token.prefix, dialect);
        if (group == nullptr)
            return fail(ErrorCode::InvalidArgument, fmt::format("Invalid entity type '{}'", forMessage(*token.prefix)),
                "Order by an attribute, or by a key like metrics.accuracy");
        if (!group->ordered)
            return fail(ErrorCode::InvalidArgument,
                fmt::format("Invalid order_by entity: {}s have no order", described(group->group)),
                "Order by an attribute");
        order.group = group->group;
    }
    if (order.group == FieldGroup::Attribute) {
        SLIPWAY_ASSIGN(order.key, attributeKey(token.key, table, dialect));
    }
    return order;
}

Result<Order> orderOf(std::string_view item, const FilterTable& table, Dialect dialect) {
    if (item.size() > kMaxFilterBytes || firstInvalidUtf8(item) != std::string_view::npos) return badItem(item);
    const auto tokens = lexFilter(item);
    const auto& first = tokens.front();
    const bool named = first.kind == Kind::Word || (first.kind == Kind::Quoted && first.quote != '\'');
    if (!named || !first.closed) return badItem(item);
    const bool two = isAliasOfTwoWords(first, tokens[1], table, dialect);
    SLIPWAY_ASSIGN(auto order, keyOf(two ? joinedWords(first, tokens[1]) : first, table, dialect));
    std::size_t at = two ? 2 : 1;
    if (tokens[at].kind == Kind::Word) {
        order.ascending = tokens[at].isWord("asc");
        if (!order.ascending && !tokens[at].isWord("desc"))
            return fail(ErrorCode::InvalidArgument,
                fmt::format("Invalid order_by clause '{}'. Invalid ordering key '{}'", forMessage(item),
                    forMessage(tokens[at].raw)),
                "Write ASC or DESC");
        ++at;
    }
    if (tokens[at].kind != Kind::End) return badItem(item);
    return order;
}

} // namespace

Result<std::vector<Order>> parseOrder(std::span<const std::string> items, const FilterTable& table, Dialect dialect) {
    std::vector<Order> orders;
    for (const auto& item : items) {
        SLIPWAY_ASSIGN(auto order, orderOf(item, table, dialect));
        const bool again = std::ranges::any_of(
            orders, [&](const auto& other) { return other.group == order.group && other.key == order.key; });
        if (again)
            return fail(ErrorCode::InvalidArgument,
                fmt::format("`order_by` contains duplicate fields: {}", forMessage(order.key)), "Name each key once");
        orders.push_back(std::move(order));
    }
    return orders;
}

Result<Order> loggedModelOrder(std::string_view fieldName, bool ascending) {
    constexpr std::string_view metrics = "metrics.";
    if (fieldName.starts_with(metrics) && fieldName.size() > metrics.size())
        return Order{FieldGroup::Metric, std::string(fieldName.substr(metrics.size())), ascending};
    const auto& table = FilterTable::loggedModels();
    SLIPWAY_ASSIGN(auto key, attributeKey(fieldName, table, Dialect::Mlflow));
    return Order{FieldGroup::Attribute, std::move(key), ascending};
}

} // namespace slipway::track
