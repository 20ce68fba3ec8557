#include <QSignalSpy>
#include <QTest>
#include <fstream>

#include "tests/ui/label/opened_panel.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::drawBox;
using testkit::makeProject;
using testkit::numberOf;
using testkit::storedAnswers;
using testkit::UiFixture;

namespace {

/// Opens the project, and its first task is there.
bool openFirst(LabelController& controller) {
    controller.openProject("streets");
    return QTest::qWaitFor([&] { return numberOf(controller) == 1; });
}

} // namespace

class TestLabelController : public QObject {
    Q_OBJECT
private slots:
    void openingAProjectShowsItsFirstTask() {
        UiFixture f;
        makeProject(f, "streets", 3);
        LabelController c(f.app);
        QVERIFY(openFirst(c));
        QVERIFY(c.canEdit());
        QVERIFY(c.file().string().ends_with("item-1.png"));
    }

    void submittingStoresTheAnswerAndShowsTheNext() {
        UiFixture f;
        makeProject(f, "streets", 3);
        LabelController c(f.app);
        QVERIFY(openFirst(c));
        c.apply(drawBox(*c.annotation(), "car", {10, 20, 30, 40}));
        QCOMPARE(c.annotation()->regions.size(), 1U);
        c.submitAndNext();
        QTRY_COMPARE(numberOf(c), 2);
        QTRY_COMPARE(storedAnswers(f, "streets", 1).size(), 1U);
        const auto stored = storedAnswers(f, "streets", 1).front();
        QCOMPARE(stored.state, label::AnnotationState::Submitted);
        QCOMPARE(stored.annotation.regions.front().label, std::string("car"));
        QCOMPARE(std::get<label::Box>(stored.annotation.regions.front().shape), (label::Box{10, 20, 30, 40}));
        QTRY_COMPARE(c.project()->submitted, 1);
    }

    void textsInTheProjectItselfAreNoFilesToReadAhead() {
        UiFixture f;
        label::LabelService::NewProject request;
        request.name = "notes";
        request.medium = label::Medium::Text;
        label::addClass(request.labels, "Person");
        auto& labels = f.workspace->labels();
        const auto project = labels.create(f.owner(), request).value();
        std::vector<label::Item> items(3);
        for (std::size_t i = 0; i < items.size(); ++i) {
            items[i].medium = label::Medium::Text;
            items[i].text = "note " + std::to_string(i);
        }
        Progress progress;
        QVERIFY(labels.addItems(f.owner(), project, items, progress));
        LabelController c(f.app);
        int told = 0;
        connect(&c, &LabelController::upcoming, this, [&](const std::vector<std::filesystem::path>& files) {
            ++told;
            for (const auto& file : files) QVERIFY(!file.empty());
        });
        c.openProject("notes");
        QTRY_COMPARE(numberOf(c), 1);
        QTRY_VERIFY(told >= 2); // what follows, and what is prepared
        c.next();
        QTRY_COMPARE(numberOf(c), 2);
    }

    void goingOnAtOnceDoesNotMeetTheTaskThatIsBeingPrepared() {
        UiFixture f;
        makeProject(f, "streets", 5);
        for (const int wanted : {2, 4}) { // the one that is being prepared, and another
            LabelController c(f.app);
            QList<std::int64_t> shown;
            connect(&c, &LabelController::taskOpened, this, [&] {
                shown << numberOf(c);
                if (shown.size() == 1) // quicker than the preparation, which has begun when control returns
                    QMetaObject::invokeMethod(&c, [&] { c.goTo(wanted); }, Qt::QueuedConnection);
            });
            c.openProject("streets");
            QTRY_COMPARE(numberOf(c), wanted);
            QVERIFY2(!c.problem(), c.problem() ? toLine(*c.problem()).c_str() : "");
            QVERIFY(c.canEdit());
            QCOMPARE(shown, (QList<std::int64_t>{1, wanted}));
            c.goTo(3);
            QTRY_COMPARE(numberOf(c), 3);
            QVERIFY(c.canEdit());
        }
    }

    void afterTheLastTaskTheQueueIsEmpty() {
        UiFixture f;
        makeProject(f, "streets", 2);
        LabelController c(f.app);
        QSignalSpy empty(&c, &LabelController::queueEmpty);
        QVERIFY(openFirst(c));
        c.submitAndNext();
        QTRY_COMPARE(numberOf(c), 2);
        c.skipAndNext("too dark");
        QTRY_COMPARE(empty.count(), 1);
        QCOMPARE(c.task(), nullptr);
        QTRY_COMPARE(f.workspace->labels().find("streets")->skipped, 1);
    }

    void leavingKeepsTheDraftAndComingBackFindsItWithItsUndo() {
        UiFixture f;
        makeProject(f, "streets", 2);
        {
            LabelController c(f.app);
            QVERIFY(openFirst(c));
            c.apply(drawBox(*c.annotation(), "car", {1, 2, 3, 4}));
        }
        LabelController again(f.app);
        QVERIFY(openFirst(again));
        QCOMPARE(again.annotation()->regions.size(), 1U);
        QCOMPARE(again.undoText(), QString("Undo draw box"));
        again.undo();
        QVERIFY(again.annotation()->regions.empty());
        again.redo();
        QCOMPARE(again.annotation()->regions.size(), 1U);
    }

    void aFileThatCannotBeReadIsPassedOverAndListed() {
        UiFixture f;
        const auto project = makeProject(f, "streets", 2);
        std::ofstream(std::filesystem::path(project.root) / "item-1.png") << "no picture";
        LabelController c(f.app);
        QSignalSpy passed(&c, &LabelController::passedOver);
        c.openProject("streets");
        QTRY_COMPARE(numberOf(c), 2);
        QCOMPARE(passed.count(), 1);
        QCOMPARE(f.workspace->labels().find("streets")->problems, 1);
        c.goTo(1);
        QTRY_COMPARE(numberOf(c), 1);
        QVERIFY(c.problem());
        QVERIFY(!c.canEdit());
    }

    void goingToANumberShowsThatTask() {
        UiFixture f;
        makeProject(f, "streets", 5);
        LabelController c(f.app);
        c.openProject("streets", LabelController::Mode::Label, 4);
        QTRY_COMPARE(numberOf(c), 4);
        c.step(-2);
        QTRY_COMPARE(numberOf(c), 2);
    }

    void aReviewerAcceptsSendsBackAndFixes() {
        UiFixture f;
        makeProject(f, "streets", 3, true);
        {
            LabelController c(f.app);
            c.openProject("streets");
            for (int number = 1; number <= 3; ++number) {
                QTRY_COMPARE(numberOf(c), number);
                c.apply(drawBox(*c.annotation(), "car", {10, 20, 30, 40}));
                c.submitAndNext();
            }
            QTRY_COMPARE(c.project()->submitted, 3);
        }
        LabelController c(f.app);
        QSignalSpy empty(&c, &LabelController::queueEmpty);
        c.openProject("streets", LabelController::Mode::Review);
        QTRY_VERIFY(c.reviewed());
        QCOMPARE(numberOf(c), 1);
        QVERIFY(!c.canEdit());
        c.accept();
        QTRY_COMPARE(numberOf(c), 2);
        QCOMPARE(storedAnswers(f, "streets", 1).front().state, label::AnnotationState::Accepted);
        c.sendBack("the wheels are missing");
        QTRY_COMPARE(numberOf(c), 3);
        QCOMPARE(storedAnswers(f, "streets", 2).front().reviewNote, std::string("the wheels are missing"));
        c.fix();
        QTRY_VERIFY(c.canEdit());
        c.apply(drawBox(*c.annotation(), "person", {50, 20, 30, 40}));
        c.submitAndNext();
        QTRY_COMPARE(empty.count(), 1);
        const auto answers = storedAnswers(f, "streets", 3);
        QCOMPARE(answers.size(), 2U);
        QCOMPARE(answers.front().state, label::AnnotationState::Replaced);
        QCOMPARE(answers.back().state, label::AnnotationState::Accepted);
        QCOMPARE(answers.back().annotation.regions.size(), 2U);
    }
};

QTEST_MAIN(TestLabelController)
#include "tst_label_controller.moc"
