#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/feature/feature_service.h"

namespace slipway::store {
class Database;
}

namespace slipway::feature {

/// Rows of feature_group. `offlineFile` of what it answers is empty. Same thread as its Database.
class FeatureStore {
public:
    explicit FeatureStore(store::Database& db) : m_db(db) {}
    Status add(const FeatureGroup& group);
    Result<std::optional<FeatureGroup>> find(std::string_view name) const;
    Result<std::vector<FeatureGroup>> list() const;
    /// Features, statistics, rows, offline file and time of a materialisation.
    Status setMaterialized(const FeatureGroup& group, const std::vector<FeatureStatistics>& statistics);
    Result<std::vector<FeatureStatistics>> statistics(std::string_view name) const;

private:
    store::Database& m_db;
};

} // namespace slipway::feature
