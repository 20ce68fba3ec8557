#include <QTest>

#include "tests/core/label/work_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::answeredAway;
using testkit::LabelFixture;
using testkit::setRole;
using Verdict = LabelService::Verdict;

namespace {

Corpus oneText(const std::string& annotator, const std::string& label, bool gold) {
    Corpus corpus;
    corpus.items.resize(1);
    corpus.items[0].medium = Medium::Text;
    corpus.items[0].text = "text 1";
    Annotation annotation;
    annotation.annotator = annotator;
    annotation.classes = {{"", label, {}}};
    annotation.groundTruth = gold;
    corpus.items[0].annotations = {annotation};
    return corpus;
}

std::size_t counted(LabelFixture& f, const Project& project) {
    return LabelFixture::must(f.labels.corpus(f.ada, project, f.progress)).items[0].annotations.size();
}

void correct(LabelFixture& f, const Project& project, const std::string& id, const std::string& label) {
    const auto fix = LabelFixture::must(f.labels.openFix(f.rita, project, id));
    LabelFixture::classify(*fix, label);
    LabelFixture::must(fix->submit().has_value());
}

} // namespace

/// Who may accept what, and what becomes of an answer that was corrected.
class TestReviewRules : public QObject {
    Q_OBJECT
private slots:
    void aCorrectedAnswerDoesNotComeBackFromAnOpenWindow() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        const auto id = f.answer(f.bob, project, 1, "bad");
        const auto session = f.open(f.bob, project, 1);
        correct(f, project, id, "good");
        LabelFixture::mark(*session, 1);
        QVERIFY(session->submit());
        const auto stored = *f.labels.store().annotation(id);
        QCOMPARE(stored.state, AnnotationState::Replaced);
        QCOMPARE(stored.annotation.regions.size(), std::size_t{1}); // the work is kept
        QCOMPARE(counted(f, project), std::size_t{1});
    }

    void aCorrectedAnswerIsNotBegunOnceMore() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        const auto id = f.answer(f.bob, project, 1, "bad");
        correct(f, project, id, "good");
        const auto again = f.labels.open(f.bob, project, f.task(project, 1));
        QVERIFY(!again.has_value());
        QCOMPARE(again.error().code, ErrorCode::FailedPrecondition);
        QVERIFY(!again.error().hint.empty());
        QVERIFY(f.labels.open(f.rita, project, f.task(project, 1)).has_value()); // her correction
    }

    void aCorrectedAnswerDoesNotComeBackInAPacket() {
        LabelFixture home;
        const auto project = home.project("p", 1);
        const auto id = home.answer(home.bob, project, 1, "bad");
        const auto back = answeredAway(home, project, [](LabelFixture& away, const Project& theirs) {
            {
                const auto session = away.open(away.ada, theirs, 1);
                for (int i = 0; i < 9; ++i) LabelFixture::mark(*session, i);
                LabelFixture::must(session->skip().has_value());
            }
            LabelFixture::must(away.open(away.ada, theirs, 1)->submit().has_value());
        });
        correct(home, project, id, "good");
        const auto merged = home.labels.mergePacket(home.ada, back, home.progress);
        QCOMPARE(merged->annotations, std::int64_t{0});
        QCOMPARE(merged->problemCount, std::int64_t{1});
        QCOMPARE(home.labels.store().annotation(id)->state, AnnotationState::Replaced);
        QCOMPARE(counted(home, project), std::size_t{1});
    }

    void aCorrectedAnswerDoesNotComeBackWithAFile() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        QVERIFY(f.labels.importCorpus(f.ada, project, oneText("bob", "bad", false), {}, f.progress).has_value());
        const auto id = f.labels.store().annotations(f.task(project, 1).id)->front().annotation.id;
        correct(f, project, id, "good");
        auto changed = oneText("bob", "bad", false);
        changed.items[0].annotations[0].seconds = 3;
        const auto again = f.labels.importCorpus(f.ada, project, changed, {}, f.progress);
        QCOMPARE(again->problemCount, std::int64_t{1});
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Replaced);
    }

    void aCorrectionDoesNotReplaceWhatTheReviewerDidNotSee() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        const auto id = f.answer(f.bob, project, 1, "bad");
        const auto fix = LabelFixture::must(f.labels.openFix(f.rita, project, id));
        LabelFixture::classify(*fix, "good");
        LabelFixture::mark(*f.open(f.bob, project, 1), 1); // no new revision, only another content
        const auto submitted = fix->submit();
        QCOMPARE(submitted.error().code, ErrorCode::FailedPrecondition);
        QVERIFY(submitted.error().hint.find("again") != std::string::npos);
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Submitted);
        QVERIFY(fix->close());
        // Having looked, the reviewer goes on with the same correction.
        const auto again = LabelFixture::must(f.labels.openFix(f.rita, project, id));
        QCOMPARE(again->annotation().id, fix->annotation().id);
        QCOMPARE(again->annotation().classes.front().label, std::string("good"));
        QVERIFY(again->submit());
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Replaced);
        QVERIFY(f.labels.store().annotation(again->annotation().id)->annotation.extra.empty());
    }

    void nobodyCorrectsTheirOwnAnswer() {
        LabelFixture f;
        const auto project = f.project("p", 1, 1, true);
        const auto id = f.answer(f.rita, project, 1, "bad");
        QCOMPARE(f.labels.openFix(f.rita, project, id).error().code, ErrorCode::PermissionDenied);
        QCOMPARE(f.labels.store().annotations(f.task(project, 1).id)->size(), std::size_t{1});
        LabelFixture::must(f.people.setPersonal(true).has_value());
        const auto own = f.answer(f.ada, project, 1, "bad");
        QVERIFY(f.labels.openFix(f.ada, project, own).has_value());
    }

    void aCorrectionOfOnesOwnAnswerIsNotAccepted() {
        LabelFixture f;
        LabelFixture::must(f.people.setPersonal(true).has_value());
        const auto project = f.project("p", 1, 1, true);
        const auto own = f.answer(f.ada, project, 1, "bad");
        const auto fix = LabelFixture::must(f.labels.openFix(f.ada, project, own));
        LabelFixture::must(f.people.setPersonal(false).has_value());
        LabelFixture::classify(*fix, "good");
        QCOMPARE(fix->submit().error().code, ErrorCode::PermissionDenied);
        QCOMPARE(f.labels.store().annotation(own)->state, AnnotationState::Submitted);
    }

    void aCorrectionEndsWithTheReviewersPermission() {
        LabelFixture f;
        const auto project = f.project("p", 1, 1, true);
        const auto id = f.answer(f.bob, project, 1, "bad");
        const auto fix = LabelFixture::must(f.labels.openFix(f.rita, project, id));
        LabelFixture::classify(*fix, "good");
        setRole(f, "rita", access::Role::DataScientist);
        QCOMPARE(fix->submit().error().code, ErrorCode::PermissionDenied);
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Submitted);
        QVERIFY(fix->close());
        QCOMPARE(f.labels.store().annotation(fix->annotation().id)->state, AnnotationState::Draft);
    }

    void aCorrectionThatWasSentBackWaitsForAReviewer() {
        LabelFixture f;
        LabelFixture::must(f.people.add({"ron", {access::Role::Reviewer, access::Role::DataScientist}}).has_value());
        const auto project = f.project("p", 1, 1, true);
        const auto id = f.answer(f.bob, project, 1, "bad");
        correct(f, project, id, "good");
        const auto corrected = f.labels.store().annotationOf(f.task(project, 1).id, "rita")->value().annotation.id;
        QVERIFY(f.labels.review({"ron"}, project, corrected, Verdict::SendBack, "no"));
        QVERIFY(f.open(f.rita, project, 1)->submit());
        QCOMPARE(f.labels.store().annotation(corrected)->state, AnnotationState::Submitted);
    }

    void aReviewerDecidesOnWhatTheySaw() {
        LabelFixture f;
        const auto project = f.project("p", 1, 1, true);
        const auto id = f.answer(f.bob, project, 1, "good");
        const auto shown = *f.labels.store().annotation(id);
        const LabelService::Seen seen{shown.revision, shown.lastSequence};
        LabelFixture::classify(*f.open(f.bob, project, 1), "bad"); // submitted before and after
        for (const auto verdict : {Verdict::Accept, Verdict::SendBack}) {
            const auto reviewed = f.labels.review(f.rita, project, id, verdict, "a note", seen);
            QCOMPARE(reviewed.error().code, ErrorCode::FailedPrecondition);
            QVERIFY(!reviewed.error().hint.empty());
        }
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Submitted);
        const auto now = *f.labels.store().annotation(id);
        QVERIFY(f.labels.review(
            f.rita, project, id, Verdict::Accept, "", LabelService::Seen{now.revision, now.lastSequence}));
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Accepted);
    }

    void anAcceptedAnswerHandedInUnchangedStaysAccepted() {
        LabelFixture f;
        const auto project = f.project("p", 1, 1, true);
        const auto id = f.answer(f.bob, project, 1, "good");
        QVERIFY(f.labels.review(f.rita, project, id, Verdict::Accept, ""));
        const auto revision = f.labels.store().annotation(id)->revision;
        QVERIFY(f.open(f.bob, project, 1)->submit());
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Accepted);
        QCOMPARE(f.labels.store().annotation(id)->revision, revision);
        const auto session = f.open(f.bob, project, 1);
        LabelFixture::classify(*session, "bad");
        QVERIFY(session->submit());
        QCOMPARE(f.labels.store().annotation(id)->state, AnnotationState::Submitted);
    }

    void groundTruthsOfAFileNeedAReviewer() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        LabelService::ImportOptions asGold;
        asGold.asGroundTruth = true;
        const auto plain = oneText("zoe", "good", false), marked = oneText("zoe", "good", true);
        QCOMPARE(
            f.labels.importCorpus(f.bob, project, plain, asGold, f.progress).error().code, ErrorCode::PermissionDenied);
        QVERIFY(f.labels.store().annotations(f.task(project, 1).id)->empty());
        const auto imported = f.labels.importCorpus(f.bob, project, marked, {}, f.progress);
        QCOMPARE(imported->annotations, std::int64_t{1});
        QCOMPARE(imported->problemCount, std::int64_t{1});
        QVERIFY(!f.labels.store().annotations(f.task(project, 1).id)->front().annotation.groundTruth);
        QVERIFY(f.labels.importCorpus(f.rita, project, marked, {}, f.progress).has_value());
        QVERIFY(f.labels.store().annotations(f.task(project, 1).id)->front().annotation.groundTruth);
        // Who may not make a ground truth may not take it away either.
        const auto again = f.labels.importCorpus(f.bob, project, oneText("zoe", "bad", false), {}, f.progress);
        QCOMPARE(again->problemCount, std::int64_t{1});
        const auto kept = f.labels.store().annotations(f.task(project, 1).id)->front().annotation;
        QVERIFY(kept.groundTruth && kept.classes.front().label == "good");
    }

    void aCorrectedGroundTruthIsOne() {
        LabelFixture f;
        const auto project = f.project("p", 1);
        const auto id = f.answer(f.bob, project, 1, "bad");
        QVERIFY(f.labels.setGold(f.rita, project, id, true));
        correct(f, project, id, "good");
        f.answer(f.cy, project, 1, "bad");
        QVERIFY(!f.labels.store().annotation(id)->annotation.groundTruth);
        const auto answers = *f.labels.store().goldAnswers(project.id, "cy");
        QCOMPARE(answers.size(), std::size_t{1});
        QCOMPARE(answers[0].gold.classes.front().label, std::string("good"));
    }
};

QTEST_GUILESS_MAIN(TestReviewRules)
#include "tst_review_rules.moc"
