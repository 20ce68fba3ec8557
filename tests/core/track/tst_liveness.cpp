#include <QTest>

#include "core/base/process_owner.h"
#include "core/base/text.h"
#include "core/track/liveness.h"
#include "core/track/runs.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::track;

namespace {

const std::string kGone = "999999999:1:" + split(ownProcessMark(), ':')[2];

struct Fixture : testkit::LedgerFixture {
    Fixture()
        : testkit::LedgerFixture({track::kSchemaV1, track::kSchemaV4, track::kSchemaV5}),
          tracker(ledger, root()),
          runs(ledger) {
        experiment = tracker.experiment(owner(), "census")->id;
    }
    Tracker tracker;
    Runs runs;
    std::int64_t experiment = 0;

    std::string make(const std::string& process = {}) {
        Runs::New wanted;
        wanted.experiment = experiment;
        wanted.startedAt = clock.now();
        wanted.owner = process;
        const auto made = runs.create(owner(), wanted);
        return made ? made->id : toLine(made.error());
    }
    std::string status(const std::string& run) {
        const auto found = runs.find(run);
        return found ? std::string(name(found->status)) : toLine(found.error());
    }
    std::string tag(const std::string& run, std::string_view key) {
        const auto found = runs.find(run);
        const auto it = found->tags.find(std::string(key));
        return it == found->tags.end() ? "" : it->second;
    }
    int markDead(const Liveness::FindHeir& heirs = {}, Timestamp since = 0) {
        const auto marked = Liveness(ledger, since).markDead(heirs);
        return marked ? *marked : -1;
    }
    Status logPoint(const std::string& run) { return runs.log(run, {{{"loss", 1, 0, 1}}, {}, {}, {}}); }
};

} // namespace

class TestLiveness : public QObject {
    Q_OBJECT
private slots:
    void aRunWhoseProcessIsGoneIsKilledWithTheReason() {
        Fixture f;
        const auto dead = f.make(kGone), mine = f.make(ownProcessMark()), anyone = f.make();
        f.clock.advance(3'600'000);
        QCOMPARE(f.markDead(), 1);
        QCOMPARE(f.markDead(), 0);
        QCOMPARE(f.status(dead), std::string("KILLED"));
        QCOMPARE(f.tag(dead, kErrorTag), std::string("killed: its process is gone"));
        QCOMPARE(f.runs.find(dead)->endedAt, f.clock.now());
        QCOMPARE(f.status(mine), std::string("RUNNING"));
        QCOMPARE(f.status(anyone), std::string("RUNNING"));
        QCOMPARE(f.events.page(0, 10, "run.finished")->size(), std::size_t(1));
        QCOMPARE(f.audit.page(0, 1, "run/" + dead)->front().action, std::string("run.interrupted"));
        QVERIFY(f.audit.verify()->intact);
    }

    void wantOfMemoryIsNamedWhenTheKernelHasJustEndedAProcess() {
        Fixture f;
        const auto run = f.make(kGone);
        Liveness liveness(f.ledger, 0);
        liveness.setMemoryWasShort(true);
        QCOMPARE(*liveness.markDead(), 1);
        QVERIFY(f.tag(run, kErrorTag).starts_with("out of memory: "));
    }

    void aRunWhoseHeartStopsIsKilled() {
        Fixture f;
        const auto run = f.make();
        QCOMPARE(*beat(f.ledger, run), RunStatus::Running);
        f.clock.advance(kSilenceLimit);
        QCOMPARE(f.markDead(), 0);
        f.clock.advance(1);
        QCOMPARE(f.markDead(), 1);
        QCOMPARE(f.tag(run, kErrorTag), std::string("killed: no sign of life for 8 s"));
    }

    void whatWasSilentWhileNobodyListenedLives() {
        Fixture f;
        const auto run = f.make();
        QVERIFY(beat(f.ledger, run));
        f.clock.advance(60'000);
        QCOMPARE(f.markDead({}, f.clock.now() - 1000), 0);
        QCOMPARE(f.status(run), std::string("RUNNING"));
    }

    void aProcessOfAnotherMachineLivesByItsHeart() {
        Fixture f;
        const auto run = f.make("17:1:another-boot");
        QVERIFY(beat(f.ledger, run));
        f.clock.advance(5000);
        QCOMPARE(f.markDead(), 0);
        f.clock.advance(5000);
        QCOMPARE(f.markDead(), 1);
    }

    void aSilentProcessThatLivesIsNotKilled() {
        Fixture f;
        const auto run = f.make(ownProcessMark());
        QVERIFY(beat(f.ledger, run));
        f.clock.advance(600'000);
        QCOMPARE(f.markDead(), 0);
    }

    void aSignOfLifeBringsARunBack() {
        Fixture f;
        const auto byPoint = f.make(kGone), byBeat = f.make(kGone), byTag = f.make(kGone);
        QCOMPARE(f.markDead(), 3);
        QVERIFY(f.logPoint(byPoint));
        QCOMPARE(*beat(f.ledger, byBeat), RunStatus::Running);
        QVERIFY(f.runs.log(byTag, {{}, {}, {{"note", "what happened?"}}, {}}));
        for (const auto& run : {byPoint, byBeat}) {
            QCOMPARE(f.status(run), std::string("RUNNING"));
            QCOMPARE(f.runs.find(run)->endedAt, Timestamp(0));
            QCOMPARE(f.tag(run, kErrorTag), std::string());
            QCOMPARE(f.tag(run, kPresumedKilledTag), std::string());
            QCOMPARE(f.audit.page(0, 1, "run/" + run)->front().action, std::string("run.revived"));
        }
        QCOMPARE(f.status(byTag), std::string("KILLED"));
        QCOMPARE(f.markDead(), 0);
    }

    void aRunThatSomebodyEndedStaysEnded() {
        Fixture f;
        const auto killed = f.make(), finished = f.make();
        QVERIFY(f.runs.update(f.owner(), killed, {RunStatus::Killed, f.clock.now(), {}, {}}));
        QVERIFY(f.runs.update(f.owner(), finished, {RunStatus::Finished, f.clock.now(), {}, {}}));
        for (const auto& run : {killed, finished}) {
            QVERIFY(f.logPoint(run));
            QVERIFY(beat(f.ledger, run));
        }
        QCOMPARE(f.status(killed), std::string("KILLED"));
        QCOMPARE(f.status(finished), std::string("FINISHED"));
    }

    void theEndThatAClientNamesTakesBackWhatWasPresumed() {
        Fixture f;
        const auto run = f.make(kGone);
        QCOMPARE(f.markDead(), 1);
        QVERIFY(f.runs.update(f.owner(), run, {RunStatus::Finished, f.clock.now(), {}, {}}));
        QCOMPARE(f.status(run), std::string("FINISHED"));
        QCOMPARE(f.tag(run, kErrorTag), std::string());
        QVERIFY(f.logPoint(run));
        QCOMPARE(f.status(run), std::string("FINISHED"));
    }

    void aRunThatIsTakenUpAgainBelongsToTheNewProcess() {
        Fixture f;
        const auto run = f.make(kGone);
        QVERIFY(beat(f.ledger, run));
        QVERIFY(f.runs.update(f.owner(), run, {RunStatus::Finished, f.clock.now(), {}, {}}));
        QVERIFY(f.runs.update(f.owner(), run, {RunStatus::Running, f.clock.now(), {}, ownProcessMark()}));
        f.clock.advance(60'000);
        QCOMPARE(f.markDead(), 0);
        QVERIFY(f.runs.update(f.owner(), run, {RunStatus::Running, {}, {}, kGone}));
        QCOMPARE(f.markDead(), 0); // its own process lives
    }

    void whoOnlySetsARunGoingIsNotTheRun() {
        Fixture f;
        const auto run = f.make(kGone);
        QVERIFY(f.runs.update(f.owner(), run, {RunStatus::Finished, f.clock.now(), {}, {}}));
        QVERIFY(f.runs.update(f.owner(), run, {RunStatus::Running, {}, {}, kGone}));
        QCOMPARE(f.markDead(), 0);
        QCOMPARE(f.status(run), std::string("RUNNING"));
        QVERIFY(f.runs.claim(run, ownProcessMark())); // now one is
        QVERIFY(f.runs.claim(run, kGone));            // and remains it
        QCOMPARE(RunStore(f.db).watched()->front().owner, ownProcessMark());
    }

    void whoGoesOnWithARunInheritsIt() {
        Fixture f;
        const auto run = f.make(kGone);
        QCOMPARE(f.markDead([](const auto&) { return Heir{{}, true}; }), 0);
        QCOMPARE(f.status(run), std::string("RUNNING"));
        QCOMPARE(f.markDead([](const auto&) { return Heir{ownProcessMark(), false}; }), 0);
        QCOMPARE(f.markDead([](const auto&) { return Heir{}; }), 0); // it has a living process now
        QCOMPARE(RunStore(f.db).watched()->front().owner, ownProcessMark());
    }

    void aRunThatWasPresumedDeadMayStillFinish() {
        Fixture f;
        const auto run = f.make(kGone);
        QCOMPARE(f.markDead(), 1);
        QVERIFY(f.tracker.finish(f.owner(), run, RunStatus::Finished));
        QCOMPARE(f.status(run), std::string("FINISHED"));
    }

    void heartbeatsOfUnknownRunsAreRefused() {
        Fixture f;
        const auto none = beat(f.ledger, "0123456789abcdef0123456789abcdef");
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestLiveness)
#include "tst_liveness.moc"
