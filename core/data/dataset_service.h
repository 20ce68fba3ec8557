#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"
#include "core/data/dataset_store.h"
#include "core/data/parquet_store.h"
#include "core/data/profile.h"
#include "core/data/row_filter.h"
#include "core/table/engine.h"
#include "core/table/file_source.h"

namespace slipway {
class Change;
class Ledger;
} // namespace slipway

namespace slipway::data {

/// Datasets of one workspace. Files live in <root>/data/<hash>.parquet; rows of SQLite point at them. Every version
/// that find() answers has its file complete on disk. Same thread as the ledger's database; long calls take Progress
/// and leave the workspace as it was when cancelled or failed.
class DatasetService {
public:
    DatasetService(Ledger& ledger, std::filesystem::path root);

    struct Import {
        std::string name;
        std::vector<std::filesystem::path> files; ///< same columns; rows in this order
        table::ReadOptions options;
        std::string notes;
        std::string sourceLabel; ///< shown instead of the path, e.g. "UCI Adult, adult.data"
        bool stripLabelDots =
            false; ///< drop one '.' at the end of text values of the last column (published census test file)
    };
    struct Imported {
        DatasetVersion version;
        std::vector<SkippedRow> skipped; ///< first 100; version.skippedRows has the count
    };
    /// The same bytes again as newest version make no new version: the existing one is returned.
    Result<Imported> import(const access::Actor& actor, const Import& request, Progress& progress);

    /// "census" (newest) or "census:2".
    Result<DatasetVersion> find(std::string_view reference) const;
    Result<std::vector<DatasetVersion>> list() const; ///< newest version of each dataset, by name
    Result<std::vector<DatasetVersion>> versions(std::string_view dataset) const; ///< newest first
    Result<std::vector<SkippedRow>> skippedRows(const DatasetVersion& version) const;

    /// Computed at import, stored; recomputed when missing.
    Result<Profile> profile(const DatasetVersion& version, Progress& progress);

    struct Filtered {
        DatasetVersion version;
        std::vector<RuleCount> counts;
    };
    /// A new version `target` (default: next version of the same dataset) without the dropped rows.
    Result<Filtered> filter(const access::Actor& actor, const DatasetVersion& from,
        const std::vector<FilterRule>& rules, std::string_view target, Progress& progress);
    Result<std::vector<RuleCount>> filterCounts(const DatasetVersion& filtered) const;
    /// Which rule dropped row N (1-based) of the parent: nothing when the row was kept; NotFound past the end.
    Result<std::optional<DroppedRow>> droppedBy(const DatasetVersion& filtered, std::int64_t row) const;

    /// The result of a SELECT over datasets by name, stored as a new dataset version.
    Result<DatasetVersion> materialize(const access::Actor& actor, std::string_view name, std::string_view sql,
        std::string_view sourceLabel, Progress& progress);
    /// SELECT over datasets by name ("census", "\"census:1\"").
    Result<table::Connection::Limited> query(std::string_view sql, std::size_t maxRows, Progress& progress) const;
    /// Rows [offset, offset + limit) for a preview.
    Result<table::Table> rows(const DatasetVersion& version, std::int64_t offset, int limit) const;
    Status exportTo(const DatasetVersion& version, const std::filesystem::path& file, Progress& progress) const;

    /// A new connection with a view for each dataset that the SELECT names, to run it with querySelect() or
    /// checkedSelect().
    Result<table::Connection> connectionFor(std::string_view sql) const;
    /// The versions that the SELECT reads, each once.
    Result<std::vector<DatasetVersion>> datasetsIn(std::string_view sql) const;
    /// Creates a view for every dataset (newest) and dataset:version in `connection`.
    Status createViews(table::Connection& connection) const;

    Status setSensitive(
        const access::Actor& actor, const DatasetVersion& version, std::string_view column, bool sensitive);

private:
    struct Draft;
    Result<DatasetVersion> keep(
        const access::Actor& actor, Draft& draft, table::Connection& connection, Progress& progress);
    Status store(Change& change, Draft& draft);
    DatasetVersion located(DatasetVersion version) const;

    Ledger& m_ledger;
    DatasetStore m_store;
    ParquetStore m_files;
};

} // namespace slipway::data
