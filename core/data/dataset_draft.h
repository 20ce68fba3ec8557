#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/data/dataset_service.h"
#include "core/lineage/lineage_store.h"

namespace slipway::data {

/// A version in the making: what stands in a temporary table, and what is to be remembered about it.
struct DatasetService::Draft {
    std::string table;     ///< temporary table with the rows
    std::string selectSql; ///< what of it becomes the file
    DatasetVersion version;
    std::vector<SkippedRow> skipped;
    std::vector<lineage::Node> inputs;    ///< nodes that it comes from
    std::vector<DatasetColumn> inherited; ///< columns of the inputs, for what a person marked as sensitive
    std::string action, relation, event;
    Json details = Json::object();
    std::optional<DatasetStore::Filter> filter;
};

} // namespace slipway::data
