// A profile against the bare SUMMARIZE of the engine on the same table, in one run: a wide table of few rows, and a
// long one of few columns. Whole numbers, reals, words and times in turns, each column with some nulls.
//
//   bench_profile [COLUMNS [ROWS]]     of the wide table; 1,000 and 2,000 when not given
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/data/profile.h"
#include "core/table/engine.h"

using namespace slipway;

namespace {

template <class T> T orDie(Result<T> result) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "error: %s\n", toLine(result.error()).c_str());
    std::exit(1);
}

struct Cost {
    double wall = 0, processor = 0;
};

Cost costOf(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    const auto ticks = std::clock();
    work();
    const double wall = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return {wall, 1000.0 * static_cast<double>(std::clock() - ticks) / CLOCKS_PER_SEC};
}

Cost median(std::vector<Cost> costs) {
    const auto middle = costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2);
    std::ranges::nth_element(costs, middle, {}, &Cost::wall);
    const double wall = middle->wall;
    std::ranges::nth_element(costs, middle, {}, &Cost::processor);
    return {wall, middle->processor};
}

std::string columnSql(int column) {
    const auto random = fmt::format("hash(i, {})", column);
    switch (column % 4) {
    case 0:
        return fmt::format("CASE WHEN {0} % 20 > 0 THEN ({0} >> 8) % 1000 END", random);
    case 1:
        return fmt::format("CASE WHEN {0} % 20 > 0 THEN (({0} >> 8) % 1000000) / 1000.0::DOUBLE END", random);
    case 2:
        return fmt::format("CASE WHEN {0} % 20 > 0 THEN 'word ' || ({0} >> 8) % 50 END", random);
    default:
        return fmt::format(
            "CASE WHEN {0} % 20 > 0 THEN TIMESTAMP '2024-01-01' + to_minutes((({0} >> 8) % 500000)::BIGINT) END",
            random);
    }
}

void measure(table::Connection& connection, int columns, int rows, int runs) {
    std::string list;
    for (int c = 0; c < columns; ++c) list += fmt::format("{}{} AS c{}", c == 0 ? "" : ", ", columnSql(c), c);
    orDie(connection.query(fmt::format("CREATE OR REPLACE TEMP TABLE t AS SELECT {} FROM range({}) r(i)", list, rows)));
    std::vector<Cost> bare, ours;
    for (int i = 0; i < runs; ++i) { // in turns, so that a busy machine slows both alike
        bare.push_back(costOf([&] { orDie(connection.query("SUMMARIZE t")); }));
        ours.push_back(costOf([&] {
            Progress progress;
            const auto profile = orDie(data::profileTable(connection, "t", progress));
            if (static_cast<int>(profile.columns.size()) != columns || profile.rows != rows) std::exit(1);
        }));
    }
    const auto engine = median(bare), profile = median(ours);
    fmt::print("{:>5} columns of {:>9} rows: SUMMARIZE {:7.0f} ms, profile {:7.0f} ms, ratio {:.2f}; processor time "
               "{:7.0f} and {:7.0f} ms, ratio {:.2f}; median of {}\n",
        columns, rows, engine.wall, profile.wall, profile.wall / engine.wall, engine.processor, profile.processor,
        profile.processor / engine.processor, runs);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    auto connection = orDie(table::Connection::open());
    measure(connection, argc > 1 ? std::atoi(argv[1]) : 1000, argc > 2 ? std::atoi(argv[2]) : 2000, 3);
    measure(connection, 16, 1'000'000, 3);
    return 0;
}
