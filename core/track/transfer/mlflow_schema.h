#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/base/file.h"
#include "core/base/result.h"

namespace slipway::store {
class Database;
}

namespace slipway::track::transfer {

/// Names of tables and columns of an MLflow database: the schema grew from 1.0 to 3.x, and only what is there is read.
class MlflowSchema {
public:
    static Result<MlflowSchema> of(store::Database& db);

    bool has(const std::string& table, const std::string& column) const { return m_columns.contains({table, column}); }
    /// The column, or what stands for it where it is missing.
    std::string column(const std::string& table, const std::string& column, const char* otherwise = "NULL") const;

private:
    std::set<std::pair<std::string, std::string>> m_columns;
};

/// A database that is in use, or was not closed, has changes in a file beside it; reading those would write there. So
/// a copy of both is made, "mlflow.db" in the folder, and made again when somebody wrote meanwhile. Nothing when the
/// database itself can be read.
Result<std::optional<TemporaryFolder>> copyIfInUse(const std::filesystem::path& path);

} // namespace slipway::track::transfer
