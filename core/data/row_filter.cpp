#include "core/data/row_filter.h"

#include <set>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::data {

Status checkRules(const std::vector<FilterRule>& rules) {
    if (rules.empty())
        return fail(ErrorCode::InvalidArgument, "no filter rule is given", "Add --rule \"name: condition to keep\"");
    std::set<std::string> names;
    for (const auto& rule : rules) {
        if (!isValidName(rule.name))
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for a rule", forMessage(rule.name)),
                "Use up to 64 letters, digits, dots, hyphens and underscores");
        if (!names.insert(toLower(rule.name)).second)
            return fail(ErrorCode::InvalidArgument, fmt::format("two rules are called '{}'", rule.name),
                "Give each its own name");
    }
    return {};
}

std::string firstRuleThatDrops(const std::vector<std::string>& conditions) {
    std::string sql = "CASE";
    for (std::size_t i = 0; i < conditions.size(); ++i)
        sql += fmt::format(" WHEN CAST({} AS BOOLEAN) IS NOT TRUE THEN {}", conditions[i], i + 1);
    return sql + " ELSE 0 END";
}

} // namespace slipway::data
