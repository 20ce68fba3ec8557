#include "core/track/transfer/mlflow_schema.h"

#include <array>

#include <fmt/format.h>

#include "core/store/database.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

bool hasContent(const fs::path& file) {
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    return !failed && size > 0;
}

Result<TemporaryFolder> copied(const fs::path& path) {
    constexpr int kTries = 5;
    const std::array<std::string, 2> besides{"-wal", "-journal"};
    for (int i = 0; i < kTries; ++i) {
        SLIPWAY_ASSIGN(auto folder, TemporaryFolder::create("slipway-import"));
        std::error_code failed;
        const auto before = fs::last_write_time(path, failed);
        for (const auto& beside : besides)
            fs::copy_file(path.string() + beside, folder.path() / ("mlflow.db" + beside), failed);
        fs::copy_file(path, folder.path() / "mlflow.db", failed);
        if (failed) return failFromErrno(failed.value(), "copy " + path.string());
        if (fs::last_write_time(path, failed) == before) return folder;
    }
    return fail(ErrorCode::Unavailable, fmt::format("{} is written to all the time", path.string()),
        "Stop the MLflow server while importing");
}

} // namespace

Result<MlflowSchema> MlflowSchema::of(store::Database& db) {
    MlflowSchema schema;
    SLIPWAY_ASSIGN(auto list,
        db.prepare("SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = "
                   "'table'"));
    while (true) {
        SLIPWAY_ASSIGN(const bool more, list.step());
        if (!more) return schema;
        schema.m_columns.emplace(list.text(0), list.text(1));
    }
}

std::string MlflowSchema::column(const std::string& table, const std::string& column, const char* otherwise) const {
    return has(table, column) ? fmt::format("{}.{}", table, column) : otherwise;
}

Result<std::optional<TemporaryFolder>> copyIfInUse(const fs::path& path) {
    if (!hasContent(path.string() + "-wal") && !hasContent(path.string() + "-journal")) return std::nullopt;
    SLIPWAY_ASSIGN(auto folder, copied(path));
    return folder;
}

} // namespace slipway::track::transfer
