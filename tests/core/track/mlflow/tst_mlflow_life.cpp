#include <QTest>

#include "core/base/process_owner.h"
#include "core/track/liveness.h"
#include "core/track/runs.h"
#include "tests/core/track/mlflow/tracking_bench.h"

using namespace slipway;
using namespace slipway::track;
using testkit::Answer;

namespace {

const std::string kId = "0123456789abcdef0123456789abcdef";

struct Bench : testkit::TrackingBench {
    Answer ours(const std::string& endpoint, const Json& fields) {
        return send("POST", "/api/2.0/slipway/runs/" + endpoint, dump(fields));
    }
    std::string status(const std::string& id) {
        const auto run = Runs(ledger).find(id);
        return run ? std::string(name(run->status)) : toLine(run.error());
    }
    int markDead() { return Liveness(ledger, 0).markDead().value_or(-1); }
};

} // namespace

class TestMlflowLife : public QObject {
    Q_OBJECT
private slots:
    void aClientMayChooseTheIdAndAskAgain() {
        Bench b;
        const auto experiment = b.experiment();
        const Json fields{{"run_id", kId}, {"experiment_id", experiment}, {"run_name", "mine"}, {"start_time", 17},
            {"tags", {{{"key", "team"}, {"value", "north"}}}}};
        for (int i = 0; i < 3; ++i) {
            const auto made = b.ours("ensure", fields);
            QCOMPARE(made.verdict(), std::string("200"));
            QCOMPARE(textOr(made.json["run"]["info"], "run_id"), kId);
            QCOMPARE(textOr(made.json["run"]["info"], "run_name"), std::string("mine"));
        }
        QCOMPARE(*b.tracker.countRuns({}), std::int64_t(1));
        QCOMPARE(b.audit.page(0, 10, "run/" + kId)->size(), std::size_t(1));
        // What it has become meanwhile is what is answered.
        b.post("runs/update", {{"run_id", kId}, {"status", "FINISHED"}, {"end_time", 20}});
        QCOMPARE(textOr(b.ours("ensure", fields).json["run"]["info"], "status"), std::string("FINISHED"));
    }

    void aHeartThatBeatsAndStops() {
        Bench b;
        b.ours("ensure", {{"run_id", kId}, {"experiment_id", b.experiment()}, {"live", true}});
        for (int i = 0; i < 5; ++i) {
            b.clock.advance(3000);
            const auto answer = b.ours("heartbeat", {{"run_id", kId}});
            QCOMPARE(answer.verdict(), std::string("200"));
            QCOMPARE(textOr(answer.json, "status"), std::string("RUNNING"));
            QCOMPARE(b.markDead(), 0);
        }
        b.clock.advance(8001);
        QCOMPARE(b.markDead(), 1);
        QCOMPARE(b.status(kId), std::string("KILLED"));
        QCOMPARE(textOr(b.ours("heartbeat", {{"run_id", kId}}).json, "status"), std::string("RUNNING"));
        QCOMPARE(b.status(kId), std::string("RUNNING"));
        b.post("runs/update", {{"run_id", kId}, {"status", "FINISHED"}, {"end_time", 20}});
        QCOMPARE(textOr(b.ours("heartbeat", {{"run_id", kId}}).json, "status"), std::string("FINISHED"));
        b.clock.advance(60000);
        QCOMPARE(b.markDead(), 0);
    }

    void runsOfPlainClientsAreNeverTakenForDead() {
        Bench b;
        const auto run = b.run(b.experiment());
        b.clock.advance(3'600'000);
        QCOMPARE(b.markDead(), 0);
        QCOMPARE(b.status(run), std::string("RUNNING"));
    }

    void nonsenseIsRefusedInTheProtocolsWords() {
        Bench b;
        const auto experiment = b.experiment();
        for (const auto& id : {std::string(), std::string("x"), kId + "0", std::string(32, 'G'), std::string(32, '/')})
            QCOMPARE(b.ours("ensure", {{"run_id", id}, {"experiment_id", experiment}}).verdict(),
                std::string("400 INVALID_PARAMETER_VALUE"));
        QCOMPARE(b.ours("ensure", {{"run_id", kId}, {"experiment_id", "99"}}).verdict(),
            std::string("404 RESOURCE_DOES_NOT_EXIST"));
        QCOMPARE(b.ours("ensure", {{"run_id", kId}, {"experiment_id", "99"}, {"live", 7}}).status, 400);
        QCOMPARE(b.ours("heartbeat", {{"run_id", kId}}).verdict(), std::string("404 RESOURCE_DOES_NOT_EXIST"));
        QCOMPARE(b.ours("heartbeat", Json::object()).verdict(), std::string("400 INVALID_PARAMETER_VALUE"));
        QCOMPARE(b.send("GET", "/api/2.0/slipway/runs/heartbeat").status, 404);
    }
};

QTEST_GUILESS_MAIN(TestMlflowLife)
#include "tst_mlflow_life.moc"
