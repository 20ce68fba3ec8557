#include "core/track/mlflow/search_request.h"

#include <charconv>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/track/mlflow/checks.h"

namespace slipway::track::mlflow {

namespace {

Result<View> viewIn(const Fields& fields, std::string_view field) {
    if (field.empty() || !fields.has(field)) return View::Active;
    if (const auto number = fields.integer(field); number && *number) {
        if (**number == 1) return View::Active;
        if (**number == 2) return View::Deleted;
        if (**number == 3) return View::All;
        return fields.invalid(field);
    }
    SLIPWAY_ASSIGN(const auto text, fields.textOr(field, ""));
    if (text == "ACTIVE_ONLY") return View::Active;
    if (text == "DELETED_ONLY") return View::Deleted;
    if (text == "ALL") return View::All;
    return fields.invalid(field);
}

} // namespace

Result<SearchRequest> searchRequest(const Call& call, const FilterTable& table, std::string_view viewField,
    std::optional<std::int64_t> fallbackLimit, std::int64_t mostResults) {
    SearchRequest request;
    SLIPWAY_ASSIGN(request.limit, maxResults(call, fallbackLimit, mostResults));
    SLIPWAY_ASSIGN(const auto filter, call.textOr("filter", ""));
    SLIPWAY_ASSIGN(request.filter, parseFilter(filter, table, Dialect::Mlflow));
    SLIPWAY_ASSIGN(const auto order, call.texts("order_by"));
    SLIPWAY_ASSIGN(request.order, parseOrder(order, table));
    SLIPWAY_ASSIGN(request.view, viewIn(call, viewField));
    SLIPWAY_ASSIGN(const auto token, call.text("page_token"));
    SLIPWAY_ASSIGN(request.offset, offsetOf(token));
    return request;
}

Result<std::vector<std::int64_t>> experimentIds(const Fields& fields) {
    constexpr std::size_t kMost = 10000;
    SLIPWAY_ASSIGN(const auto texts, fields.texts("experiment_ids"));
    if (texts.size() > kMost)
        return fail(ErrorCode::InvalidArgument, fmt::format("at most {} experiment_ids are searched at once", kMost),
            "Search in parts");
    std::vector<std::int64_t> ids;
    for (const auto& text : texts) {
        std::int64_t id = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
        if (text.empty() || failed != std::errc{} || end != text.data() + text.size())
            return fail(ErrorCode::InvalidArgument,
                fmt::format("Invalid value \"{}\" for parameter 'experiment_ids' supplied: Experiment IDs are whole "
                            "numbers",
                    forMessage(text)),
                "Search experiments for their ids");
        ids.push_back(id);
    }
    return ids;
}

} // namespace slipway::track::mlflow
