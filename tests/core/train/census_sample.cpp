#include "tests/core/train/census_sample.h"

#include <fmt/format.h>

#include "core/table/engine.h"
#include "core/table/file_source.h"

namespace slipway::testkit {

namespace {

std::string selectCensus(const std::string& file, int rows) {
    const auto path = fmt::format("{}/resources/sample/adult-{}.csv.gz", SLIPWAY_SOURCE_DIR, file);
    std::string select;
    for (const auto* name :
        {"age", "workclass", "fnlwgt", "education", "education_num", "marital_status", "occupation", "relationship",
            "race", "sex", "capital_gain", "capital_loss", "hours_per_week", "native_country", "income"}) {
        const std::string column = name;
        const bool number = column == "age" || column == "fnlwgt" || column == "education_num" ||
                            column.starts_with("capital") || column == "hours_per_week";
        const auto text =
            column == "income" ? fmt::format("rtrim(trim({}), '.')", column) : fmt::format("trim({})", column);
        select += fmt::format("{}CAST(nullif({}, '?') AS {}) AS {}", select.empty() ? "" : ", ", text,
            number ? "BIGINT" : "VARCHAR", column);
    }
    return fmt::format(
        "SELECT {} FROM read_csv({}, header=false, all_varchar=true, delim=',', quote='', names=['age', 'workclass', "
        "'fnlwgt', "
        "'education', 'education_num', 'marital_status', 'occupation', 'relationship', 'race', 'sex', 'capital_gain', "
        "'capital_loss', 'hours_per_week', 'native_country', 'income']) LIMIT {}",
        select, table::quoteText(path), rows);
}

} // namespace

Result<table::Table> censusSample(const std::string& file, int rows) {
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    return connection.query(selectCensus(file, rows));
}

Result<std::filesystem::path> censusFile(const std::string& file, int rows, const std::filesystem::path& folder) {
    const auto path = folder / fmt::format("census-{}-{}.csv", file, rows);
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    SLIPWAY_TRY(table::writeFile(connection, selectCensus(file, rows), path));
    return path;
}

Result<train::TrainingJob> censusJob(int rows) {
    train::TrainingJob job;
    SLIPWAY_ASSIGN(job.training, censusSample("train", rows));
    SLIPWAY_ASSIGN(job.validation, censusSample("test", rows));
    job.target = "income";
    for (const auto& column : job.training.columns)
        if (column.name != job.target) job.inputs.push_back(column.name);
    job.parameters = {{"rounds", "20"}, {"eta", "0.3"}};
    return job;
}

} // namespace slipway::testkit
