// Looking at 100,000 runs with 10,000 distinct metrics (20 a run), 8 parameters and 5 tags: what a panel asks for,
// beside the same question to SQLite in one statement. Then 100 curves of 10,000 steps beside reading their points.
#include <algorithm>
#include <chrono>
#include <functional>

#include <fmt/format.h>

#include "core/store/database.h"
#include "core/store/transaction.h"
#include "core/track/curves.h"
#include "core/track/metric_store.h"
#include "core/track/run_cells.h"
#include "core/track/run_keys.h"
#include "core/track/run_list.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::track;

namespace {

struct Workspace : testkit::LedgerFixture {
    Workspace() : testkit::LedgerFixture({kSchemaV1, kSchemaV4, kSchemaV5}), tracker(ledger, root()) {}
    Tracker tracker;
};

constexpr std::string_view kFill = R"sql(
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
INSERT INTO run(id, experiment, name, status, started_at, ended_at, actor, owner, user_id)
SELECT printf('%032x', i * 2654435761 % 4294967296), 1, 'candidate-' || i, 'FINISHED', 1767225600000 + i * 60000,
    1767225600000 + i * 60000 + abs(random() % 100000), 'ada', '', 'ada' FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9996)
INSERT INTO metric_key(name) SELECT 'metric_' || i FROM n;
INSERT INTO metric_key(name) VALUES('loss'), ('accuracy'), ('val_loss'), ('val_accuracy');
INSERT INTO metric_summary(run, key, experiment, latest, latest_step, latest_at, minimum, maximum, points)
    SELECT r.number, 9997 + j.value, 1, abs(random() % 1000000) / 1e6, 99, 0, 0, 1, 100
    FROM run r, json_each('[0,1,2,3]') j;
INSERT INTO metric_summary(run, key, experiment, latest, latest_step, latest_at, minimum, maximum, points)
    SELECT r.number, 1 + (r.number * 16 + j.value) % 9996, 1, abs(random() % 1000000) / 1e6, 99, 0, 0, 1, 100
    FROM run r, json_each('[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]') j;
INSERT INTO run_parameter SELECT r.number, 'p' || j.value, (r.number * (j.value + 3)) % (5 + 7 * j.value)
    FROM run r, json_each('[0,1,2,3,4,5,6,7]') j;
INSERT INTO run_tag SELECT r.number, 't' || j.value, 'note ' || ((r.number * (j.value + 3)) % 1000)
    FROM run r, json_each('[0,1,2,3,4]') j;
)sql";

double milliseconds(const std::function<void()>& call) {
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const auto from = std::chrono::steady_clock::now();
        call();
        best =
            std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
    }
    return best;
}

std::int64_t count(store::Database& db, const std::string& sql) {
    auto list = db.prepare(sql).value();
    std::int64_t rows = 0;
    while (list.step().value()) rows++;
    return rows;
}

struct Question {
    const char* what;
    const char* filter;
    std::vector<std::string> order;
    const char* bare;
};

const Question kQuestions[] = {
    {"newest first", "", {}, "SELECT number FROM run WHERE deleted = 0 ORDER BY started_at DESC, number DESC"},
    {"by a metric", "", {"metrics.loss ASC"},
        "SELECT run FROM metric_summary WHERE key = 9997 AND latest IS NOT NULL ORDER BY latest"},
    {"by a rare metric", "", {"metrics.metric_77 DESC"}, "SELECT number FROM run ORDER BY started_at DESC"},
    {"by a parameter", "", {"params.p7 DESC"},
        "SELECT run FROM run_parameter WHERE key = 'p7' ORDER BY CAST(value AS REAL) DESC"},
    {"by a tag", "", {"tags.t3 ASC"}, "SELECT run FROM run_tag WHERE key = 't3' ORDER BY value"},
    {"by duration", "", {"attributes.duration ASC"}, "SELECT number FROM run ORDER BY ended_at - started_at"},
    {"by name", "", {"attributes.run_name ASC"}, "SELECT number FROM run ORDER BY name"},
    {"metric and parameter", "metrics.accuracy > 0.9 and params.p3 = '8'", {},
        "SELECT run FROM metric_summary WHERE key = 9998 AND latest > 0.9 INTERSECT SELECT run FROM run_parameter "
        "WHERE key = 'p3' AND value = '8'"},
    {"metric above half, by another", "metrics.accuracy > 0.5", {"metrics.val_loss ASC"},
        "SELECT m.run FROM metric_summary m WHERE m.key = 9999 AND m.run IN (SELECT run FROM metric_summary WHERE key "
        "= 9998 AND latest > 0.5) ORDER BY latest"},
    {"a word", "candidate-77", {}, "SELECT number FROM run WHERE name LIKE '%candidate-77%'"},
    {"tag like", "tags.t2 like 'note 9%'", {}, "SELECT run FROM run_tag WHERE key = 't2' AND value LIKE 'note 9%'"},
};

void lists(Workspace& workspace) {
    Progress progress;
    fmt::print("\n{:<34} {:>8} {:>10} {:>10} {:>7}\n", "list of 100,000 runs", "runs", "ms", "bare ms", "ratio");
    for (const auto& question : kQuestions) {
        RunListQuery query;
        query.filter = parseFilter(question.filter, FilterTable::runs(), Dialect::Desktop).value();
        query.order = parseOrder(question.order, FilterTable::runs(), Dialect::Desktop).value();
        std::size_t found = 0;
        const auto ours = milliseconds([&] { found = listRuns(workspace.db, query, progress).value().numbers.size(); });
        const auto bare = milliseconds([&] { count(workspace.db, question.bare); });
        fmt::print("{:<34} {:>8} {:>10.1f} {:>10.1f} {:>7.1f}\n", question.what, found, ours, bare, ours / bare);
    }
    RunListQuery grouped;
    grouped.groupBy = {{FieldGroup::Parameter, "p7", {}}};
    std::size_t groups = 0;
    const auto ours = milliseconds([&] { groups = listRuns(workspace.db, grouped, progress).value().groups.size(); });
    const auto bare = milliseconds(
        [&] { count(workspace.db, "SELECT value, count(*) FROM run_parameter WHERE key = 'p7' GROUP BY value"); });
    fmt::print(
        "{:<34} {:>8} {:>10.1f} {:>10.1f} {:>7.1f}\n", "grouped by a parameter", groups, ours, bare, ours / bare);
}

void cells(Workspace& workspace) {
    std::vector<std::int64_t> page;
    for (std::int64_t i = 0; i < 200; ++i) page.push_back(40000 + i * 3);
    std::vector<RunField> fields;
    for (int i = 0; i < 20; ++i) fields.push_back({FieldGroup::Metric, fmt::format("metric_{}", i * 50 + 1), {}});
    fields.push_back({FieldGroup::Metric, "loss", {}});
    for (int i = 0; i < 8; ++i) fields.push_back({FieldGroup::Parameter, fmt::format("p{}", i), {}});
    fmt::print("a page of 200 runs with 29 columns: {:.1f} ms\n",
        milliseconds([&] { readCells(workspace.db, page, fields).value(); }));
    fmt::print("200 of 10,000 metric names with '77' in them: {:.1f} ms\n",
        milliseconds([&] { runKeys(workspace.db, FieldGroup::Metric, {}, "77", 200).value(); }));
    fmt::print("frequent values of a parameter: {:.1f} ms\n",
        milliseconds([&] { frequentValues(workspace.db, FieldGroup::Parameter, "p7", "", 20).value(); }));
}

void curves(Workspace& workspace) {
    std::vector<std::string> runs;
    const auto experiment = workspace.tracker.experiment(workspace.owner(), "curves").value().id;
    for (int run = 0; run < 100; ++run) {
        runs.push_back(
            workspace.tracker.start(workspace.owner(), experiment, fmt::format("long {}", run), {}).value().id);
        for (int begin = 0; begin < 10000; begin += 1000) {
            std::vector<MetricPoint> points;
            for (int i = begin; i < begin + 1000; ++i)
                points.push_back({"loss", 1.0 / (1 + i) + (i * 7919 % 101) * 1e-3, i, 1767225600000 + i});
            workspace.tracker.logMetrics(runs.back(), points).value();
        }
    }
    const auto whole = milliseconds([&] {
        for (const auto& run : runs) workspace.tracker.history(run, "loss").value();
    });
    const auto sketched = milliseconds([&] {
        for (const auto& run : runs) readCurve(workspace.db, run, "loss").value();
    });
    fmt::print("100 curves of 10,000 steps: {:.1f} ms; all their points {:.0f} ms: {:.0f} x\n", sketched, whole,
        whole / sketched);
}

} // namespace

int main() {
    Workspace workspace;
    workspace.tracker.experiment(workspace.owner(), "wide").value();
    workspace.db.exec(kFill).value();
    lists(workspace);
    cells(workspace);
    curves(workspace);
    return 0;
}
