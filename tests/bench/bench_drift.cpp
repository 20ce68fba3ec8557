// A drift report with the default methods against the bare DuckDB scan of the same columns, in one run. The rows are
// the bundled census repeated until there are enough, its numbers shifted a little (by a hash of the row number) so
// that they do not repeat: generated from real data, not measured in the field.
//
//   bench_drift [ROWS]    rows a side, 1,000,000 when not given
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/monitor/drift.h"
#include "core/table/engine.h"
#include "core/table/file_source.h"

using namespace slipway;

namespace {

constexpr int kRuns = 7;

template <class T> T orDie(Result<T> result) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "error: %s\n", toLine(result.error()).c_str());
    std::exit(1);
}

void run(table::Connection& connection, const std::string& sql) {
    orDie(connection.query(sql));
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// Milliseconds on the clock, and of all processors together, which a busy machine disturbs less.
struct Cost {
    double wall = 0, processor = 0;
};

Cost medianCost(const std::function<void()>& work) {
    std::vector<double> wall, processor;
    for (int i = 0; i < kRuns; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const auto ticks = std::clock();
        work();
        processor.push_back(1000.0 * static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC);
        wall.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return {median(wall), median(processor)};
}

void makeRows(table::Connection& connection, const std::string& file, const std::string& name, long long rows) {
    table::ReadOptions options;
    options.header = false;
    options.trimBlanks = true;
    options.nullTokens = {"?"};
    options.columns = {"age", "workclass", "fnlwgt", "education", "education_num", "marital", "occupation",
        "relationship", "race", "sex", "gain", "loss", "hours", "country", "income"};
    Progress progress;
    const auto loaded = orDie(table::loadFile(connection, std::string(SLIPWAY_SOURCE_DIR) + "/resources/sample/" + file,
        options, "census", progress, "row_number"));
    run(connection,
        fmt::format("CREATE OR REPLACE TEMP TABLE {} AS SELECT census.* EXCLUDE (row_number) REPLACE ("
                    "fnlwgt + (hash(i, 1) % 100000) / 1000.0 AS fnlwgt, age + (hash(i, 2) % 1000) / 1000.0 AS age, "
                    "hours + (hash(i, 3) % 10000) / 10000.0 AS hours) "
                    "FROM range({}) t(i) JOIN census ON census.row_number = i % {}",
            name, rows, loaded.rows));
    run(connection, "DROP TABLE census");
}

/// Every compared column of both sides goes through the engine once.
std::string scanOf(table::Connection& connection, const std::string& table) {
    const auto shape = orDie(connection.query("SELECT * FROM " + table + " LIMIT 0"));
    std::string sums;
    for (const auto& column : shape.columns) {
        const auto name = table::quoteIdentifier(column.name);
        sums += fmt::format("{}count({}), min({}), max({})", sums.empty() ? "" : ", ", name, name, name);
    }
    return fmt::format("SELECT {} FROM {}", sums, table);
}

void measure(
    table::Connection& connection, const char* what, const std::string& reference, const std::string& current) {
    const auto scans = {scanOf(connection, reference), scanOf(connection, current)};
    const auto scan = medianCost([&] {
        for (const auto& sql : scans) run(connection, sql);
    });
    int tested = 0;
    const auto report = medianCost([&] {
        Progress progress;
        tested = orDie(monitor::compare(connection, reference, current, {}, progress)).testedColumns;
    });
    fmt::print(
        "{:<18} scan {:7.1f} ms, report {:7.1f} ms, ratio {:.2f}; processor time {:7.1f} and {:7.1f} ms, ratio {:.2f}; "
        "{} columns\n",
        what, scan.wall, report.wall, report.wall / scan.wall, scan.processor, report.processor,
        report.processor / scan.processor, tested);
}

} // namespace

int main(int argc, char** argv) {
    const long long rows = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
    auto connection = orDie(table::Connection::open());
    makeRows(connection, "adult-train.csv.gz", "reference_rows", rows);
    makeRows(connection, "adult-test.csv.gz", "current_rows", rows);
    const auto folder = orDie(TemporaryFolder::create("slipway-bench"));
    for (const std::string side : {"reference", "current"}) {
        const auto path = (folder.path() / (side + ".parquet")).string();
        run(connection, fmt::format("COPY {}_rows TO {} (FORMAT parquet)", side, table::quoteText(path)));
        run(connection,
            fmt::format("CREATE TEMP VIEW {}_file AS SELECT * FROM read_parquet({})", side, table::quoteText(path)));
    }
    fmt::print("{} rows a side: the census repeated with jitter; median of {} runs\n", rows, kRuns);
    measure(connection, "Parquet files", "reference_file", "current_file");
    measure(connection, "tables in memory", "reference_rows", "current_rows");
    return 0;
}
