#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/row_filter.h"

namespace slipway::store {
class Database;
}

namespace slipway::data {

/// Rows of dataset_version and its filters. `file` of what it answers is empty: the service knows the folder.
/// Same thread as its Database.
class DatasetStore {
public:
    explicit DatasetStore(store::Database& db) : m_db(db) {}

    /// Fills in the next version number and stores the row; call inside the change's transaction.
    Status add(DatasetVersion& version, const std::vector<SkippedRow>& skipped, const std::string& profileJson);
    /// version 0: the newest. Nothing when there is none.
    Result<std::optional<DatasetVersion>> find(std::string_view dataset, int version) const;
    Result<std::vector<DatasetVersion>> newest() const;
    Result<std::vector<DatasetVersion>> versions(std::string_view dataset) const;
    Result<std::vector<SkippedRow>> skipped(const DatasetVersion& version) const;
    Result<std::string> profileJson(const DatasetVersion& version) const; ///< "" when there is none
    Status setProfileJson(const DatasetVersion& version, const std::string& json);
    Status setColumns(const DatasetVersion& version);

    struct Filter {
        std::string parent; ///< "census:1"
        std::int64_t parentRows = 0;
        std::string droppedHash;
        std::vector<FilterRule> rules;
        std::vector<RuleCount> counts;
    };
    Status addFilter(const DatasetVersion& version, const Filter& filter);
    Result<std::optional<Filter>> filter(const DatasetVersion& version) const;

private:
    Result<std::int64_t> idOf(const DatasetVersion& version) const;
    store::Database& m_db;
};

} // namespace slipway::data
