#include "core/registry/mlflow/fields.h"

#include <fmt/format.h>

#include "core/track/mlflow/search_request.h"

namespace slipway::registry::mlflow {

Result<int> versionIn(const track::mlflow::Fields& fields) {
    SLIPWAY_ASSIGN(const auto number, fields.requiredInteger("version"));
    if (number >= 1 && number <= INT32_MAX) return static_cast<int>(number);
    SLIPWAY_ASSIGN(const auto name, fields.textOr("name", ""));
    return fail(ErrorCode::NotFound, fmt::format("Model Version (name={}, version={}) not found", name, number),
        "Search the model's versions");
}

Result<std::pair<std::string, std::string>> tagIn(const track::mlflow::Fields& fields) {
    std::map<std::string, std::string> tag;
    SLIPWAY_TRY(track::mlflow::addPair(fields, kTagRules, tag));
    return *tag.begin();
}

Result<ModelCatalog::Search> searchIn(const track::mlflow::Call& call, const track::FilterTable& table,
    std::int64_t fallbackLimit, std::int64_t mostResults) {
    SLIPWAY_ASSIGN(auto request, track::mlflow::searchRequest(call, table, "", fallbackLimit, mostResults));
    return ModelCatalog::Search{std::move(request.filter), std::move(request.order), request.offset, request.limit};
}

} // namespace slipway::registry::mlflow
