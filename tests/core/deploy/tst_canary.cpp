#include <QTest>

#include "core/deploy/canary.h"

using namespace slipway::deploy;

namespace {

StepFacts facts() {
    StepFacts step;
    step.elapsedMs = 1000;
    step.intervalMs = 1000;
    step.invocations = 100;
    step.minimumRequests = 100;
    step.maxErrorShare = 0.01;
    step.step = 0;
    step.steps = 3;
    return step;
}

} // namespace

class TestCanary : public QObject {
    Q_OBJECT
private slots:
    void stepIsOverWhenTimeAndRequestsAre() { QVERIFY(judge(facts()) == Verdict::Advance); }
    void stepStaysWhenOnlyOneOfThemIs() {
        auto early = facts(), few = facts();
        early.elapsedMs = 999;
        few.invocations = 99;
        QVERIFY(judge(early) == Verdict::Stay);
        QVERIFY(judge(few) == Verdict::Stay);
    }
    void lastStepFinishes() {
        auto last = facts();
        last.step = 2;
        QVERIFY(judge(last) == Verdict::Finish);
    }
    void errorsAboveTheLimitRollBackAtOnce() {
        auto bad = facts();
        bad.elapsedMs = 0;
        bad.errors = 2;
        QVERIFY(judge(bad) == Verdict::RollBack);
        QCOMPARE(errorShareText(bad), std::string("2 of 100 requests failed (2.0 %, limit 1.0 %)"));
    }
    void errorsAtTheLimitAreBorne() {
        auto fair = facts();
        fair.errors = 1;
        QVERIFY(judge(fair) == Verdict::Advance);
    }
    void alarmWaitsForTwentyRequests() {
        auto young = facts();
        young.invocations = 19;
        young.errors = 19;
        QVERIFY(judge(young) == Verdict::Stay);
        young.invocations = 20;
        QVERIFY(judge(young) == Verdict::RollBack);
    }
};

QTEST_GUILESS_MAIN(TestCanary)
#include "tst_canary.moc"
