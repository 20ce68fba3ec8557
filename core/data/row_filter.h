#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace slipway::data {

/// Rows for which `keep` is not true are dropped by this rule. Rules act in order; a row counts for the first rule that
/// drops it.
struct FilterRule {
    std::string name; ///< "missing-workclass"
    std::string keep; ///< SQL condition over the dataset's columns: "workclass IS NOT NULL"
};

struct RuleCount {
    std::string rule;
    std::int64_t dropped = 0;
    std::int64_t kept = 0; ///< rows that were left after this rule
};

struct DroppedRow {
    std::int64_t row = 0; ///< 1-based row of the parent version
    std::string rule;
    std::string keep;
};

/// Names are valid and differ; there is at least one.
Status checkRules(const std::vector<FilterRule>& rules);

/// SQL for the 1-based number of the first of these (checked) conditions that is not true, 0 when all are.
std::string firstRuleThatDrops(const std::vector<std::string>& conditions);

} // namespace slipway::data
