#include <set>

#include <QTest>

#include "core/base/json.h"
#include "core/label/journal.h"
#include "tests/core/label/work_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::answeredAway;
using testkit::LabelFixture;
using testkit::setRole;
namespace fs = std::filesystem;
using Ending = FinishedWork::Ending;

namespace {

std::set<fs::path> filesOf(const LabelFixture& f, const Project& project, std::string_view ending) {
    std::set<fs::path> found;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(f.root() / "label" / project.uid / "journal", missing))
        if (entry.path().string().ends_with(ending)) found.insert(entry.path());
    return found;
}

StoredAnnotation answerOf(LabelFixture& f, const Project& project, std::int64_t number, std::string_view person) {
    const auto found = LabelFixture::must(f.labels.store().annotationOf(f.task(project, number).id, person));
    LabelFixture::must(found.has_value());
    return *found;
}

/// What bob's window leaves when its process dies before the database has his work.
FinishedWork leave(
    LabelFixture& f, const Project& project, std::int64_t number, Ending ending, double seconds, bool marked = true) {
    const auto session = f.open(f.bob, project, number);
    if (marked) LabelFixture::mark(*session, 1);
    session->addSeconds(seconds);
    return session->release(ending);
}

} // namespace

/// What a window leaves when the process dies before the database has its work.
class TestWorkEndings : public QObject {
    Q_OBJECT
private slots:
    void aSubmitThatNobodyFinishedCountsAfterRecovery() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        leave(f, project, 1, Ending::Submit, 7);
        QCOMPARE(*f.labels.recover(project), std::int64_t{1});
        const auto stored = answerOf(f, project, 1, "bob");
        QCOMPARE(stored.state, AnnotationState::Submitted);
        QCOMPARE(stored.annotation.seconds, 7.0);
        QCOMPARE(stored.annotation.regions.size(), std::size_t{1});
        QVERIFY(filesOf(f, project, "").empty());
    }

    void anAnswerWithoutGesturesSurvivesToo() {
        LabelFixture f;
        const auto project = f.project("p", 2);
        (void)f.open(f.bob, project, 1)->release(Ending::Submit);
        (void)f.open(f.bob, project, 2)->release(Ending::Skip, "too dark");
        QCOMPARE(*f.labels.recover(project), std::int64_t{0});
        QCOMPARE(answerOf(f, project, 1, "bob").state, AnnotationState::Submitted);
        const auto skipped = answerOf(f, project, 2, "bob");
        QCOMPARE(skipped.state, AnnotationState::Skipped);
        QVERIFY(skipped.annotation.skipped);
        QCOMPARE(textOr(*skipped.annotation.extra.find("slipway"), "skip_reason"), std::string("too dark"));
        QVERIFY(filesOf(f, project, "").empty());
    }

    void openingTheItemAgainFindsTheAnswerHandedIn() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        (void)f.open(f.bob, project, 1)->release(Ending::Submit);
        QCOMPARE(f.open(f.bob, project, 1)->state(), AnnotationState::Submitted);
    }

    void aDraftKeepsTheTimeThatWasSpent() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        leave(f, project, 1, Ending::KeepDraft, 4);
        QVERIFY(f.labels.recover(project).has_value());
        QCOMPARE(answerOf(f, project, 1, "bob").state, AnnotationState::Draft);
        QCOMPARE(answerOf(f, project, 1, "bob").annotation.seconds, 4.0);
    }

    void finishingAfterARecoveryChangesNothing() {
        LabelFixture f;
        const auto project = f.project("p", 2, 1, true);
        for (const bool marked : {false, true}) {
            const std::int64_t number = marked ? 2 : 1;
            const auto work = leave(f, project, number, Ending::Submit, 2, marked);
            QVERIFY(f.labels.recover(project).has_value());
            const auto id = answerOf(f, project, number, "bob").annotation.id;
            QVERIFY(f.labels.review(f.rita, project, id, LabelService::Verdict::SendBack, "look again"));
            QVERIFY(f.labels.finish(f.bob, work));
            QCOMPARE(answerOf(f, project, number, "bob").state, AnnotationState::SentBack);
            QCOMPARE(answerOf(f, project, number, "bob").annotation.seconds, 2.0);
        }
    }

    void workAfterAnEndingThatFailedIsADraft() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        auto session = f.open(f.bob, project, 1);
        LabelFixture::mark(*session, 1);
        setRole(f, "bob", access::Role::Viewer);
        QCOMPARE(session->submit().error().code, ErrorCode::PermissionDenied);
        setRole(f, "bob", access::Role::DataScientist);
        (void)session->release(Ending::KeepDraft);
        session.reset();
        QVERIFY(f.labels.recover(project).has_value());
        QCOMPARE(answerOf(f, project, 1, "bob").state, AnnotationState::Draft);
    }

    void anEndingThatIsRefusedLeavesADraft() {
        LabelFixture f;
        const auto project = f.project("p", 1, 1, true);
        const auto id = f.answer(f.bob, project, 1, "bad");
        auto fix = LabelFixture::must(f.labels.openFix(f.rita, project, id));
        LabelFixture::classify(*fix, "good");
        (void)fix->release(Ending::Skip);
        fix.reset();
        QCOMPARE(*f.labels.recover(project), std::int64_t{1});
        QCOMPARE(answerOf(f, project, 1, "rita").state, AnnotationState::Draft);
        QVERIFY(filesOf(f, project, "").empty());
    }

    void gesturesThatAMergeOvertookAreKept() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        f.answer(f.bob, project, 1, "good");
        const auto packet = answeredAway(f, project, [](LabelFixture& away, const Project& theirs) {
            const auto session = away.open(away.ada, theirs, 1);
            for (int i = 0; i < 3; ++i) LabelFixture::mark(*session, 10 + i);
            LabelFixture::must(session->submit().has_value());
        });
        const auto session = f.open(f.bob, project, 1);
        LabelFixture::mark(*session, 1);
        LabelFixture::mark(*session, 2);
        QCOMPARE(f.labels.mergePacket(f.ada, packet, f.progress)->annotations, std::int64_t{1});
        const auto work = session->release(Ending::Submit);
        const auto bytes = *readFile(work.journal);
        const auto finished = f.labels.finish(f.bob, work);
        QCOMPARE(finished.error().code, ErrorCode::FailedPrecondition);
        QCOMPARE(answerOf(f, project, 1, "bob").annotation.regions.size(), std::size_t{3});
        const auto kept = filesOf(f, project, ".damaged");
        QCOMPARE(kept.size(), std::size_t{1});
        QCOMPARE(*readFile(*kept.begin()), bytes);
        // A second one stands beside the first.
        QVERIFY(writeFileAtomically(work.journal, bytes));
        QVERIFY(f.labels.recover(project).has_value());
        QCOMPARE(filesOf(f, project, ".damaged").size(), std::size_t{2});
        QCOMPARE(*readFile(*kept.begin()), bytes);
    }
};

QTEST_GUILESS_MAIN(TestWorkEndings)
#include "tst_work_endings.moc"
