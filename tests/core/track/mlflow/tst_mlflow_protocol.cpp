#include <QTest>

#include "tests/core/track/mlflow/tracking_bench.h"

using namespace slipway;
using testkit::TrackingBench;

namespace {

const std::string kOk = "200", kInvalid = "400 INVALID_PARAMETER_VALUE", kNone = "404 RESOURCE_DOES_NOT_EXIST";

} // namespace

/// Rules that hold for every endpoint.
class TestMlflowProtocol : public QObject {
    Q_OBJECT
private slots:
    void bothPrefixesAndDoubledSlashesReachAnEndpoint() {
        TrackingBench bench;
        for (const auto* prefix : {"/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/", "//api//2.0/mlflow/"})
            QCOMPARE(bench.send("GET", std::string(prefix) + "experiments/get?experiment_id=0").verdict(), kOk);
    }
    void unknownEndpointsAreNotMistakenForUnknownThings() {
        TrackingBench bench;
        for (const auto* path : {"/api/2.0/mlflow/nothing", "/api/4.0/mlflow/runs/get", "/v1/traces"})
            QCOMPARE(bench.send("POST", path, "{}").verdict(), std::string("404 ENDPOINT_NOT_FOUND"));
    }
    void postWantsJsonAndSaysSo() {
        TrackingBench bench;
        const std::string body = R"({"name":"x"})", path = "/api/2.0/mlflow/experiments/create";
        QCOMPARE(bench.send("POST", path, body, {}).verdict(), kInvalid);
        QCOMPARE(bench.send("POST", path, body, {{"Content-Type", "text/plain"}}).verdict(), kInvalid);
        QCOMPARE(bench.send("POST", path, body, {{"Content-Type", "Application/JSON; charset=utf-8"}}).verdict(), kOk);
    }
    void jsonInAJsonTextIsDecodedAgain() {
        TrackingBench bench;
        const auto body = dump(Json(R"({"name":"twice"})"));
        QCOMPARE(bench.send("POST", "/api/2.0/mlflow/experiments/create", body).verdict(), kOk);
    }
    void bodiesThatAreNoObjectCountAsEmpty() {
        TrackingBench bench;
        for (const auto* body : {"", "no json {", "[]", "3", "null", "\"text\""}) {
            const auto answer = bench.send("POST", "/api/2.0/mlflow/experiments/create", body);
            QCOMPARE(answer.verdict(), kInvalid);
            QVERIFY(answer.message().starts_with("Missing value for required parameter 'name'"));
        }
    }
    void nullIsAbsentAndUnknownFieldsAreIgnored() {
        TrackingBench bench;
        QCOMPARE(bench.post("experiments/create", {{"name", nullptr}}).verdict(), kInvalid);
        QCOMPARE(bench.post("experiments/create", {{"name", "a"}, {"more", {1, 2}}, {"tags", nullptr}}).verdict(), kOk);
    }
    void wrongTypesNameValueAndParameter() {
        TrackingBench bench;
        const auto answer = bench.post("experiments/create", {{"name", 123}});
        QCOMPARE(answer.verdict(), kInvalid);
        QVERIFY(answer.message().starts_with("Invalid value 123 for parameter 'name' supplied"));
    }
    void numbersMayBeTexts() {
        TrackingBench bench;
        const auto run = bench.run("0");
        for (const Json& step : {Json(3), Json("3"), Json(3.0)})
            QCOMPARE(bench
                         .post("runs/log-metric",
                             {{"run_id", run}, {"key", "k"}, {"value", "1.5"}, {"timestamp", "12"}, {"step", step}})
                         .verdict(),
                kOk);
        for (const Json& step : {Json("foo"), Json(1.5), Json(Json::array({1})), Json("99999999999999999999")})
            QCOMPARE(bench
                         .post("runs/log-metric",
                             {{"run_id", run}, {"key", "k"}, {"value", 1}, {"timestamp", 12}, {"step", step}})
                         .verdict(),
                kInvalid);
        QCOMPARE(bench.post("runs/log-metric", {{"run_id", run}, {"key", "k"}, {"value", true}, {"timestamp", 12}})
                     .verdict(),
            kInvalid);
        const auto history = bench.get("metrics/get-history?run_id=" + run + "&metric_key=k");
        QCOMPARE(
            dump(history.json["metrics"]), dump(Json::parse(R"([{"key":"k","value":1.5,"timestamp":12,"step":3}])")));
    }
    void notANumberAndInfinityAreTexts() {
        TrackingBench bench;
        const auto run = bench.run("0");
        for (const auto* value : {"NaN", "Infinity", "-Infinity"}) {
            QCOMPARE(
                bench.post("runs/log-metric", {{"run_id", run}, {"key", value}, {"value", value}, {"timestamp", 1}})
                    .verdict(),
                kOk);
            const auto got = bench.get("metrics/get-history?run_id=" + run + "&metric_key=" + value);
            QCOMPARE(got.json["metrics"][0]["value"].get<std::string>(), std::string(value));
        }
    }
    void missingThingsAre404AndTakenNames400() {
        TrackingBench bench;
        QCOMPARE(bench.get("runs/get?run_id=" + std::string(32, '0')).verdict(), kNone);
        QCOMPARE(bench.get("experiments/get?experiment_id=98765").verdict(), kNone);
        QCOMPARE(bench.get("experiments/get?experiment_id=abc").verdict(), kInvalid);
        QCOMPARE(bench.get("experiments/get-by-name?experiment_name=none").verdict(), kNone);
        bench.experiment("taken");
        QCOMPARE(bench.post("experiments/create", {{"name", "taken"}}).verdict(),
            std::string("400 RESOURCE_ALREADY_EXISTS"));
    }
    void namesAreShort() {
        TrackingBench bench;
        const auto answer = bench.post("experiments/create", {{"name", std::string(501, 'n')}});
        QCOMPARE(answer.verdict(), kInvalid);
        QVERIFY(answer.message().starts_with("'name' exceeds the maximum length of 500 characters"));
        QCOMPARE(bench.post("experiments/create", {{"name", std::string(500, 'n')}}).verdict(), kOk);
    }
    void pagesEndWithoutAToken() {
        TrackingBench bench;
        for (const auto* name : {"a", "b", "c"}) bench.experiment(name);
        std::size_t seen = 0;
        std::string token;
        for (int page = 0; page < 4; ++page) {
            Json fields{{"max_results", 2}};
            if (!token.empty()) fields["page_token"] = token;
            const auto answer = bench.post("experiments/search", fields);
            QCOMPARE(answer.verdict(), kOk);
            seen += answer.json["experiments"].size();
            token = textOr(answer.json, "next_page_token");
            if (token.empty()) break;
        }
        QCOMPARE(seen, std::size_t{4}); // with "Default"
        QVERIFY(token.empty());
        QCOMPARE(
            bench.post("experiments/search", {{"max_results", 2}, {"page_token", "no token"}}).verdict(), kInvalid);
        QCOMPARE(bench.post("experiments/search", Json::object()).verdict(), kInvalid);
    }
    void nothingFoundIsAnEmptyObject() {
        TrackingBench bench;
        const auto answer = bench.post("runs/search", {{"experiment_ids", {bench.experiment()}}});
        QCOMPARE(answer.body, std::string("{}"));
        QCOMPARE(answer.headers.at("X-Content-Type-Options"), std::string("nosniff"));
    }
};

QTEST_GUILESS_MAIN(TestMlflowProtocol)
#include "tst_mlflow_protocol.moc"
