#include <QTest>

#include "tests/core/track/mlflow/tracking_bench.h"

using namespace slipway;
using testkit::TrackingBench;

namespace {

const std::string kOk = "200", kInvalid = "400 INVALID_PARAMETER_VALUE", kNone = "404 RESOURCE_DOES_NOT_EXIST";

struct Bench : TrackingBench {
    Bench() : experiment(TrackingBench::experiment()), runId(run(experiment)) {}
    std::string experiment, runId;

    std::string model(const Json& fields = Json::object()) {
        Json all{{"experiment_id", experiment}};
        all.update(fields);
        clock.advance(10);
        const auto made = post("logged-models", all);
        return made.status == 200 ? made.json["model"]["info"]["model_id"].get<std::string>() : made.message();
    }
    void measure(const std::string& model, double value, const std::string& dataset, const Json& step = 1) {
        post("runs/log-batch",
            {{"run_id", runId},
                {"metrics", {{{"key", "acc"}, {"value", value}, {"timestamp", 1}, {"step", step}, {"model_id", model},
                                {"dataset_name", dataset}, {"dataset_digest", "x"}}}}});
    }
    std::string found(Json fields) {
        fields["experiment_ids"] = {experiment};
        const auto answer = post("logged-models/search", fields);
        if (answer.status != 200) return answer.verdict();
        std::string names;
        if (answer.json.contains("models"))
            for (const auto& model : answer.json["models"]) names += model["info"]["name"].get<std::string>() + " ";
        return names;
    }
    void fill() {
        const auto alpha =
            model({{"name", "alpha"}, {"model_type", "agent"}, {"params", {{{"key", "depth"}, {"value", "1"}}}}});
        const auto beta =
            model({{"name", "beta"}, {"model_type", "agent"}, {"tags", {{{"key", "t"}, {"value", "b"}}}}});
        const auto gamma = model({{"name", "gamma"}});
        model({{"name", "delta"}});
        measure(alpha, 0.1, "d1");
        measure(beta, 0.5, "d1");
        measure(gamma, 0.9, "d2");
        call("PATCH", "logged-models/" + beta, {{"status", "LOGGED_MODEL_READY"}});
    }
};

} // namespace

class TestMlflowModels : public QObject {
    Q_OBJECT
private slots:
    void modelIsPendingThenReadyThenHidden() {
        Bench bench;
        const auto id = bench.model({{"name", "net"}, {"source_run_id", bench.runId}});
        QCOMPARE(id.size(), std::size_t{34});
        auto info = bench.get("logged-models/" + id).json["model"]["info"];
        QCOMPARE(dump(info["status"]), dump(Json("LOGGED_MODEL_PENDING")));
        QCOMPARE(info["artifact_uri"].get<std::string>(),
            "mlflow-artifacts:/" + bench.experiment + "/models/" + id + "/artifacts");
        info = bench.call("PATCH", "logged-models/" + id, {{"status", 2}}).json["model"]["info"];
        QCOMPARE(dump(info["status"]), dump(Json("LOGGED_MODEL_READY")));
        QCOMPARE(bench.call("DELETE", "logged-models/" + id).verdict(), kOk);
        QCOMPARE(bench.get("logged-models/" + id).verdict(), kNone);
        QCOMPARE(bench.get("logged-models/" + id + "?allow_deleted=true").verdict(), kOk);
    }
    void namesAndExperimentsAreChecked() {
        Bench bench;
        for (const auto* name : {"a/b", "a:b", "a.b", "a%b", "a\"b", "a'b"})
            QCOMPARE(
                bench.post("logged-models", {{"experiment_id", bench.experiment}, {"name", name}}).verdict(), kInvalid);
        QCOMPARE(bench.post("logged-models", {{"experiment_id", "98765"}}).verdict(), kNone);
        QCOMPARE(bench.post("logged-models", {{"name", "a"}}).verdict(), kInvalid);
        QVERIFY(bench.model().starts_with("m-")); // with a name made up
    }
    void tagsOfAnyKeyComeAndGo() {
        Bench bench;
        const auto at = "logged-models/" + bench.model();
        QCOMPARE(bench.call("PATCH", at + "/tags", {{"tags", {{{"key", "b/c d"}, {"value", "x"}}}}}).verdict(), kOk);
        QCOMPARE(bench.call("DELETE", at + "/tags/b%2Fc%20d").verdict(), kOk);
        QCOMPARE(bench.call("DELETE", at + "/tags/b/c%20d").verdict(), kNone);
    }
    void parametersKeepTheirValue() {
        Bench bench;
        const auto at = "logged-models/" + bench.model({{"params", {{{"key", "p"}, {"value", "1"}}}}}) + "/params";
        const auto log = [&](const char* value) {
            return bench.post(at, {{"params", {{{"key", "p"}, {"value", value}}, {{"key", "q"}, {"value", "2"}}}}});
        };
        QCOMPARE(log("1").verdict(), kOk);
        QCOMPARE(log("1").verdict(), kOk);
        QCOMPARE(log("3").verdict(), kInvalid);
        Json many;
        for (int i = 0; i < 101; ++i) many["params"].push_back({{"key", "k" + std::to_string(i)}, {"value", "v"}});
        QCOMPARE(bench.post(at, many).verdict(), kInvalid);
    }
    void metricsAreTheLatestOfEachDataset() {
        Bench bench;
        const auto id = bench.model();
        bench.measure(id, 0.1, "d1", 1);
        bench.measure(id, 0.2, "d1", 2);
        bench.measure(id, 0.3, "d2", 1);
        const auto metrics = bench.get("logged-models/" + id).json["model"]["data"]["metrics"];
        QCOMPARE(metrics.size(), std::size_t{2});
        QCOMPARE(dump(metrics[0]["value"]), dump(Json(0.2)));
        QCOMPARE(dump(metrics[0]["dataset_name"]), dump(Json("d1")));
        QCOMPARE(dump(metrics[0]["run_id"]), dump(Json(bench.runId)));
        QCOMPARE(dump(metrics[1]["value"]), dump(Json(0.3)));
        QCOMPARE(bench.get("runs/get?run_id=" + bench.runId).json["run"]["data"]["metrics"].size(), std::size_t{1});
    }
    void filtersFind_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("names");
        QTest::newRow("all") << "" << "delta gamma beta alpha ";
        QTest::newRow("name") << "name = 'beta'" << "beta ";
        QTest::newRow("list") << "name NOT IN ('alpha', 'gamma')" << "delta beta ";
        QTest::newRow("type") << "model_type = 'agent'" << "beta alpha ";
        QTest::newRow("no type") << "model_type != 'agent'" << "";
        QTest::newRow("status") << "status = 'READY'" << "beta ";
        QTest::newRow("parameter") << "params.depth LIKE '1%'" << "alpha ";
        QTest::newRow("tag") << "tags.t = 'b'" << "beta ";
        QTest::newRow("metric") << "metrics.acc > 0.4" << "gamma beta ";
        QTest::newRow("both") << "metrics.acc <= 0.5 AND model_type = 'agent'" << "beta alpha ";
        QTest::newRow("singular") << "metric.acc > 1" << "400 INVALID_PARAMETER_VALUE";
        QTest::newRow("unknown") << "unknown = 'a'" << "400 INVALID_PARAMETER_VALUE";
    }
    void filtersFind() {
        QFETCH(QString, filter);
        QFETCH(QString, names);
        Bench bench;
        bench.fill();
        QCOMPARE(bench.found({{"filter", filter.toStdString()}}), names.toStdString());
    }
    void datasetsLimitWhichMetricsCount() {
        Bench bench;
        bench.fill();
        const Json d1{{{"dataset_name", "d1"}, {"dataset_digest", "x"}}}, d2{{{"dataset_name", "d2"}}};
        QCOMPARE(bench.found({{"datasets", d1}}), std::string("beta alpha "));
        QCOMPARE(bench.found({{"datasets", d2}}), std::string("gamma "));
        QCOMPARE(bench.found({{"datasets", d1}, {"filter", "metrics.acc > 0.4"}}), std::string("beta "));
    }
    void ordersPutTheMissingLast() {
        Bench bench;
        bench.fill();
        const auto by = [&](const Json& item) { return bench.found({{"order_by", Json::array({item})}}); };
        QCOMPARE(by({{"field_name", "name"}}), std::string("alpha beta delta gamma "));
        QCOMPARE(by({{"field_name", "metrics.acc"}, {"ascending", false}}), std::string("gamma beta alpha delta "));
        QCOMPARE(by({{"field_name", "metrics.acc"}, {"dataset_name", "d1"}}), std::string("alpha beta delta gamma "));
        QCOMPARE(by({{"field_name", "metrics.acc"}, {"dataset_digest", "x"}}), kInvalid);
        QCOMPARE(by({{"field_name", "unknown"}}), kInvalid);
    }
    void filesOfAModelAreListedAndRead() {
        Bench bench;
        const auto id = bench.model();
        bench.putArtifact(bench.experiment + "/models/" + id + "/artifacts/w.bin", "weights");
        QCOMPARE(dump(bench.get("logged-models/" + id + "/artifacts/directories").json["files"][0]["path"]),
            dump(Json("w.bin")));
        const auto file = "/ajax-api/2.0/mlflow/logged-models/" + id + "/artifacts/files?artifact_file_path=";
        QCOMPARE(bench.send("GET", file + "w.bin").body, std::string("weights"));
        QCOMPARE(bench.send("GET", file + "../x").verdict(), kInvalid);
    }
};

QTEST_GUILESS_MAIN(TestMlflowModels)
#include "tst_mlflow_models.moc"
