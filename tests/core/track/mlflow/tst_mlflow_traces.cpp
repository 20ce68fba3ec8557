#include <filesystem>

#include <QTest>

#include "tests/core/track/mlflow/tracking_bench.h"

using namespace slipway;
using testkit::TrackingBench;

namespace {

const std::string kOk = "200", kInvalid = "400 INVALID_PARAMETER_VALUE", kNone = "404 RESOURCE_DOES_NOT_EXIST";

struct Bench : TrackingBench {
    Bench() : experiment(TrackingBench::experiment()) {}
    std::string experiment;

    testkit::Answer trace(const std::string& id, const std::string& time, const Json& more = Json::object()) {
        Json info{{"trace_id", id}, {"request_time", time}, {"execution_duration", "0.075s"}, {"state", "OK"},
            {"trace_location", {{"type", "MLFLOW_EXPERIMENT"}, {"mlflow_experiment", {{"experiment_id", experiment}}}}},
            {"tags", {{"mlflow.traceName", "answer"}}}};
        info.update(more);
        return send("POST", "/api/3.0/mlflow/traces", dump({{"trace", {{"trace_info", info}}}}));
    }
    Json get(const std::string& id) {
        return send("GET", "/api/3.0/mlflow/traces/" + id, {}, {}).json["trace"]["trace_info"];
    }
    std::string found(Json fields = Json::object()) {
        fields["locations"] = {{{"mlflow_experiment", {{"experiment_id", experiment}}}}};
        const auto answer = send("POST", "/api/3.0/mlflow/traces/search", dump(fields));
        if (answer.status != 200) return answer.verdict();
        std::string ids;
        if (answer.json.contains("traces"))
            for (const auto& one : answer.json["traces"]) ids += one["trace_id"].get<std::string>() + " ";
        return ids + textOr(answer.json, "next_page_token");
    }
};

} // namespace

class TestMlflowTraces : public QObject {
    Q_OBJECT
private slots:
    void traceIsKeptAsItWasSentWithAPlaceForItsSpans() {
        Bench bench;
        const auto made = bench.trace("tr-1", "2026-03-01T10:00:00.123Z", {{"trace_metadata", {{"k", "v"}}}});
        QCOMPARE(made.verdict(), kOk);
        const auto info = bench.get("tr-1");
        QCOMPARE(dump(info), dump(made.json["trace"]["trace_info"]));
        QCOMPARE(dump(info["execution_duration"]), dump(Json("0.075s")));
        QCOMPARE(dump(info["trace_metadata"]["k"]), dump(Json("v")));
        QCOMPARE(info["tags"]["mlflow.artifactLocation"].get<std::string>(),
            "mlflow-artifacts:/" + bench.experiment + "/traces/tr-1/artifacts");
        QCOMPARE(bench.trace("tr-1", "2026-03-01T10:00:00Z", {{"state", "ERROR"}}).verdict(), kOk);
        QCOMPARE(dump(bench.get("tr-1")["state"]), dump(Json("ERROR")));
    }
    void brokenTracesAreRefused() {
        Bench bench;
        QCOMPARE(bench.trace("", "2026-03-01T10:00:00Z").verdict(), kInvalid);
        QCOMPARE(bench.trace("../x", "2026-03-01T10:00:00Z").verdict(), kInvalid);
        QCOMPARE(bench.trace("..", "2026-03-01T10:00:00Z").verdict(), kInvalid);
        QCOMPARE(bench.trace("tr-1", "yesterday").verdict(), kInvalid);
        QCOMPARE(bench.trace("tr-1", "2026-03-01T10:00:00Z", {{"tags", {{"a", 1}}}}).verdict(), kInvalid);
        QCOMPARE(bench.send("POST", "/api/3.0/mlflow/traces", "{}").verdict(), kInvalid);
        const auto unknown = bench.send("GET", "/api/3.0/mlflow/traces/none", {}, {});
        QCOMPARE(unknown.verdict(), kNone);
        QVERIFY(unknown.message().starts_with("Trace with ID 'none' not found")); // clients look for it
    }
    void searchFindsTheNewestFirstInPages() {
        Bench bench;
        bench.trace("a", "2026-03-01T10:00:00Z");
        bench.trace("b", "2026-03-01T10:00:02Z", {{"state", "ERROR"}, {"execution_duration", "2s"}});
        bench.trace("c", "2026-03-01T10:00:01Z", {{"trace_metadata", {{"mlflow.sourceRun", "r1"}}}});
        QCOMPARE(bench.found(), std::string("b c a "));
        QVERIFY(bench.found({{"max_results", 2}}).starts_with("b c ey"));
        QCOMPARE(bench.found({{"max_results", 501}}), kInvalid);
        QCOMPARE(bench.found({{"order_by", {"timestamp ASC"}}}), std::string("a c b "));
        QCOMPARE(bench.found({{"filter", "attribute.run_id = 'r1'"}}), std::string("c "));
        QCOMPARE(bench.found({{"filter", "status = 'ERROR'"}}), std::string("b "));
        QCOMPARE(bench.found({{"filter", "execution_time_ms > 100"}}), std::string("b "));
        QCOMPARE(bench.found({{"filter", "metadata.`mlflow.sourceRun` = 'r1'"}}), std::string("c "));
        QCOMPARE(bench.found({{"filter", "nothing = 'r1'"}}), kInvalid);
    }
    void tagsAndRunsAreAdded() {
        Bench bench;
        bench.trace("a", "2026-03-01T10:00:00Z");
        QCOMPARE(bench.call("PATCH", "traces/a/tags", {{"key", "colour"}, {"value", "red"}}).verdict(), kOk);
        QCOMPARE(dump(bench.get("a")["tags"]["colour"]), dump(Json("red")));
        QCOMPARE(bench.found({{"filter", "tags.colour = 'red'"}}), std::string("a "));
        QCOMPARE(bench.call("DELETE", "traces/a/tags", {{"key", "colour"}}).verdict(), kOk);
        QCOMPARE(bench.call("DELETE", "traces/a/tags", {{"key", "colour"}}).verdict(), kNone);
        QCOMPARE(bench.post("traces/link-to-run", {{"run_id", "r2"}, {"trace_ids", {"a"}}}).verdict(), kOk);
        QCOMPARE(bench.post("traces/link-to-run", {{"run_id", "r2"}, {"trace_ids", {"z"}}}).verdict(), kNone);
        QCOMPARE(bench.found({{"filter", "attribute.run_id = 'r2'"}}), std::string("a "));
    }
    void deletedTracesAreGoneWithTheirSpans() {
        Bench bench;
        for (const auto* id : {"a", "b", "c"}) {
            bench.trace(id, std::string("2026-03-01T10:00:0") + std::to_string(id[0] - 'a') + "Z");
            bench.putArtifact(bench.experiment + "/traces/" + id + "/artifacts/traces.json", "{}");
        }
        const auto folder = bench.root() / "artifacts" / bench.experiment / "traces";
        const auto remove = [&](Json fields) {
            fields["experiment_id"] = bench.experiment;
            return bench.post("traces/delete-traces", fields);
        };
        QCOMPARE(dump(remove({{"request_ids", {"b", "unknown"}}}).json["traces_deleted"]), dump(Json(1)));
        QVERIFY(!std::filesystem::exists(folder / "b"));
        QVERIFY(std::filesystem::exists(folder / "a"));
        QCOMPARE(dump(remove({{"max_timestamp_millis", 10000000000000}, {"max_traces", 1}}).json["traces_deleted"]),
            dump(Json(1)));
        QCOMPARE(bench.found(), std::string("c ")); // the oldest went first
        QCOMPARE(remove(Json::object()).verdict(), kInvalid);
        QCOMPARE(remove({{"max_timestamp_millis", 1}, {"request_ids", {"c"}}}).verdict(), kInvalid);
    }
};

QTEST_GUILESS_MAIN(TestMlflowTraces)
#include "tst_mlflow_traces.moc"
