#include "tests/core/track/filter_runs.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/base/text.h"
#include "core/track/like.h"

namespace slipway::track {

namespace {

using Values = std::vector<std::variant<double, std::string>>;

template <class T> void addIfThere(Values& values, const std::map<std::string, T>& map, const std::string& key) {
    if (const auto found = map.find(key); found != map.end()) values.emplace_back(found->second);
}

Values attributeOf(const PlainRun& run, const std::string& key) {
    if (key == "run_id") return {run.id};
    if (key == "run_name") return {run.name};
    if (key == "status") return {run.status};
    if (key == "user_id") return {run.user};
    if (key == "experiment") return {run.experiment};
    if (key == "artifact_uri") return {"place/" + run.id};
    if (key == "start_time") return {double(run.startedAt)};
    if (run.endedAt == 0) return {};
    return {double(key == "duration" ? run.endedAt - run.startedAt : run.endedAt)};
}

Values valuesOf(const PlainRun& run, const Comparison& comparison) {
    Values values;
    const auto& key = comparison.key;
    switch (comparison.group) {
    case FieldGroup::Attribute:
        return attributeOf(run, key);
    case FieldGroup::Metric:
        addIfThere(values, run.metrics, key);
        break;
    case FieldGroup::Parameter:
        addIfThere(values, run.parameters, key);
        break;
    case FieldGroup::Tag:
        addIfThere(values, run.tags, key);
        break;
    case FieldGroup::Dataset:
        for (const auto& input : run.inputs) {
            if (key == "name") values.emplace_back(input.name);
            if (key == "digest") values.emplace_back(input.digest);
            if (key == "context" && input.context) values.emplace_back(*input.context);
        }
    }
    return values;
}

bool compare(Operator op, const auto& a, const auto& b) {
    switch (op) {
    case Operator::Equal:
        return a == b;
    case Operator::NotEqual:
        return a != b;
    case Operator::Less:
        return a < b;
    case Operator::LessOrEqual:
        return a <= b;
    case Operator::Greater:
        return a > b;
    case Operator::GreaterOrEqual:
        return a >= b;
    default:
        return false;
    }
}

std::optional<double> numberIn(const std::variant<double, std::string>& value) {
    if (const auto* number = std::get_if<double>(&value))
        return std::isnan(*number) ? std::nullopt : std::optional(*number);
    const auto& text = std::get<std::string>(value);
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(number)) return std::nullopt;
    return number;
}

bool holds(const std::string& value, const Comparison& comparison) {
    if (const auto* list = std::get_if<std::vector<std::string>>(&comparison.value))
        return (std::ranges::find(*list, value) != list->end()) == (comparison.op == Operator::In);
    const auto& wanted = std::get<std::string>(comparison.value);
    const bool inside = toLower(value).find(toLower(wanted)) != std::string::npos;
    switch (comparison.op) {
    case Operator::Like:
        return matchesLike(value, wanted, false);
    case Operator::ILike:
        return matchesLike(value, wanted, true);
    case Operator::Contains:
        return inside;
    case Operator::NotContains:
        return !inside;
    default:
        return compare(comparison.op, value, wanted);
    }
}

bool holds(const PlainRun& run, const Comparison& comparison) {
    const auto values = valuesOf(run, comparison);
    if (comparison.op == Operator::IsNull) return values.empty();
    if (comparison.op == Operator::IsNotNull) return !values.empty();
    return std::ranges::any_of(values, [&](const auto& value) {
        if (const auto* wanted = std::get_if<double>(&comparison.value)) {
            const auto number = numberIn(value);
            return number && compare(comparison.op, *number, *wanted);
        }
        return holds(std::get<std::string>(value), comparison);
    });
}

bool hasWord(const PlainRun& run, const std::string& word) {
    const auto inside = [&](const std::string& text) { return toLower(text).find(toLower(word)) != std::string::npos; };
    return inside(run.name) || run.id == word ||
           std::ranges::any_of(run.tags, [&](const auto& tag) { return inside(tag.second); });
}

} // namespace

bool matches(const PlainRun& run, const Filter& filter) {
    const auto one = [&](const Filter& child) { return matches(run, child); };
    switch (filter.kind) {
    case Filter::Kind::All:
        return true;
    case Filter::Kind::And:
        return std::ranges::all_of(filter.children, one);
    case Filter::Kind::Or:
        return std::ranges::any_of(filter.children, one);
    case Filter::Kind::Not:
        return !std::ranges::all_of(filter.children, one);
    case Filter::Kind::Compare:
        return holds(run, filter.comparison);
    case Filter::Kind::Word:
        return hasWord(run, filter.word);
    }
    return false;
}

} // namespace slipway::track
