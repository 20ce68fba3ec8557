#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/table/engine.h"

namespace slipway::data {

/// Immutable Parquet files named by the SHA-256 of their bytes, in <root>/data.
class ParquetStore {
public:
    explicit ParquetStore(std::filesystem::path root) : m_folder(std::move(root) / "data") {}

    struct Stored {
        std::string hash;
        std::filesystem::path file;
        std::int64_t bytes = 0;
    };
    /// Writes the answer of `selectSql` under a temporary name, fsyncs, renames. Same rows, same file. What a crash
    /// leaves behind is swept by a later write, a day later at the earliest.
    Result<Stored> write(table::Connection& connection, std::string_view selectSql, Progress& progress) const;
    std::filesystem::path pathOf(std::string_view hash) const;

private:
    void sweep() const;
    std::filesystem::path m_folder;
};

/// "read_parquet('…')" for one of our files.
std::string readParquet(const std::filesystem::path& file);

} // namespace slipway::data
