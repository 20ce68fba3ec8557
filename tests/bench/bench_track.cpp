// What tracking costs: pages of 100,000 runs, and metric points against a bare SQLite loop into one plain table.
#include <algorithm>
#include <chrono>
#include <cmath>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "core/store/database.h"
#include "core/store/transaction.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;

namespace {

constexpr std::int64_t kRuns = 100000;

struct Workspace : testkit::LedgerFixture {
    Workspace()
        : testkit::LedgerFixture({track::kSchemaV1, track::kSchemaV4, track::kSchemaV5}), tracker(ledger, root()) {}
    track::Tracker tracker;
};

/// Rows written at once: 100,000 runs by way of start() would wait for the disk 100,000 times.
Workspace& withManyRuns() {
    static Workspace& workspace = *[] {
        auto* made = new Workspace; // lives as long as the program
        for (const char* name : {"census", "other"}) made->tracker.experiment(made->owner(), name).value();
        made->db
            .exec(fmt::format(
                R"sql(
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})
INSERT INTO run(id, experiment, name, status, started_at, ended_at, actor, owner, deleted)
SELECT printf('%032x', i), 1 + i % 2, 'candidate-' || i, 'FINISHED', 1767225600000 + i * 60000, 1767225600000 + i * 60000 + 5000,
    'ada', '', i % 50 = 0 FROM n;
INSERT INTO metric_key(name) VALUES('validation-auc'), ('validation-logloss'), ('test_roc_auc');
INSERT INTO metric_summary SELECT number, k.id, experiment, abs(sin(number * k.id)), 149, started_at, 0.1, 0.99, 150
    FROM run, metric_key k;
INSERT INTO run_parameter SELECT number, p.value, '0.1' FROM run, json_each('["eta","max_depth","rounds","subsample"]') p;
INSERT INTO run_tag SELECT number, p.value, 'census:' || (number % 7)
    FROM run, json_each('["slipway.dataset","slipway.version","mlflow.user"]') p;
ANALYZE;
)sql",
                kRuns))
            .value();
        return made;
    }();
    return workspace;
}

void searchPage(benchmark::State& state, const track::RunQuery& query, bool lastPages) {
    auto& tracker = withManyRuns().tracker;
    std::string token;
    for (int i = 0; lastPages && i < 400; ++i) token = tracker.search(query, token, 100).value().next;
    for (auto _ : state) {
        const auto page = tracker.search(query, token, 100);
        if (!page) return state.SkipWithError(toLine(page.error()).c_str());
        benchmark::DoNotOptimize(page->runs.size());
    }
}

track::RunQuery byMetric() {
    track::RunQuery query;
    query.orderByMetric = "validation-auc";
    query.experiment = 1;
    return query;
}

track::RunQuery byText(const char* text) {
    track::RunQuery query;
    query.text = text;
    return query;
}

std::vector<track::MetricPoint> batch(std::int64_t number, std::int64_t size) {
    std::vector<track::MetricPoint> points;
    for (std::int64_t i = 0; i < size; ++i)
        points.push_back({i % 4 == 0   ? "train-auc"
                          : i % 4 == 1 ? "train-logloss"
                          : i % 4 == 2 ? "validation-auc"
                                       : "validation-logloss",
            static_cast<double>(i) * 1e-3, number * size + i / 4, 1767225600000 + i});
    return points;
}

/// Points a second through the Tracker: keys checked, summaries kept, on disk when the call returns.
void ingest(benchmark::State& state) {
    Workspace workspace;
    const auto experiment = workspace.tracker.experiment(workspace.owner(), "census").value();
    const auto run = workspace.tracker.start(workspace.owner(), experiment.id, "run", {}).value().id;
    std::int64_t number = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const auto points = batch(number++, state.range(0));
        state.ResumeTiming();
        if (const auto stored = workspace.tracker.logMetrics(run, points); !stored)
            return state.SkipWithError(toLine(stored.error()).c_str());
    }
    state.SetItemsProcessed(number * state.range(0));
}

/// The rival: the same points into a plain table with the key as text, one transaction a batch, same durability.
void ingestBare(benchmark::State& state) {
    const auto folder = TemporaryFolder::create("slipway-bench").value();
    auto db = store::Database::open(folder.path() / "bare.db", store::Database::Mode::Create).value();
    db.exec("CREATE TABLE point(run TEXT, key TEXT, value REAL, step INTEGER, at INTEGER)").value();
    const std::string run(32, 'a');
    std::int64_t number = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const auto points = batch(number++, state.range(0));
        state.ResumeTiming();
        auto transaction = store::Transaction::begin(db).value();
        auto insert = db.prepare("INSERT INTO point(run, key, value, step, at) VALUES(?, ?, ?, ?, ?)").value();
        for (const auto& point : points)
            insert.bindAll(run, point.key, point.value, point.step, point.at).run().value();
        transaction.commit().value();
    }
    state.SetItemsProcessed(number * state.range(0));
}

/// Seconds that one call takes, best of a few: the ratio below compares like with like on a busy machine.
template <class Call> double seconds(Call call) {
    double best = 1e9;
    for (int i = 0; i < 7; ++i) {
        const auto from = std::chrono::steady_clock::now();
        call(i);
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count());
    }
    return best;
}

void printRatio() {
    constexpr std::int64_t size = 10000;
    Workspace workspace;
    const auto experiment = workspace.tracker.experiment(workspace.owner(), "census").value();
    const auto run = workspace.tracker.start(workspace.owner(), experiment.id, "run", {}).value().id;
    const auto folder = TemporaryFolder::create("slipway-bench").value();
    auto db = store::Database::open(folder.path() / "bare.db", store::Database::Mode::Create).value();
    db.exec("CREATE TABLE point(run TEXT, key TEXT, value REAL, step INTEGER, at INTEGER)").value();
    std::vector<std::vector<track::MetricPoint>> batches;
    for (int i = 0; i < 7; ++i) batches.push_back(batch(i, size));
    const auto ours =
        seconds([&](int i) { workspace.tracker.logMetrics(run, batches[static_cast<std::size_t>(i)]).value(); });
    const auto bare = seconds([&](int i) {
        auto transaction = store::Transaction::begin(db).value();
        auto insert = db.prepare("INSERT INTO point(run, key, value, step, at) VALUES(?, ?, ?, ?, ?)").value();
        for (const auto& p : batches[static_cast<std::size_t>(i)])
            insert.bindAll(run, p.key, p.value, p.step, p.at).run().value();
        transaction.commit().value();
    });
    fmt::print("metric ingest, batches of {}: {:.0f} points/s, {:.2f} x the time of a bare SQLite loop\n", size,
        static_cast<double>(size) / ours, ours / bare);
}

} // namespace

BENCHMARK_CAPTURE(searchPage, newest, track::RunQuery{}, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searchPage, newest_page_400, track::RunQuery{}, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searchPage, by_metric, byMetric(), false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searchPage, by_metric_page_400, byMetric(), true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searchPage, text_found_often, byText("candidate-9"), false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searchPage, text_found_nowhere, byText("nowhere"), false)->Unit(benchmark::kMillisecond);
BENCHMARK(ingest)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(ingestBare)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    printRatio();
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
