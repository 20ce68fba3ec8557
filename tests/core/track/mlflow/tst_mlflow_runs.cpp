#include <QTest>

#include "tests/core/track/mlflow/tracking_bench.h"

using namespace slipway;
using testkit::TrackingBench;

namespace {

const std::string kOk = "200", kInvalid = "400 INVALID_PARAMETER_VALUE", kNone = "404 RESOURCE_DOES_NOT_EXIST";

Json points(const testkit::Answer& answer) {
    Json all = Json::array();
    if (answer.json.contains("metrics"))
        for (const auto& metric : answer.json["metrics"]) all.push_back({metric["step"], metric["timestamp"]});
    return all;
}

} // namespace

class TestMlflowRuns : public QObject {
    Q_OBJECT
private slots:
    void deletedExperimentsTakeTheirRunsAlong() {
        TrackingBench bench;
        const auto id = bench.experiment();
        const auto run = bench.run(id);
        QCOMPARE(bench.post("experiments/delete", {{"experiment_id", id}}).verdict(), kOk);
        QCOMPARE(bench.post("experiments/delete", {{"experiment_id", id}}).verdict(), kNone);
        const auto stage = [&] { return bench.get("runs/get?run_id=" + run).json["run"]["info"]["lifecycle_stage"]; };
        QCOMPARE(dump(stage()), dump(Json("deleted")));
        QCOMPARE(bench.post("runs/set-tag", {{"run_id", run}, {"key", "a"}, {"value", "b"}}).verdict(), kInvalid);
        QCOMPARE(bench.post("experiments/restore", {{"experiment_id", id}}).verdict(), kOk);
        QCOMPARE(dump(stage()), dump(Json("active")));
    }
    void newRunHasANameItsTagAndAPlace() {
        TrackingBench bench;
        const auto id = bench.experiment();
        const auto made = bench.post("runs/create", {{"experiment_id", id}, {"start_time", "12"}}).json["run"];
        const auto& info = made["info"];
        QCOMPARE(dump(info["run_id"]), dump(info["run_uuid"]));
        QCOMPARE(dump(info["status"]), dump(Json("RUNNING")));
        QCOMPARE(dump(info["start_time"]), dump(Json(12)));
        QVERIFY(!info.contains("end_time"));
        QCOMPARE(info["artifact_uri"].get<std::string>(),
            "mlflow-artifacts:/" + id + "/" + info["run_id"].get<std::string>() + "/artifacts");
        QCOMPARE(dump(made["data"]["tags"]),
            dump(Json(Json::array({{{"key", "mlflow.runName"}, {"value", info["run_name"]}}}))));
    }
    void parametersKeepTheirValueAndBatchesAreWhole() {
        TrackingBench bench;
        const auto run = bench.run(bench.experiment());
        const Json first{{"run_id", run}, {"key", "lr"}, {"value", "0.1"}};
        QCOMPARE(bench.post("runs/log-parameter", first).verdict(), kOk);
        QCOMPARE(bench.post("runs/log-parameter", first).verdict(), kOk);
        const auto refused =
            bench.post("runs/log-batch", {{"run_id", run}, {"params", {{{"key", "lr"}, {"value", "0.2"}}}},
                                             {"metrics", {{{"key", "m"}, {"value", 1}, {"timestamp", 1}}}}});
        QCOMPARE(refused.verdict(), kInvalid);
        QVERIFY(refused.message().starts_with("Changing param values is not allowed"));
        QVERIFY(!bench.get("runs/get?run_id=" + run).json["run"]["data"].contains("metrics"));
    }
    void batchesAreLimited_data() {
        QTest::addColumn<int>("metrics");
        QTest::addColumn<int>("parameters");
        QTest::addColumn<int>("tags");
        QTest::addColumn<bool>("taken");
        QTest::newRow("1000 metrics") << 1000 << 0 << 0 << true;
        QTest::newRow("1001 metrics") << 1001 << 0 << 0 << false;
        QTest::newRow("101 parameters") << 0 << 101 << 0 << false;
        QTest::newRow("101 tags") << 0 << 0 << 101 << false;
        QTest::newRow("1000 in all") << 800 << 100 << 100 << true;
        QTest::newRow("1100 in all") << 900 << 100 << 100 << false;
    }
    void batchesAreLimited() {
        QFETCH(int, metrics);
        QFETCH(int, parameters);
        QFETCH(int, tags);
        QFETCH(bool, taken);
        TrackingBench bench;
        Json batch{{"run_id", bench.run("0")}};
        for (int i = 0; i < metrics; ++i)
            batch["metrics"].push_back({{"key", "m" + std::to_string(i)}, {"value", i}, {"timestamp", i}});
        for (int i = 0; i < parameters; ++i)
            batch["params"].push_back({{"key", "p" + std::to_string(i)}, {"value", "v"}});
        for (int i = 0; i < tags; ++i) batch["tags"].push_back({{"key", "t" + std::to_string(i)}, {"value", "v"}});
        QCOMPARE(bench.post("runs/log-batch", batch).verdict(), taken ? kOk : kInvalid);
    }
    void faultsInABatchNameTheirPlace() {
        TrackingBench bench;
        const auto run = bench.run("0");
        const Json good{{"key", "ok"}, {"value", 1}, {"timestamp", 1}},
            bad{{"key", "a!b"}, {"value", 1}, {"timestamp", 1}};
        const auto answer = bench.post("runs/log-batch", {{"run_id", run}, {"metrics", {good, bad}}});
        QCOMPARE(answer.verdict(), kInvalid);
        QVERIFY(answer.message().find("'metrics[1].name'") != std::string::npos);
        const auto missing = bench.post("runs/log-metric", {{"run_id", run}, {"value", 1}, {"timestamp", 1}});
        QVERIFY(missing.message().starts_with("Missing value for required parameter 'key'"));
    }
    void stepsBeyondWhatIsStoredAreRefused() {
        TrackingBench bench;
        auto point = Json::parse(R"({"key": "m", "value": 1, "timestamp": 5, "step": -9223372036854775809})");
        point["run_id"] = bench.run("0");
        QCOMPARE(bench.post("runs/log-metric", point).status, 400);
        point["step"] = INT64_MIN;
        QCOMPARE(bench.post("runs/log-metric", point).status, 200);
    }
    void repeatedPointsCountOnce() {
        TrackingBench bench;
        const auto run = bench.run("0");
        for (int i = 0; i < 3; ++i)
            bench.post("runs/log-metric", {{"run_id", run}, {"key", "m"}, {"value", 1}, {"timestamp", 5}, {"step", 2}});
        QCOMPARE(dump(points(bench.get("metrics/get-history?run_id=" + run + "&metric_key=m"))),
            dump(Json::parse("[[2,5]]")));
    }
    void curvesAreThinnedOutByTheirPoints() {
        TrackingBench bench;
        const auto run = bench.run("0");
        Json batch{{"run_id", run}};
        for (int i = 0; i < 12; ++i)
            batch["metrics"].push_back({{"key", "m"}, {"value", 1}, {"timestamp", i % 2}, {"step", i / 2}});
        QCOMPARE(bench.post("runs/log-batch", batch).verdict(), kOk);
        const auto interval = "metrics/get-history-bulk-interval?run_ids=" + run + "&metric_key=m";
        QCOMPARE(points(bench.get(interval)).size(), std::size_t{12});
        QCOMPARE(
            dump(points(bench.get(interval + "&max_results=5"))), dump(Json::parse("[[0,0],[1,1],[3,0],[4,0],[5,1]]")));
        QCOMPARE(dump(points(bench.get(interval + "&max_results=1"))), dump(Json::parse("[[5,1]]")));
        QCOMPARE(dump(points(bench.get(interval + "&start_step=1&end_step=2"))),
            dump(Json::parse("[[1,0],[1,1],[2,0],[2,1]]")));
        for (const auto* more : {"&max_results=0", "&max_results=2501", "&start_step=1", "&start_step=2&end_step=1"})
            QCOMPARE(bench.get(interval + more).verdict(), kInvalid);
    }
    void bulkHistorySaysWhatItWants() {
        TrackingBench bench;
        const auto bulk = std::string("metrics/get-history-bulk");
        QVERIFY(bench.get(bulk + "?metric_key=m")
                .message()
                .starts_with("GetMetricHistoryBulk request must specify at least one run_id"));
        QVERIFY(bench.get(bulk + "?run_id=a")
                .message()
                .starts_with("GetMetricHistoryBulk request must specify a metric_key"));
        auto many = bulk + "?metric_key=m";
        for (int i = 0; i < 101; ++i) many += "&run_id=r" + std::to_string(i);
        QVERIFY(bench.get(many).message().starts_with("GetMetricHistoryBulk request cannot specify more than"));
    }
    void statusAndNameChange() {
        TrackingBench bench;
        const auto run = bench.run("0");
        const auto info =
            bench.post("runs/update", {{"run_id", run}, {"status", 3}, {"end_time", 99}, {"run_name", "other"}})
                .json["run_info"];
        QCOMPARE(dump(info["status"]), dump(Json("FINISHED")));
        QCOMPARE(dump(info["end_time"]), dump(Json(99)));
        const auto tags = bench.get("runs/get?run_id=" + run).json["run"]["data"]["tags"];
        QCOMPARE(dump(tags[0]["value"]), dump(Json("other")));
        QCOMPARE(bench.post("runs/update", {{"run_id", run}, {"status", "DONE"}}).verdict(), kInvalid);
    }
};

QTEST_GUILESS_MAIN(TestMlflowRuns)
#include "tst_mlflow_runs.moc"
