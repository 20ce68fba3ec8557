#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/base/time.h"
#include "core/data/dataset_service.h"
#include "core/data/parquet_store.h"
#include "core/table/value.h"

namespace slipway {
class Ledger;
}

namespace slipway::feature {

/// Features of one entity, defined by SQL over datasets.
struct FeatureGroup {
    std::string name;
    std::string entity;          ///< key column of the SQL's result
    std::string eventTimeColumn; ///< "" when features carry no time
    std::string sql;
    std::string dataset; ///< dataset reference it was defined on, e.g. "census:2"
    std::string description;
    std::int64_t ttlSeconds = 0;         ///< online rows older than this are OutsideMaxAge; 0: never
    std::vector<table::Column> features; ///< without entity and event time; known after the first materialisation
    std::string createdBy;
    Timestamp createdAt = 0;
    Timestamp materializedAt = 0; ///< 0: never
    std::int64_t rows = 0;
    std::string offlineHash; ///< SHA-256 of the offline Parquet file
    std::filesystem::path offlineFile;
};

enum class ReadStatus { Present, NotFound, OutsideMaxAge };
std::string_view name(ReadStatus status); ///< "PRESENT", "NOT_FOUND", "OUTSIDE_MAX_AGE"

struct OnlineRow {
    ReadStatus status = ReadStatus::NotFound;
    Timestamp eventTime = 0;
    std::map<std::string, table::Value> values;
};

struct FeatureStatistics {
    std::string feature, type;
    double missingShare = 0;
    std::int64_t distinct = 0;
    std::vector<std::int64_t> histogram;
};

/// Feature groups of one workspace: offline as immutable Parquet (data/), online as rows of the workspace's SQLite
/// (upsert; an older (event time, created) never overwrites a newer one). stats-contract section 8.
/// Same thread as the ledger's database.
class FeatureService {
public:
    FeatureService(Ledger& ledger, data::DatasetService& datasets, std::filesystem::path root);

    Status create(const access::Actor& actor, const FeatureGroup& group);
    Result<FeatureGroup> find(std::string_view name) const;
    Result<std::vector<FeatureGroup>> list() const;
    /// Runs the SQL, writes the offline file, then the online rows; all or nothing.
    Result<FeatureGroup> materialize(const access::Actor& actor, std::string_view name, Progress& progress);
    /// NotFound when there is no such group. p99 under 1 ms. `key` as text.
    Result<OnlineRow> read(std::string_view group, std::string_view key) const;
    /// The same row out of the offline file, for comparing.
    Result<OnlineRow> readOffline(std::string_view group, std::string_view key) const;
    Result<std::vector<FeatureStatistics>> statistics(std::string_view name) const; ///< stored when materialised

private:
    Result<std::vector<table::Column>> checkDefinition(const FeatureGroup& group) const;

    Ledger& m_ledger;
    data::DatasetService& m_datasets;
    data::ParquetStore m_files;
};

/// `slipway feature join-files`: the point-in-time join of plain files, stats-contract section 8.
struct JoinFiles {
    std::filesystem::path spine, features, output;
    std::vector<std::string> entity;
    std::string timestamp, created;
    std::int64_t ttlSeconds = 0; ///< 0: none
    bool filterByCreated = false;
};
struct Joined {
    std::int64_t rows = 0, matched = 0;
};
Result<Joined> joinFiles(const JoinFiles& request, const table::ReadOptions& options, Progress& progress);

} // namespace slipway::feature
