#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/mlflow/call.h"
#include "core/track/run.h"

namespace slipway::track::mlflow {

// MLflow's limits in its own words; the rules are those of core/track/limits.h.

/// `field` holds a key of a metric, parameter or tag.
Result<std::string> keyIn(const Fields& fields, std::string_view field, std::string_view shownAs = {});
/// {"key","value"} objects of a list; values over `limit` characters are cut when `cut`, else refused. A key twice: the
/// last wins, or InvalidArgument when `unique`.
struct PairRules {
    std::size_t limit;
    bool cut = false;
    bool unique = false;
};
Result<std::map<std::string, std::string>> pairsIn(const Fields& fields, std::string_view list, const PairRules& rules);
Status addPair(const Fields& pair, const PairRules& rules, std::map<std::string, std::string>& all);

/// A required text of at most `limit` characters.
Result<std::string> shortText(const Fields& fields, std::string_view field, std::size_t limit);

/// A decimal text (or a number).
Result<std::int64_t> experimentId(const Fields& fields, std::string_view field);
/// "run_id", or "run_uuid" from old clients.
Result<std::string> runId(const Fields& fields);
/// 1 … 50,000; `fallback` when absent.
Result<std::int64_t> maxResults(const Fields& fields, std::optional<std::int64_t> fallback, std::int64_t limit = 50000);
/// {"key"|"name","value","timestamp","step"}; `keyShownAs` for the error.
Result<MetricPoint> metricIn(const Fields& fields, std::string_view keyShownAs);

} // namespace slipway::track::mlflow
