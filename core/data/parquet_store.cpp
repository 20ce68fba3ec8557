#include "core/data/parquet_store.h"

#include <chrono>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/id.h"

namespace slipway::data {

namespace fs = std::filesystem;

fs::path ParquetStore::pathOf(std::string_view hash) const {
    return m_folder / fmt::format("{}.parquet", hash);
}

void ParquetStore::sweep() const {
    std::error_code ignored;
    const auto yesterday = fs::file_time_type::clock::now() - std::chrono::hours(24);
    for (const auto& entry : fs::directory_iterator(m_folder, ignored))
        if (entry.path().filename().string().find(".tmp-") != std::string::npos &&
            entry.last_write_time(ignored) < yesterday)
            fs::remove(entry.path(), ignored);
}

Result<ParquetStore::Stored> ParquetStore::write(
    table::Connection& connection, std::string_view selectSql, Progress& progress) const {
    SLIPWAY_TRY(makeFolders(m_folder));
    sweep();
    const auto temporary = m_folder / fmt::format("table.tmp-{}", newShortId(16));
    const auto fillAndPublish = [&]() -> Result<Stored> {
        SLIPWAY_TRY(connection.query(fmt::format("COPY (\n{}\n) TO {} (FORMAT parquet, COMPRESSION zstd)", selectSql,
                                         table::quoteText(temporary.string())),
            {}, progress));
        Stored stored;
        SLIPWAY_ASSIGN(stored.hash, sha256OfFile(temporary));
        std::error_code failed;
        stored.bytes = static_cast<std::int64_t>(fs::file_size(temporary, failed));
        if (failed) return failFromErrno(failed.value(), "read " + temporary.string());
        stored.file = pathOf(stored.hash);
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "storing the table was cancelled");
        SLIPWAY_TRY(publishFile(temporary, stored.file));
        return stored;
    };
    auto stored = fillAndPublish();
    std::error_code ignored;
    if (!stored) fs::remove(temporary, ignored);
    return stored;
}

std::string readParquet(const fs::path& file) {
    return fmt::format("read_parquet({})", table::quoteText(file.string()));
}

} // namespace slipway::data
