#include <QCheckBox>
#include <QLabel>
#include <QSlider>
#include <QSpinBox>
#include <QTextBrowser>

#include "core/label/blind_tasks.h"
#include "core/label/corpus.h"
#include "tests/ui/label/bench.h"
#include "tests/ui/registry/focusable.h"
#include "ui/label/workbench/task_strip.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::Bench;
using testkit::makeProject;
using testkit::storedAnswers;
using testkit::UiFixture;

namespace {

label::Region suggested(const std::string& id, const std::string& label, label::Box box, double score) {
    label::Region region;
    region.id = id;
    region.label = label;
    region.shape = box;
    region.score = score;
    return region;
}

/// Three boxes at 0.95, 0.85 and 0.4 and a class at 0.9 for that picture.
void suggest(UiFixture& f, const label::Project& project, std::int64_t number = 1) {
    label::Corpus corpus;
    corpus.labels = project.labels;
    label::Item item;
    item.path = "item-" + std::to_string(number) + ".png";
    label::Prediction prediction;
    prediction.model = "finder";
    prediction.answer.regions = {suggested("a", "car", {10, 10, 40, 30}, 0.95),
        suggested("b", "person", {80, 20, 20, 50}, 0.85), suggested("c", "car", {120, 90, 30, 30}, 0.4)};
    prediction.answer.classes = {{{}, "day", 0.9}};
    item.predictions = {prediction};
    corpus.items = {item};
    Progress progress;
    const auto imported = f.workspace->labels().importCorpus(f.owner(), project, corpus, {}, progress);
    if (!imported) qFatal("%s", imported.error().message.c_str());
}

label::Project withClasses(UiFixture& f, label::Project project) {
    project.labels.itemClasses = {"day", "night"};
    if (!f.workspace->labels().setLabels(f.owner(), project, project.labels)) qFatal("labels");
    return *f.workspace->labels().find(project.name);
}

} // namespace

class TestWorkbenchParts : public QObject {
    Q_OBJECT
private slots:
    void whereAnAnswerMeasuresModelsNoClassIsSuggestedAndItIsSaid() {
        Bench b;
        const auto project = withClasses(b.f, makeProject(b.f, "streets", 200));
        const label::MeasuringTasks measuring(project, 200);
        std::int64_t blind = 1, open = 1;
        while (!measuring.contains(project, blind)) ++blind;
        while (measuring.contains(project, open)) ++open;
        for (const auto number : {blind, open}) suggest(b.f, project, number);
        QVERIFY(b.open("streets"));
        auto* note = b.find<QLabel>("hiddenSuggestions");
        auto* accept = b.find<QPushButton>("acceptSuggestions");
        b.controller().goTo(blind);
        QTRY_COMPARE(b.number(), blind);
        QTRY_VERIFY(note->isVisible());
        QVERIFY(note->text().contains("measures the models"));
        QTRY_COMPARE(accept->accessibleName(), QString("Accept all 3")); // the boxes
        b.controller().goTo(open);
        QTRY_COMPARE(b.number(), open);
        QTRY_COMPARE(accept->accessibleName(), QString("Accept all 4"));
        QVERIFY(!note->isVisible());
    }
    void shiftAAcceptsWhatReachesTheThresholdInOneStep() {
        Bench b;
        const auto project = withClasses(b.f, makeProject(b.f, "streets", 2));
        suggest(b.f, project);
        QVERIFY(b.open("streets"));
        auto* accept = b.find<QPushButton>("acceptSuggestions");
        QTRY_VERIFY(accept->isVisible());
        QCOMPARE(accept->accessibleName(), QString("Accept all 4"));
        b.find<QSpinBox>("thresholdSpin")->setValue(80);
        QCOMPARE(accept->accessibleName(), QString("Accept 3 of 4 at 80 % or above"));
        auto* canvas = qobject_cast<ImageView*>(b.page->view())->canvas();
        QCOMPARE(canvas->suggestions().size(), std::size_t(2)); // the weak one is hidden
        b.page->view()->setFocus();
        b.key(Qt::Key_A, Qt::ShiftModifier);
        QCOMPARE(b.regions(), std::size_t(2));
        QCOMPARE(b.annotation().regions.front().origin, label::Origin::Prediction);
        QCOMPARE(b.annotation().classes.size(), std::size_t(1));
        QCOMPARE(canvas->suggestions().size(), std::size_t(0));
        b.key(Qt::Key_Z, Qt::ControlModifier); // one step takes all of it back, and the suggestions are there again
        QCOMPARE(b.regions(), std::size_t(0));
        QVERIFY(b.annotation().classes.empty());
        QCOMPARE(canvas->suggestions().size(), std::size_t(2));
        b.key(Qt::Key_A, Qt::ShiftModifier);
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(b.number(), 2);
        QTRY_COMPARE(storedAnswers(b.f, "streets", 1).size(), 1U);
        const auto stored = storedAnswers(b.f, "streets", 1).front().annotation;
        QCOMPARE(stored.regions.size(), std::size_t(2));
        QCOMPARE(stored.classes.front().label, std::string("day"));
        QVERIFY(!accept->isVisible());
    }

    void aAndXTakeOneSuggestionAndRejectedOnesComeBack() {
        Bench b;
        const auto project = makeProject(b.f, "streets", 2);
        suggest(b.f, project);
        QVERIFY(b.open("streets"));
        b.key(Qt::Key_A);
        QCOMPARE(b.regions(), std::size_t(1));
        QCOMPARE(*b.annotation().regions.front().score, 0.95);
        b.key(Qt::Key_Escape);
        b.key(Qt::Key_X);
        auto* canvas = qobject_cast<ImageView*>(b.page->view())->canvas();
        QCOMPARE(canvas->suggestions().size(), std::size_t(1));
        auto* back = b.find<QPushButton>("bringBackSuggestions");
        QVERIFY(back->isVisible());
        back->click();
        QCOMPARE(canvas->suggestions().size(), std::size_t(2));
        b.key(Qt::Key_F); // accepted ones are not suggested again
        QTRY_COMPARE(b.number(), 2);
        b.key(Qt::Key_D);
        QTRY_COMPARE(b.number(), 1);
        QTRY_COMPARE(canvas->suggestions().size(), std::size_t(2));
    }

    void theLookOfPicturesIsChangedByKeysAndKept() {
        Bench b;
        QVERIFY(b.openStreets(2));
        auto* view = qobject_cast<ImageView*>(b.page->view());
        b.key(Qt::Key_B, Qt::AltModifier);
        QCOMPARE(view->brightness(), 0.1);
        b.key(Qt::Key_X, Qt::AltModifier);
        QVERIFY(!view->options().crosshair);
        b.key(Qt::Key_I);
        auto* contrast = b.find<QSlider>("contrastSlider");
        QVERIFY(contrast && contrast->isVisible());
        QCOMPARE(testkit::unnamedFocusable(b.window), QString());
        QCOMPARE(b.find<QSlider>("brightnessSlider")->value(), 10);
        contrast->setFocus();
        b.key(Qt::Key_Right);
        QCOMPARE(view->contrast(), 0.05);
        b.find<QCheckBox>("snappingSwitch")->click();
        QVERIFY(view->options().snapping);
        b.key(Qt::Key_Escape);
        QTRY_VERIFY(!b.find<QSlider>("contrastSlider"));
        b.start(); // the next day
        QVERIFY(b.open("streets"));
        view = qobject_cast<ImageView*>(b.page->view());
        QCOMPARE(view->brightness(), 0.1);
        QCOMPARE(view->contrast(), 0.05);
        QVERIFY(view->options().snapping && !view->options().crosshair);
        b.key(Qt::Key_I, Qt::AltModifier);
        QCOMPARE(view->brightness(), 0.0);
        QCOMPARE(view->contrast(), 0.0);
    }

    void theStripShowsNeighboursAndAClickGoesThere() {
        Bench b;
        QVERIFY(b.openStreets(30));
        auto* strip = b.page->findChild<TaskStrip*>();
        QVERIFY(!strip->isVisible());
        b.key(Qt::Key_T);
        QVERIFY(strip->isVisible());
        QTRY_COMPARE(strip->stateOf(3), QString("Not labelled"));
        QTest::mouseClick(strip->viewport(), Qt::LeftButton, {}, strip->rectOf(3).center());
        QTRY_COMPARE(b.number(), 3);
        QVERIFY(b.page->view()->hasFocus() || b.page->view()->focusWidget());
        strip->setFocus();
        b.key(Qt::Key_Right);
        b.key(Qt::Key_Return);
        QTRY_COMPARE(b.number(), 4);
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(strip->stateOf(4), QString("Submitted"));
        b.key(Qt::Key_T);
        QVERIFY(!strip->isVisible());
        b.key(Qt::Key_T);
        b.start();
        QVERIFY(b.page->findChild<TaskStrip*>()->isVisible()); // as it was left
    }

    void instructionsShowNoFileOfThisMachine() {
        Bench b;
        const auto picture = b.f.folder() / "red.png";
        QImage red(64, 64, QImage::Format_RGB32);
        red.fill(Qt::red);
        QVERIFY(red.save(QString::fromStdString(picture.string())));
        const auto project = makeProject(b.f, "streets", 2);
        QVERIFY(b.f.workspace->labels().setInstructions(
            b.f.owner(), project, "Before ![](file://" + picture.string() + ") after"));
        QVERIFY(b.open("streets"));
        QTRY_VERIFY(b.find<QTextBrowser>("instructions"));
        const auto shown = b.find<QTextBrowser>("instructions")->grab().toImage();
        for (int y = 0; y < shown.height(); ++y)
            for (int x = 0; x < shown.width(); ++x) QVERIFY(shown.pixelColor(x, y) != QColor(Qt::red));
    }

    void instructionsOpenByThemselvesOnceAndAgainWhenTheyChange() {
        Bench b;
        const auto project = makeProject(b.f, "streets", 2);
        auto& labels = b.f.workspace->labels();
        QVERIFY(labels.setInstructions(b.f.owner(), project, "# Cars\n\nDraw *every* car. <b>No</b> parked ones."));
        QVERIFY(b.open("streets"));
        QTRY_VERIFY(b.find<QTextBrowser>("instructions"));
        const QString shown = b.find<QTextBrowser>("instructions")->toPlainText();
        QVERIFY2(shown.contains("Draw every car."), qPrintable(shown));
        b.key(Qt::Key_Escape);
        QTRY_VERIFY(!b.find<QTextBrowser>("instructions"));
        const auto openAgain = [&] {
            b.start();
            QVERIFY(b.open("streets"));
        };
        openAgain();
        QTest::qWait(50);
        QVERIFY(!b.find<QTextBrowser>("instructions"));
        b.key(Qt::Key_I, Qt::ControlModifier);
        QVERIFY(b.find<QTextBrowser>("instructions"));
        b.key(Qt::Key_Escape);
        QVERIFY(labels.setInstructions(b.f.owner(), *labels.find("streets"), "Parked ones too."));
        openAgain();
        QTRY_VERIFY(b.find<QTextBrowser>("instructions"));
    }

    void f1ListsTheKeysOfTheWorkbench() {
        Bench b;
        QVERIFY(b.openStreets(2));
        b.key(Qt::Key_F1);
        auto* table = b.find<DataTable>("keyTable");
        QVERIFY(table && table->isVisible());
        for (const char* action : {"picture.brighter", "view.strip", "view.instructions", "suggestion.acceptAll"})
            QVERIFY2(table->selectId(QLatin1String(action)), action);
        b.key(Qt::Key_Escape);
        QVERIFY(!table->isVisible());
    }
};

QTEST_MAIN(TestWorkbenchParts)
#include "tst_workbench_parts.moc"
