#pragma once

#include <map>
#include <string>

#include "core/registry/model_catalog.h"
#include "core/track/mlflow/call.h"
#include "core/track/mlflow/checks.h"

namespace slipway::registry::mlflow {

inline constexpr track::mlflow::PairRules kTagRules{100000};

/// The field "version": a whole number, NotFound for one that no version can have.
Result<int> versionIn(const track::mlflow::Fields& fields);
/// The fields "key" and "value".
Result<std::pair<std::string, std::string>> tagIn(const track::mlflow::Fields& fields);
/// filter, order_by[], max_results, page_token.
Result<ModelCatalog::Search> searchIn(const track::mlflow::Call& call, const track::FilterTable& table,
    std::int64_t fallbackLimit, std::int64_t mostResults);

} // namespace slipway::registry::mlflow
