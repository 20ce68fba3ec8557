#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/experiments.h"
#include "core/track/filter.h"
#include "core/track/mlflow/call.h"

namespace slipway::track::mlflow {

struct SearchRequest {
    Filter filter;
    std::vector<Order> order;
    View view = View::Active;
    std::int64_t offset = 0, limit = 0;
};
/// filter, order_by[], max_results, page_token, and the view in the field `viewField` ("" for none).
Result<SearchRequest> searchRequest(const Call& call, const FilterTable& table, std::string_view viewField,
    std::optional<std::int64_t> fallbackLimit, std::int64_t mostResults = 50000);

/// experiment_ids[]; InvalidArgument for one that is no number.
Result<std::vector<std::int64_t>> experimentIds(const Fields& fields);

} // namespace slipway::track::mlflow
