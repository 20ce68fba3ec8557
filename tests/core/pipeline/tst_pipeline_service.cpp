#include <stdexcept>

#include <QElapsedTimer>
#include <QTest>

#include "tests/core/pipeline/pipeline_fixture.h"

using namespace slipway;
using namespace slipway::pipeline;
using testkit::PipelineFixture;

namespace {

std::string states(const PipelineRun& run) {
    std::string text;
    for (const auto& step : run.steps) text += (text.empty() ? "" : " ") + step.state;
    return text;
}

std::vector<StepDefinition> chain() {
    return {{"c", "echo", {{"in", "${steps.b.out}3"}}, {}, 0}, {"a", "echo", {{"in", "${parameters.x}1"}}, {}, 0},
        {"b", "echo", {{"in", "${steps.a.out}2"}}, {}, 0}};
}

} // namespace

class TestPipelineService : public QObject {
    Q_OBJECT
private slots:
    void stepsRunInTheOrderOfTheirNeeds() {
        PipelineFixture f;
        f.save(chain(), {{"x", "-"}});
        const auto run = f.run({{"x", "+"}});
        QVERIFY(run.has_value());
        QCOMPARE(run->state, std::string("done"));
        QCOMPARE(f.executed, (std::vector<std::string>{"+1", "+12", "+123"}));
        QCOMPARE(run->steps[0].name, std::string("c")); // shown as defined
        QCOMPARE(run->steps[0].outputs.at("out"), std::string("+123"));
        QCOMPARE(run->steps[0].log, std::string("echo +123\n"));
        QCOMPARE(run->trigger, std::string("by hand"));
        QCOMPARE(run->parameters.at("x"), std::string("+"));
        QCOMPARE(f.audit.page(0, 1)->front().action, std::string("pipeline.finish"));
        const auto event = f.events.page(0, 1)->front();
        QCOMPARE(event.type, std::string("pipeline.finished"));
        QVERIFY(event.payload.find("\"done\"") != std::string::npos);
        QVERIFY(*f.lineage.contains(run->lineageId()));
    }
    void unchangedStepsComeFromTheCache() {
        PipelineFixture f;
        f.save(chain(), {{"x", "-"}});
        QVERIFY(f.run().has_value());
        const auto again = f.run();
        QCOMPARE(states(*again), std::string("cached cached cached"));
        QCOMPARE(again->state, std::string("done"));
        QCOMPARE(again->steps[0].outputs.at("out"), std::string("-123"));
        QCOMPARE(f.executed.size(), std::size_t(3));
        QCOMPARE(states(*f.run({{"x", "other"}})), std::string("done done done"));
        f.inputVersion = "v2";
        QCOMPARE(states(*f.run()), std::string("done done done"));
    }
    void onlyStepsBehindAChangeRunAgain() {
        PipelineFixture f;
        f.save({{"a", "echo", {{"in", "1"}}, {}, 0}, {"b", "echo", {{"in", "${steps.a.out}${parameters.x}"}}, {}, 0}},
            {{"x", "1"}});
        QVERIFY(f.run().has_value());
        QCOMPARE(states(*f.run({{"x", "2"}})), std::string("cached done"));
    }
    void aStepWithoutFingerprintIsNeverCached() {
        PipelineFixture f;
        int ran = 0;
        f.add("always", [&](const StepContext&) -> Result<Values> {
            ++ran;
            return Values{};
        });
        f.save({{"a", "always", {}, {}, 0}});
        QVERIFY(f.run().has_value());
        QCOMPARE(states(*f.run()), std::string("done"));
        QCOMPARE(ran, 2);
    }
    void aFailureStopsOnlyWhatNeedsIt() {
        PipelineFixture f;
        f.save({{"a", "fail", {}, {}, 0}, {"b", "echo", {{"in", "x"}}, {"a"}, 0},
            {"c", "echo", {{"in", "${steps.b.out}"}}, {}, 0}, {"d", "echo", {{"in", "kept"}}, {}, 0}});
        const auto run = f.run();
        QCOMPARE(run->state, std::string("failed"));
        QCOMPARE(states(*run), std::string("failed skipped skipped done"));
        QVERIFY(run->steps[0].error.find("no luck") != std::string::npos);
        QCOMPARE(f.executed, std::vector<std::string>{"kept"});
        QCOMPARE(states(*f.run()), std::string("failed skipped skipped cached"));
    }
    void retriesAreCountedAndLogged() {
        PipelineFixture f;
        int calls = 0;
        f.add("flaky", [&](const StepContext&) -> Result<Values> {
            if (++calls < 3) return fail(ErrorCode::Unavailable, "not yet");
            return Values{{"out", "ok"}};
        });
        f.save({{"a", "flaky", {}, {}, 2}});
        const auto run = f.run();
        QCOMPARE(run->state, std::string("done"));
        QCOMPARE(run->steps[0].attempts, 3);
        QVERIFY(run->steps[0].log.find("attempt 2: not yet") != std::string::npos);
    }
    void aWrongValueIsNotTriedAgain() {
        PipelineFixture f;
        int calls = 0;
        f.add("wrong", [&](const StepContext&) -> Result<Values> {
            ++calls;
            return fail(ErrorCode::InvalidArgument, "wrong");
        });
        f.save({{"a", "wrong", {}, {}, 5}});
        QCOMPARE(f.run()->state, std::string("failed"));
        QCOMPARE(calls, 1);
    }
    void aStepThatThrowsOrForgetsAValueFails() {
        PipelineFixture f;
        f.add("throws", [](const StepContext&) -> Result<Values> { throw std::runtime_error("boom"); });
        f.add("forgets", [](const StepContext&) -> Result<Values> { return Values{}; });
        f.save({{"a", "throws", {}, {}, 0}, {"b", "forgets", {}, {}, 0},
            {"c", "echo", {{"in", "${steps.b.out}"}}, {}, 0}});
        const auto run = f.run();
        QCOMPARE(states(*run), std::string("failed done failed"));
        QVERIFY(run->steps[0].error.find("boom") != std::string::npos);
        QVERIFY(run->steps[2].error.find("b.out") != std::string::npos);
    }
    void definitionsAreCheckedBeforeTheyAreSaved_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("part");
        const char* parts[] = {"a needs b needs c needs a", "there is no kind 'nope'", "has no parameter 'y'",
            "no step 'zz'", "makes no value 'what'", "two steps have this name", "has no steps", "a needs a",
            "not understood", "no name for"};
        for (int i = 0; i < 10; ++i) QTest::addRow("%d", i) << i << parts[i];
    }
    void definitionsAreCheckedBeforeTheyAreSaved() {
        QFETCH(int, which);
        QFETCH(QString, part);
        const std::vector<std::vector<StepDefinition>> wrong{
            {{"start", "echo", {}, {}, 0}, {"a", "echo", {}, {"b"}, 0}, {"b", "echo", {}, {"c"}, 0},
                {"c", "echo", {}, {"a", "start"}, 0}},
            {{"a", "nope", {}, {}, 0}}, {{"a", "echo", {{"in", "${parameters.y}"}}, {}, 0}},
            {{"a", "echo", {}, {"zz"}, 0}},
            {{"a", "echo", {}, {}, 0}, {"b", "echo", {{"in", "${steps.a.what}"}}, {}, 0}},
            {{"a", "echo", {}, {}, 0}, {"a", "echo", {}, {}, 0}}, {}, {{"a", "echo", {}, {"a"}, 0}},
            {{"a", "echo", {{"in", "${env.HOME}"}}, {}, 0}}, {{"../a", "echo", {}, {}, 0}}};
        PipelineFixture f;
        const auto saved = f.pipelines.save(f.owner(), {"p", "", {{"x", ""}}, wrong[static_cast<std::size_t>(which)]});
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(saved.error().message.find(part.toStdString()) != std::string::npos, saved.error().message.c_str());
        QVERIFY(f.pipelines.list()->empty());
    }
    void unknownNamesAndParametersAreRefused() {
        PipelineFixture f;
        f.save(chain(), {{"x", "-"}});
        QCOMPARE(f.run({{"y", "1"}}).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(f.pipelines.run(f.owner(), "nope", {}, "by hand", f.progress).error().code, ErrorCode::NotFound);
        QCOMPARE(f.pipelines.findRun(99).error().code, ErrorCode::NotFound);
        QVERIFY(f.pipelines.runs({}, 10)->empty());
    }
    void onlyThoseWhoMayRunItDo() {
        PipelineFixture f;
        f.save(chain(), {{"x", "-"}});
        QVERIFY(f.people.add({"vera", {access::Role::Viewer}}));
        QCOMPARE(f.pipelines.run({"vera"}, "p", {}, "by hand", f.progress).error().code, ErrorCode::PermissionDenied);
        QVERIFY(f.pipelines.runs({}, 10)->empty());
        QVERIFY(f.pipelines.run({"rule:nightly"}, "p", {}, "rule:nightly", f.progress).has_value());
        QCOMPARE(f.pipelines.runs("p", 10)->front().actor, std::string("rule:nightly"));
    }
    void savingReplacesAndListsByName() {
        PipelineFixture f;
        f.save(chain(), {{"x", "-"}});
        f.save({{"only", "echo", {}, {}, 0}});
        QCOMPARE(f.pipelines.list()->size(), std::size_t(1));
        QCOMPARE(f.pipelines.find("p")->steps.size(), std::size_t(1));
    }
    void whatStepsMadeIsLinkedToTheRun() {
        PipelineFixture f;
        QVERIFY(f.lineage.addNode({"dataset/made:1", "dataset", "made:1"}));
        f.add("makes",
            [](const StepContext&) -> Result<Values> { return Values{{"dataset", "made:1"}, {"out", "elsewhere"}}; });
        f.save({{"a", "makes", {}, {}, 0}});
        const auto run = f.run();
        const auto graph = f.lineage.reach(run->lineageId(), lineage::Direction::Downstream);
        QCOMPARE(graph->edges.size(), std::size_t(1));
        QCOMPARE(graph->edges[0].to, std::string("dataset/made:1"));
    }
    void tenThousandCachedStepsAreDecided() {
        PipelineFixture f;
        std::vector<StepDefinition> many;
        for (int i = 0; i < 10000; ++i) {
            StepDefinition step{"s" + std::to_string(i), "echo", {{"in", std::to_string(i)}}, {}, 0};
            if (i > 0) step.parameters["before"] = "${steps.s" + std::to_string(i / 2) + ".out}";
            many.push_back(std::move(step));
        }
        many[0].parameters.erase("before");
        f.save(many);
        f.inputVersion = "v1";
        // The first run really executes them; joining its commits keeps the test quick.
        {
            auto together = store::Transaction::begin(f.db);
            QCOMPARE(f.run()->state, std::string("done"));
            QVERIFY(together->commit());
        }
        QElapsedTimer timer;
        timer.start();
        const auto again = f.run();
        qInfo("10,000 cached steps: %lld ms", static_cast<long long>(timer.elapsed()));
        QCOMPARE(again->state, std::string("done"));
        for (const auto& step : again->steps) QCOMPARE(step.state, std::string("cached"));
        QCOMPARE(f.executed.size(), std::size_t(10000));
    }
};

QTEST_GUILESS_MAIN(TestPipelineService)
#include "tst_pipeline_service.moc"
