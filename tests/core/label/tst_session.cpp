#include <thread>

#include <QTest>

#include "core/label/journal.h"
#include "tests/core/label/label_fixture.h"
#include "tests/core/label/random_edits.h"

using namespace slipway;
using namespace slipway::label;
using testkit::LabelFixture;
namespace fs = std::filesystem;

namespace {

fs::path journalFolder(const LabelFixture& f, const Project& project) {
    return f.root() / "label" / project.uid / "journal";
}

int journals(const LabelFixture& f, const Project& project) {
    std::error_code missing;
    int count = 0;
    for (const auto& entry : fs::directory_iterator(journalFolder(f, project), missing))
        count += entry.path().extension() == ".journal";
    return count;
}

/// What kill -9 leaves: the journal's bytes, and nothing of the session in the database.
void kill(std::unique_ptr<AnnotationSession> session, const fs::path& journal) {
    const auto bytes = *readFile(journal);
    std::thread([&] { session.reset(); }).join(); // not the service's thread: the database is not touched
    QVERIFY(writeFileAtomically(journal, bytes)); // without the ending that it wrote
}

} // namespace

class TestSession : public QObject {
    Q_OBJECT
private slots:
    void eachGestureIsInTheJournalBeforeTheCallReturns() {
        LabelFixture f;
        const auto project = f.project("p", 3);
        const auto session = f.open(f.bob, project, 1);
        for (std::int64_t i = 1; i <= 5; ++i) {
            LabelFixture::mark(*session, i);
            QCOMPARE(session->savedAt(), f.clock.now());
            f.clock.advance(1000);
            const auto file = fs::directory_iterator(journalFolder(f, project))->path();
            QCOMPARE(static_cast<std::int64_t>(Journal::read(file)->size()), i);
        }
        QVERIFY(f.labels.store().annotations(session->task().id)->empty());
    }

    void aClosedSessionIsADraftWithItsHistory() {
        LabelFixture f;
        const auto project = f.project("p", 3);
        Annotation before;
        {
            const auto session = f.open(f.bob, project, 1);
            LabelFixture::mark(*session, 1);
            LabelFixture::mark(*session, 2);
            QVERIFY(session->undo());
            session->addSeconds(2.5);
            before = session->annotation();
            QVERIFY(session->close());
        }
        QCOMPARE(journals(f, project), 0);
        QCOMPARE(f.task(project, 1).state, TaskState::Started);
        const auto session = f.open(f.bob, project, 1);
        QCOMPARE(session->annotation().regions, before.regions);
        QCOMPARE(session->annotation().seconds, 2.5);
        QVERIFY(session->canUndo());
        QCOMPARE(session->redoName(), std::string("Mark"));
        QVERIFY(session->redo());
        QCOMPARE(session->annotation().regions.size(), std::size_t{2});
        QVERIFY(session->undo());
        QVERIFY(session->undo());
        QVERIFY(session->annotation().regions.empty());
        QVERIFY(!session->canUndo());
    }

    void anythingGoesBackToTheBeginningOverManyRestarts() {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            LabelFixture f;
            testkit::RandomEdits random(seed);
            const auto project = f.project("p", 1);
            for (int restart = 0; restart < 4; ++restart) {
                const auto session = f.open(f.bob, project, 1);
                for (int step = 0; step < 10; ++step) {
                    if (random.upTo(3) == 0 && session->canUndo())
                        QVERIFY(session->undo());
                    else if (random.upTo(3) == 0 && session->canRedo())
                        QVERIFY(session->redo());
                    else
                        QVERIFY(session->apply(random.edit(session->annotation())));
                }
                if (restart == 2) QVERIFY(session->submit());
            }
            const auto session = f.open(f.bob, project, 1);
            while (session->canUndo()) QVERIFY(session->undo());
            QVERIFY(session->annotation().regions.empty());
            QVERIFY(session->annotation().classes.empty());
            while (session->canRedo()) QVERIFY(session->redo());
        }
    }

    void workThatAKilledWindowLeftIsThereWhenTheItemIsOpened() {
        LabelFixture f;
        const auto project = f.project("p", 2);
        auto session = f.open(f.bob, project, 1);
        LabelFixture::mark(*session, 1);
        LabelFixture::mark(*session, 2);
        QVERIFY(session->undo());
        const auto file = fs::directory_iterator(journalFolder(f, project))->path();
        kill(std::move(session), file);
        QVERIFY(f.labels.store().annotations(f.task(project, 1).id)->empty());
        QCOMPARE(f.nextOf(f.cy, project), 2); // bob's work keeps the first
        const auto again = f.open(f.bob, project, 1);
        QCOMPARE(again->annotation().regions.size(), std::size_t{1});
        QVERIFY(again->canUndo() && again->canRedo());
    }

    void recoveryFoldsWhatKilledWindowsLeft() {
        LabelFixture f;
        const auto project = f.project("p", 2);
        for (const auto& person : {f.bob, f.cy}) {
            auto session = f.open(person, project, person.name == "bob" ? 1 : 2);
            LabelFixture::mark(*session, 1);
            LabelFixture::mark(*session, 2);
            const auto file =
                journalFolder(f, project) / (std::to_string(session->task().id) + "." + person.name + ".journal");
            kill(std::move(session), file);
        }
        const auto open = f.open(f.rita, project, 2); // a living window is left alone
        QCOMPARE(*f.labels.recover(project), std::int64_t{4});
        QCOMPARE(journals(f, project), 1);
        QCOMPARE(f.labels.store().annotationOf(f.task(project, 1).id, "bob")->value().annotation.regions.size(),
            std::size_t{2});
        QCOMPARE(*f.labels.recover(project), std::int64_t{0});
    }

    void foldingTheSameJournalTwiceChangesNothing() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        auto session = f.open(f.bob, project, 1);
        LabelFixture::mark(*session, 1);
        const auto work = session->release(FinishedWork::Ending::Submit);
        const auto bytes = *readFile(work.journal);
        QVERIFY(f.labels.finish(f.bob, work));
        const auto before = f.labels.store().annotationOf(f.task(project, 1).id, "bob")->value();
        QVERIFY(writeFileAtomically(work.journal, bytes)); // killed between commit and clearing the journal
        QVERIFY(f.labels.finish(f.bob, work));
        const auto after = f.labels.store().annotationOf(f.task(project, 1).id, "bob")->value();
        QCOMPARE(after.revision, before.revision);
        QVERIFY(after.annotation == before.annotation);
        QVERIFY(f.labels.finish(f.bob, work));
        QCOMPARE(f.labels.store().people(project.id)->front().answers, std::int64_t{1});
    }

    void aReleasedSessionIsFinishedByAnotherService() {
        LabelFixture f;
        const auto project = f.project("p", 2);
        auto session = f.open(f.bob, project, 1);
        LabelFixture::classify(*session, "good");
        session->addSeconds(3);
        const auto work = session->release(FinishedWork::Ending::Submit);
        QVERIFY(!session->apply({"Late", {RelationsChange{{}, {{"a", "b", Direction::Both, {}, {}}}}}}));
        session.reset();
        std::thread([&] {
            auto db = std::move(*store::Database::open(f.root() / "workspace.db"));
            access::People people(db);
            access::AuditTrail audit(db);
            event::EventLog events(db);
            lineage::LineageStore lineage(db);
            Ledger ledger(db, people, audit, events, lineage, f.clock);
            data::DatasetService datasets(ledger, f.root());
            LabelService other(ledger, datasets, f.root());
            QVERIFY(other.finish(f.bob, work));
        }).join();
        QCOMPARE(f.task(project, 1).state, TaskState::Submitted);
        QCOMPARE(f.labels.store().people(project.id)->front().seconds, 3.0);
        QCOMPARE(journals(f, project), 0);
    }

    void submittingAfterSomebodyRecoveredTheJournalStillCounts() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        const auto work = [&] {
            const auto session = f.open(f.bob, project, 1);
            LabelFixture::mark(*session, 1);
            return session->release(FinishedWork::Ending::Submit);
        }();
        QCOMPARE(*f.labels.recover(project), std::int64_t{1});
        QCOMPARE(f.task(project, 1).state, TaskState::Submitted);
        QVERIFY(f.labels.finish(f.bob, work));
        QCOMPARE(f.task(project, 1).state, TaskState::Submitted);
    }

    void anEmptyAnswerCanBeSubmitted() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        QVERIFY(f.open(f.bob, project, 1)->submit());
        QCOMPARE(f.task(project, 1).state, TaskState::Submitted);
    }

    void lookingAtAnItemLeavesNoTrace() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        const auto entries = f.audit.page(0, 100)->size();
        f.open(f.bob, project, 1).reset();
        QCOMPARE(journals(f, project), 0);
        QCOMPARE(f.task(project, 1).state, TaskState::New);
        QCOMPARE(f.audit.page(0, 100)->size(), entries);
    }

    void oneWindowAPersonAndTask() {
        LabelFixture f;
        const auto project = f.project("p", 1, 2);
        const auto first = f.open(f.bob, project, 1);
        const auto second = f.labels.open(f.bob, project, f.task(project, 1));
        QCOMPARE(second.error().code, ErrorCode::AlreadyExists);
        QVERIFY(f.labels.open(f.cy, project, f.task(project, 1)).has_value());
    }

    void aSkippedItemKeepsItsReasonAndIsNoLabel() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        QVERIFY(f.open(f.bob, project, 1)->skip("too dark"));
        QCOMPARE(f.task(project, 1).state, TaskState::Skipped);
        QCOMPARE(f.labels.find("p")->skipped, std::int64_t{1});
        const auto stored = f.labels.store().annotationOf(f.task(project, 1).id, "bob")->value();
        QVERIFY(stored.annotation.skipped);
        QVERIFY(stored.annotation.extra.find("slipway") != nullptr);
        QVERIFY(f.open(f.bob, project, 1)->submit());
        QCOMPARE(f.task(project, 1).state, TaskState::Submitted);
        QVERIFY(!f.labels.store().annotationOf(f.task(project, 1).id, "bob")->value().annotation.skipped);
    }

    void anEditThatDoesNotFitIsNotWritten() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        const auto session = f.open(f.bob, project, 1);
        QVERIFY(!session->apply({"Bad", {RegionChange{}}}));
        QVERIFY(!session->canUndo());
        QVERIFY(!session->undo());
        QVERIFY(session->apply({"Nothing", {}}));
        QCOMPARE(session->savedAt(), Timestamp{0});
    }

    void withoutPermissionNothingIsOpened() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        LabelFixture::must(f.people.add({"vic", {access::Role::Viewer}}).has_value());
        QCOMPARE(f.labels.open({"vic"}, project, f.task(project, 1)).error().code, ErrorCode::PermissionDenied);
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
