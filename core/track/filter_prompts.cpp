#include "core/track/filter.h"

#include <algorithm>

#include "core/track/like.h"

namespace slipway::track {

namespace {

constexpr std::string_view kPromptTag = "mlflow.prompt.is_prompt";

Filter onPromptTag(Operator op, decltype(Comparison::value) value) {
    Filter filter;
    filter.kind = Filter::Kind::Compare;
    filter.comparison = {FieldGroup::Tag, std::string(kPromptTag), op, std::move(value), {}};
    return filter;
}

bool isOnPromptTag(const Filter& filter) {
    return filter.kind == Filter::Kind::Compare && filter.comparison.group == FieldGroup::Tag &&
           filter.comparison.key == kPromptTag;
}

bool asksForPrompts(const Filter& filter) {
    if (isOnPromptTag(filter)) {
        const auto* text = std::get_if<std::string>(&filter.comparison.value);
        return filter.comparison.op == Operator::Equal && text != nullptr && *text == "true";
    }
    return std::ranges::any_of(filter.children, asksForPrompts);
}

bool holdsForFalse(const Comparison& comparison) {
    const auto* text = std::get_if<std::string>(&comparison.value);
    if (text == nullptr) return false;
    switch (comparison.op) {
    case Operator::Equal:
        return *text == "false";
    case Operator::NotEqual:
        return *text != "false";
    case Operator::Like:
        return matchesLike("false", *text, false);
    case Operator::ILike:
        return matchesLike("false", *text, true);
    default:
        return false;
    }
}

Filter withMissingAsFalse(Filter filter) {
    for (auto& child : filter.children) child = withMissingAsFalse(std::move(child));
    if (!isOnPromptTag(filter) || !holdsForFalse(filter.comparison)) return filter;
    Filter either;
    either.kind = Filter::Kind::Or;
    either.children.push_back(std::move(filter));
    either.children.push_back(onPromptTag(Operator::IsNull, {}));
    return either;
}

} // namespace

Filter hidingPrompts(Filter filter) {
    if (asksForPrompts(filter)) return withMissingAsFalse(std::move(filter));
    Filter hidden;
    hidden.kind = Filter::Kind::Not;
    hidden.children.push_back(onPromptTag(Operator::Equal, std::string("true")));
    if (filter.kind == Filter::Kind::All) return hidden;
    Filter both;
    both.kind = Filter::Kind::And;
    both.children.push_back(withMissingAsFalse(std::move(filter)));
    both.children.push_back(std::move(hidden));
    return both;
}

} // namespace slipway::track
