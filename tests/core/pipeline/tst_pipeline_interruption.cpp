#include <chrono>
#include <cstdlib>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "tests/core/pipeline/pipeline_fixture.h"

using namespace slipway;
using namespace slipway::pipeline;
using testkit::PipelineFixture;

namespace {

/// Works until it is cancelled.
Result<Values> endless(const StepContext& context) {
    for (int i = 0; i < 2000 && !context.progress.cancelled(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (!context.progress.cancelled()) return Values{};
    return fail(ErrorCode::Cancelled, "the work was cancelled");
}

std::string states(const PipelineRun& run) {
    std::string text;
    for (const auto& step : run.steps) text += (text.empty() ? "" : " ") + step.state;
    return text;
}

} // namespace

class TestPipelineInterruption : public QObject {
    Q_OBJECT
private slots:
    void theCallerCanCancel() {
        PipelineFixture f;
        f.add("cancels", [&](const StepContext& context) -> Result<Values> {
            f.progress.cancel();
            return endless(context);
        });
        f.save({{"a", "echo", {{"in", "x"}}, {}, 0}, {"b", "cancels", {}, {}, 3}, {"c", "echo", {{"in", "y"}}, {}, 0},
            {"d", "echo", {{"in", "z"}}, {"b"}, 0}});
        const auto run = f.run();
        QCOMPARE(run->state, std::string("cancelled"));
        QCOMPARE(states(*run), std::string("done cancelled cancelled cancelled"));
        QCOMPARE(run->steps[1].attempts, 1);
    }
    void anotherProcessCanCancel() {
        PipelineFixture f;
        f.add("endless", endless);
        f.save({{"a", "endless", {}, {}, 0}, {"b", "echo", {{"in", "x"}}, {"a"}, 0}});
        std::jthread other([&] { // as another process would: over a connection of its own
            auto db = store::Database::open(f.root() / "workspace.db");
            access::People people(*db);
            access::AuditTrail audit(*db);
            event::EventLog events(*db);
            lineage::LineageStore lineage(*db);
            Ledger ledger(*db, people, audit, events, lineage, f.clock);
            const StepRegistry none;
            PipelineService pipelines(ledger, none);
            for (int i = 0; i < 1000; ++i) {
                const auto runs = pipelines.runs("p", 1);
                if (runs && !runs->empty() && runs->front().steps[0].state == "running") {
                    if (!pipelines.requestCancel({"ada"}, runs->front().id)) qFatal("cancel failed");
                    return;
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
        });
        const auto run = f.run();
        QCOMPARE(run->state, std::string("cancelled"));
        QCOMPARE(states(*run), std::string("cancelled cancelled"));
        QVERIFY(!f.progress.cancelled()); // the caller may go on with something else
        const auto over = f.pipelines.requestCancel(f.owner(), run->id);
        QCOMPARE(over.error().code, ErrorCode::FailedPrecondition);
    }
    void aKilledRunShowsWhereItWasAndIsMarked() {
        PipelineFixture f;
        f.add("dies", [](const StepContext&) -> Result<Values> { std::_Exit(9); });
        f.save(
            {{"a", "echo", {{"in", "x"}}, {}, 0}, {"b", "dies", {}, {"a"}, 0}, {"c", "echo", {{"in", "y"}}, {"b"}, 0}});
        const auto child = ::fork();
        if (child == 0) {
            auto db = store::Database::open(f.root() / "workspace.db");
            access::People people(*db);
            access::AuditTrail audit(*db);
            event::EventLog events(*db);
            lineage::LineageStore lineage(*db);
            Ledger ledger(*db, people, audit, events, lineage, f.clock);
            PipelineService pipelines(ledger, f.steps);
            Progress progress;
            static_cast<void>(pipelines.run({"ada"}, "p", {}, "by hand", progress));
            std::_Exit(1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QCOMPARE(WEXITSTATUS(status), 9);

        auto run = f.pipelines.runs("p", 1)->front();
        QCOMPARE(run.state, std::string("running"));
        QCOMPARE(states(run), std::string("done running waiting"));
        QCOMPARE(*f.pipelines.markOrphans(), 1);
        QCOMPARE(*f.pipelines.markOrphans(), 0);
        run = *f.pipelines.findRun(run.id);
        QCOMPARE(run.state, std::string("failed"));
        QCOMPARE(states(run), std::string("done failed skipped"));
        QCOMPARE(run.steps[1].error, std::string("interrupted"));
        QCOMPARE(f.events.page(0, 1)->front().type, std::string("pipeline.finished"));
        QVERIFY(f.audit.verify()->intact);
    }
    void aRunThatIsAliveIsNoOrphan() {
        PipelineFixture f;
        int marked = -1;
        f.add("looks", [&](const StepContext&) -> Result<Values> {
            marked = *f.pipelines.markOrphans();
            return Values{};
        });
        f.save({{"a", "looks", {}, {}, 0}});
        QCOMPARE(f.run()->state, std::string("done"));
        QCOMPARE(marked, 0);
    }
};

QTEST_GUILESS_MAIN(TestPipelineInterruption)
#include "tst_pipeline_interruption.moc"
