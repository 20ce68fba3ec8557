#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/time.h"

namespace slipway::data {

struct DatasetColumn {
    std::string name;
    std::string type;       ///< table::name(Type): "integer", "real", "text", …
    bool sensitive = false; ///< sex, race, age … by name, or set by a person
};

/// An immutable version of a dataset: one Parquet file named by the SHA-256 of its bytes.
struct DatasetVersion {
    std::string dataset;        ///< "census"
    int version = 0;            ///< 1, 2, 3 …
    std::string hash;           ///< SHA-256 of the Parquet file
    std::filesystem::path file; ///< absolute
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    std::int64_t skippedRows = 0; ///< bad rows of the source that were left out
    std::string source;           ///< URI or path it came from, or "filter of census:1", "query"
    std::string createdBy;
    Timestamp createdAt = 0;
    std::string notes;
    std::vector<DatasetColumn> columns;

    std::string reference() const { return dataset + ":" + std::to_string(version); } ///< "census:1"
    std::string lineageId() const { return "dataset/" + reference(); }
};

/// One line that import left out.
struct SkippedRow {
    std::uint64_t line = 0;
    std::string field;
    std::string reason;
};

} // namespace slipway::data
