#include <QCheckBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>

#include "core/label/corpus.h"
#include "tests/ui/label/label_items.h"
#include "tests/ui/registry/focusable.h"
#include "ui/label/image/image_view.h"
#include "ui/label/video/video_view.h"
#include "ui/label/workbench/key_popup.h"
#include "ui/label/workbench/region_list.h"
#include "ui/label/workbench/task_strip.h"
#include "ui/label/workbench/workbench.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::makeProject;
using testkit::storedAnswers;
using testkit::UiFixture;

namespace {

/// The labeling page alone in a window, and keys as a person presses them.
struct Bench {
    QTemporaryDir settings;
    QWidget window;
    std::unique_ptr<Workbench> page;
    explicit Bench(UiFixture& f) {
        qputenv("SLIPWAY_DESKTOP_SETTINGS", settings.filePath("desktop.ini").toUtf8());
        start(f);
    }
    void start(UiFixture& f) {
        page = std::make_unique<Workbench>(f.app, Workbench::MakeView(), &window);
        window.resize(1240, 800);
        page->setGeometry(window.rect());
        window.show();
        page->show();
    }
    bool open(const char* project) {
        page->openProject(project, LabelController::Mode::Label);
        window.activateWindow();
        return QTest::qWaitFor([&] { return number() > 0 && QApplication::focusWidget(); }, 10000);
    }
    /// The picture is on the screen.
    bool isSharp() {
        auto* view = qobject_cast<ImageView*>(page->view());
        return view &&
               QTest::qWaitFor([&] { return !view->canvas()->isBusy() && view->canvas()->transform().zoom() > 0; });
    }
    template <class T> T* find(const char* name) { return window.findChild<T*>(name); }
    LabelController& controller() { return page->controller(); }
    const label::Annotation& annotation() { return *controller().annotation(); }
    std::size_t regions() { return annotation().regions.size(); }
    std::int64_t number() { return controller().task() ? controller().task()->number : 0; }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) {
        QWidget* focus = QApplication::focusWidget();
        QVERIFY(focus);
        QTest::keyClick(focus, which, modifiers);
    }
    void draw(label::Box box, const char* label = "car") {
        controller().apply(testkit::drawBox(annotation(), label, box));
    }
};

label::Region suggested(const std::string& id, const std::string& label, label::Box box, double score) {
    label::Region region;
    region.id = id;
    region.label = label;
    region.shape = box;
    region.score = score;
    return region;
}

/// Three boxes at 0.95, 0.85 and 0.4 and a class at 0.9 for the first picture.
void suggest(UiFixture& f, const label::Project& project) {
    label::Corpus corpus;
    corpus.labels = project.labels;
    label::Item item;
    item.path = "item-1.png";
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
    void shiftAAcceptsWhatReachesTheThresholdInOneStep() {
        UiFixture f;
        const auto project = withClasses(f, makeProject(f, "streets", 2));
        suggest(f, project);
        Bench b(f);
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
        QTRY_COMPARE(storedAnswers(f, "streets", 1).size(), 1U);
        const auto stored = storedAnswers(f, "streets", 1).front().annotation;
        QCOMPARE(stored.regions.size(), std::size_t(2));
        QCOMPARE(stored.classes.front().label, std::string("day"));
        QVERIFY(!accept->isVisible());
    }

    void aAndXTakeOneSuggestionAndRejectedOnesComeBack() {
        UiFixture f;
        const auto project = makeProject(f, "streets", 2);
        suggest(f, project);
        Bench b(f);
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
        UiFixture f;
        makeProject(f, "streets", 2);
        Bench b(f);
        QVERIFY(b.open("streets"));
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
        b.page.reset();
        b.start(f); // the next day
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
        UiFixture f;
        makeProject(f, "streets", 30);
        Bench b(f);
        QVERIFY(b.open("streets"));
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
        b.page.reset();
        b.start(f);
        QVERIFY(b.page->findChild<TaskStrip*>()->isVisible()); // as it was left
    }

    void instructionsOpenByThemselvesOnceAndAgainWhenTheyChange() {
        UiFixture f;
        const auto project = makeProject(f, "streets", 2);
        auto& labels = f.workspace->labels();
        QVERIFY(labels.setInstructions(f.owner(), project, "# Cars\n\nDraw *every* car. <b>No</b> parked ones."));
        Bench b(f);
        QVERIFY(b.open("streets"));
        QTRY_VERIFY(b.find<QTextBrowser>("instructions"));
        const QString shown = b.find<QTextBrowser>("instructions")->toPlainText();
        QVERIFY2(shown.contains("Draw every car."), qPrintable(shown));
        b.key(Qt::Key_Escape);
        QTRY_VERIFY(!b.find<QTextBrowser>("instructions"));
        const auto openAgain = [&] {
            b.page.reset();
            b.start(f);
            QVERIFY(b.open("streets"));
        };
        openAgain();
        QTest::qWait(50);
        QVERIFY(!b.find<QTextBrowser>("instructions"));
        b.key(Qt::Key_I, Qt::ControlModifier);
        QVERIFY(b.find<QTextBrowser>("instructions"));
        b.key(Qt::Key_Escape);
        QVERIFY(labels.setInstructions(f.owner(), *labels.find("streets"), "Parked ones too."));
        openAgain();
        QTRY_VERIFY(b.find<QTextBrowser>("instructions"));
    }

    void f1ListsTheKeysOfTheWorkbench() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Bench b(f);
        QVERIFY(b.open("streets"));
        b.key(Qt::Key_F1);
        auto* table = b.find<DataTable>("keyTable");
        QVERIFY(table && table->isVisible());
        for (const char* action : {"picture.brighter", "view.strip", "view.instructions", "suggestion.acceptAll"})
            QVERIFY2(table->selectId(QLatin1String(action)), action);
        b.key(Qt::Key_Escape);
        QVERIFY(!table->isVisible());
    }

    void escWhileDraggingLeavesNothingBehind() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Bench b(f);
        QVERIFY(b.open("streets") && b.isSharp());
        auto* canvas = qobject_cast<ImageView*>(b.page->view())->canvas();
        QTRY_VERIFY(canvas->transform().zoom() > 0);
        QTest::qWait(300); // the picture is decoded
        b.draw({20, 20, 60, 60});
        const auto before = b.annotation().regions.front();
        b.key(Qt::Key_V);
        const QPoint inside = canvas->viewRectOf({20, 20, 60, 60}).center().toPoint();
        QTest::mousePress(canvas, Qt::LeftButton, {}, inside);
        for (const int by : {10, 30}) {
            QMouseEvent move(QEvent::MouseMove, inside + QPoint(by, by), canvas->mapToGlobal(inside + QPoint(by, by)),
                Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(canvas, &move);
        }
        b.key(Qt::Key_Escape);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, inside + QPoint(30, 30));
        QCOMPARE(b.annotation().regions.front(), before);
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(b.number(), 2);
        QTRY_COMPARE(storedAnswers(f, "streets", 1).size(), 1U);
        QCOMPARE(storedAnswers(f, "streets", 1).front().annotation.regions.front().shape, before.shape);
    }

    void twoRegionsAreRelatedAndEscCancels() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Bench b(f);
        QVERIFY(b.open("streets"));
        b.draw({10, 10, 40, 40});
        b.draw({90, 10, 40, 40}, "person");
        const QString first = QString::fromStdString(b.annotation().regions[0].id),
                      second = QString::fromStdString(b.annotation().regions[1].id);
        b.page->view()->select({first});
        b.key(Qt::Key_R, Qt::AltModifier);
        b.key(Qt::Key_Escape);
        b.page->view()->select({second});
        QVERIFY(b.annotation().relations.empty());
        b.page->view()->select({first});
        b.key(Qt::Key_R, Qt::AltModifier);
        b.page->view()->select({second});
        QCOMPARE(b.annotation().relations.size(), std::size_t(1));
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(storedAnswers(f, "streets", 1).size(), 1U);
        const auto relation = storedAnswers(f, "streets", 1).front().annotation.relations.front();
        QCOMPARE(QString::fromStdString(relation.from), first);
        QCOMPARE(QString::fromStdString(relation.to), second);
    }

    void whatIsRepeatedStandsOnTheNextTask() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Bench b(f);
        QVERIFY(b.open("streets"));
        b.draw({10, 10, 40, 40});
        b.key(Qt::Key_B, Qt::ControlModifier);
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(b.number(), 2);
        QTRY_COMPARE(b.regions(), std::size_t(1));
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(storedAnswers(f, "streets", 2).size(), 1U);
        QVERIFY((storedAnswers(f, "streets", 2).front().annotation.regions.front().shape ==
                 label::Shape(label::Box{10, 10, 40, 40})));
    }

    void theLabelIsChangedByTypingAndTheHistorySaysSo() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Bench b(f);
        QVERIFY(b.open("streets"));
        b.draw({10, 10, 40, 40});
        auto* list = b.page->findChild<RegionList*>();
        list->setCurrentIndex(list->model()->index(0, 0));
        list->setFocus();
        b.key(Qt::Key_Return);
        auto* search = b.find<QLineEdit>("labelSearch");
        QTRY_VERIFY(search->hasFocus());
        QTest::keyClicks(search, "pers");
        b.key(Qt::Key_Return);
        QCOMPARE(b.annotation().regions.front().label, std::string("person"));
        QVERIFY(!search->isVisible()); // two labels need no search
        QContextMenuEvent wanted(QContextMenuEvent::Keyboard, {});
        QCoreApplication::sendEvent(list->viewport(), &wanted);
        auto* menu = b.find<QMenu>("regionMenu");
        QVERIFY(menu);
        menu->findChild<QAction*>("region.history")->trigger();
        menu->close();
        DataTable* table = nullptr;
        QTRY_VERIFY((table = b.find<DataTable>("historyTable")));
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->index(0, 1).data().toString(), QString("label car → person"));
    }

    void aVideoIsLabelledAndItsTracksSayWhatChangesOverTime() {
        UiFixture f;
        const auto folder = f.folder().parent_path() / "clips";
        std::filesystem::create_directories(folder / "clip");
        for (int i = 0; i < 8; ++i) {
            QImage frame(160, 120, QImage::Format_RGB32);
            frame.fill(QColor(20 * i, 90, 120));
            QVERIFY(
                frame.save(QString::fromStdString((folder / "clip" / ("f" + std::to_string(i) + ".png")).string())));
        }
        label::LabelService::NewProject request;
        request.name = "clips";
        request.medium = label::Medium::Video;
        request.root = folder;
        label::addClass(request.labels, "car");
        request.labels.classes[0].attributes = {{"moves", label::AttributeInput::Checkbox, {}, {}, true},
            {"colour", label::AttributeInput::Text, {}, {}, false}};
        auto& labels = f.workspace->labels();
        const auto project = labels.create(f.owner(), request);
        QVERIFY(project.has_value());
        Progress progress;
        QVERIFY(labels.addFolder(f.owner(), *project, folder, progress).has_value());
        Bench b(f);
        QVERIFY(b.open("clips"));
        auto* view = qobject_cast<VideoView*>(b.page->view());
        QVERIFY(view);
        QTRY_COMPARE_WITH_TIMEOUT(view->frame(), 0, 10000);
        QTest::qWait(100);
        b.key(Qt::Key_N); // draws again: a box
        b.key(Qt::Key_Return);
        QTRY_COMPARE(b.regions(), std::size_t(1));
        QCOMPARE(b.page->view()->selection().size(), 1);
        for (int i = 0; i < 3; ++i) b.key(Qt::Key_F);
        QTRY_COMPARE(view->frame(), 3);
        auto* moves = b.page->findChild<QCheckBox*>("attribute-moves");
        QVERIFY(moves && !moves->isChecked());
        moves->click();
        view->setFocus();
        b.key(Qt::Key_D);
        QTRY_COMPARE(view->frame(), 2);
        QTRY_COMPARE(b.page->findChildren<QCheckBox*>("attribute-moves").size(), 1);
        QVERIFY(!b.page->findChild<QCheckBox*>("attribute-moves")->isChecked());
        b.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(storedAnswers(f, "clips", 1).size(), 1U);
        const auto stored = storedAnswers(f, "clips", 1).front().annotation.regions.front();
        const auto& track = std::get<label::Track>(stored.shape);
        QCOMPARE(track.keyframes.front().frame, 0);
        QCOMPARE(track.keyframes.back().frame, 3);
        QCOMPARE(track.keyframes.back().attributes.front().second, std::string("true"));
    }
};

QTEST_MAIN(TestWorkbenchParts)
#include "tst_workbench_parts.moc"
