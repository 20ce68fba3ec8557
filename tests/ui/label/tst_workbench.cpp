#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

#include "tests/ui/label/opened_panel.h"
#include "tests/ui/registry/focusable.h"
#include "ui/label/annotation_view.h"
#include "ui/label/overview/project_page.h"
#include "ui/label/workbench/label_list.h"
#include "ui/label/workbench/region_list.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/pill.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::makeProject;
using testkit::storedAnswers;
using testkit::UiFixture;

namespace {

struct Opened : testkit::OpenedPanel {
    explicit Opened(UiFixture& fixture) : OpenedPanel(fixture, {1240, 800}) {}
    AnnotationView* view() { return panel->workbench()->view(); }
    const label::Annotation* annotation() { return panel->workbench()->controller().annotation(); }
    std::int64_t number() { return panel->workbench() ? testkit::numberOf(panel->workbench()->controller()) : 0; }
    bool isReady() {
        panel->activateWindow();
        return QTest::qWaitForWindowActive(panel.get()) && number() > 0 && view() && view()->isVisible();
    }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) { testkit::pressKey(which, modifiers); }
    /// R, then Enter: a box of a quarter of the view.
    void drawBox() {
        key(Qt::Key_R);
        key(Qt::Key_Return);
    }
};

} // namespace

class TestWorkbench : public QObject {
    Q_OBJECT
private slots:
    void aPersonOpensAProjectDrawsSubmitsAndSeesTheNext() {
        UiFixture f;
        makeProject(f, "streets", 3);
        Opened o(f);
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        QCOMPARE(o.find<QLabel>("taskPlace")->text(), QString("Task 1 of 3"));
        QTRY_VERIFY(o.view()->trigger("zoom.fit"));
        QTest::qWait(300); // the picture is decoded
        o.key(Qt::Key_2);
        o.drawBox();
        QTRY_COMPARE(o.annotation()->regions.size(), 1U);
        QCOMPARE(o.annotation()->regions.front().label, std::string("person"));
        o.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(o.number(), 2);
        QTRY_COMPARE(storedAnswers(f, "streets", 1).size(), 1U);
        QCOMPARE(storedAnswers(f, "streets", 1).front().annotation.regions.front().label, std::string("person"));
    }

    void lettersAreTextWhileAFieldHasTheFocus() {
        UiFixture f;
        makeProject(f, "streets", 3);
        Opened o(f);
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        o.panel->workbench()->focusLabelSearch();
        auto* field = o.find<QLineEdit>("labelSearch");
        QTRY_VERIFY(field->hasFocus());
        QTest::keyClicks(field, "fs");
        QCOMPARE(field->text(), QString("fs"));
        QCOMPARE(o.number(), 1);
    }

    void fAndDGoOnAndBack() {
        UiFixture f;
        makeProject(f, "streets", 3);
        Opened o(f);
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        o.key(Qt::Key_F);
        QTRY_COMPARE(o.number(), 2);
        o.key(Qt::Key_D);
        QTRY_COMPARE(o.number(), 1);
    }

    void theTaskListGoesToATask() {
        UiFixture f;
        makeProject(f, "streets", 5);
        Opened o(f);
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        QTest::mouseClick(o.find<QToolButton>("taskListButton"), Qt::LeftButton);
        auto* table = o.find<DataTable>("taskTable");
        QVERIFY(table);
        QTRY_COMPARE(table->model()->rowCount(), 5);
        QVERIFY(table->selectId("4"));
        table->activatedId("4");
        QTRY_COMPARE(o.number(), 4);
    }

    void undoAndRedoWorkByKeyAndNameWhatTheyDo() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Opened o(f);
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        auto& controller = o.panel->workbench()->controller();
        controller.apply(testkit::drawBox(*o.annotation(), "car", {10, 10, 50, 50}));
        QCOMPARE(o.find<QToolButton>("undoEditButton")->toolTip(), QString("Undo draw box (Ctrl+Z)"));
        o.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(o.annotation()->regions.empty());
        o.key(Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(o.annotation()->regions.size(), 1U);
    }

    void theRegionListHidesSelectsAndAnswersAttributes() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Opened o(f);
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        o.panel->workbench()->controller().apply(testkit::drawBox(*o.annotation(), "car", {10, 10, 50, 50}));
        auto* list = o.panel->findChild<RegionList*>();
        QCOMPARE(list->model()->rowCount(), 1);
        list->setCurrentIndex(list->model()->index(0, 0));
        QCOMPARE(o.view()->selection().size(), 1);
        auto* parked = o.panel->findChild<QAbstractButton*>("attribute-parked");
        QVERIFY(parked);
        parked->click();
        QVERIFY(std::get<bool>(o.annotation()->regions.front().attributes.at("parked")));
        list->hideWanted(QString::fromStdString(o.annotation()->regions.front().id), true);
        QVERIFY(o.annotation()->regions.front().hidden);
    }

    void whatIsBeingTypedBelongsToTheItemThatIsHandedIn() {
        UiFixture f;
        const auto project = makeProject(f, "streets", 3);
        auto labels = project.labels;
        labels.questions = {{"note", label::AttributeInput::Text, {}, {}, false}};
        QVERIFY(f.workspace->labels().setLabels(f.owner(), project, labels));
        Opened o(f);
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        auto* field = o.find<QLineEdit>("attribute-note");
        QVERIFY(field);
        field->setFocus();
        QTest::keyClicks(field, "two cars");
        o.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(o.number(), 2);
        QTRY_COMPARE(storedAnswers(f, "streets", 1).size(), 1U);
        QCOMPARE(std::get<std::string>(storedAnswers(f, "streets", 1).front().annotation.answers.at("note")),
            std::string("two cars"));
        QVERIFY(o.annotation()->answers.empty());
        o.panel->workbench()->controller().next();
        QTRY_COMPARE(o.number(), 3);
        QVERIFY(storedAnswers(f, "streets", 2).empty());
    }

    void aKeyHeldDownHandsInOneItem() {
        UiFixture f;
        makeProject(f, "streets", 4);
        Opened o(f);
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        o.key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(o.number(), 2);
        for (int i = 0; i < 5; ++i) {
            QKeyEvent held(QEvent::KeyPress, Qt::Key_Return, Qt::ControlModifier, {}, true);
            QApplication::sendEvent(QApplication::focusWidget(), &held);
            QTest::qWait(30);
        }
        QCOMPARE(o.number(), 2);
    }

    void aClickOnTheProjectsNameOpensItsPageAndKeepsWhatWasDrawn() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Opened o(f);
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        o.panel->workbench()->controller().apply(testkit::drawBox(*o.annotation(), "car", {10, 10, 50, 50}));
        auto* name = o.find<QPushButton>("projectLink");
        QVERIFY(name && name->isVisible());
        QCOMPARE(name->accessibleName(), QString("Open the page of streets"));
        QTest::mouseClick(name, Qt::LeftButton);
        auto* page = o.panel->findChild<ProjectPage*>();
        QTRY_VERIFY(page->isVisible());
        QCOMPARE(page->projectName(), QString("streets"));
        QVERIFY(!name->isVisible());
        o.settle();
        QTest::mouseClick(page->findChild<QPushButton*>("pageLabel"), Qt::LeftButton);
        QTRY_VERIFY(o.isReady());
        QCOMPARE(o.annotation()->regions.size(), 1U);
    }

    void theProjectsPageIsReachedByKeysAlone() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Opened o(f);
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        auto* back = o.find<QToolButton>("closeWorkbenchButton");
        auto* name = o.find<QPushButton>("projectLink");
        back->setFocus(Qt::TabFocusReason);
        o.key(Qt::Key_Tab);
        QVERIFY(name->hasFocus());
        o.key(Qt::Key_Space);
        QTRY_VERIFY(o.panel->findChild<ProjectPage*>()->isVisible());
        QCOMPARE(o.panel->findChild<ProjectPage*>()->projectName(), QString("streets"));
    }

    void everythingThatTakesTheFocusHasAName() {
        UiFixture f;
        makeProject(f, "streets", 2);
        Opened o(f);
        QCOMPARE(testkit::unnamedFocusable(*o.panel), QString());
        o.click("newProjectButton");
        o.click("addLabelButton");
        QCOMPARE(testkit::unnamedFocusable(*o.panel), QString());
        o.click("cancelProjectButton");
        o.click("labelButton");
        QTRY_VERIFY(o.panel->workbench() && o.isReady());
        QCOMPARE(testkit::unnamedFocusable(*o.panel), QString());
    }
};

QTEST_MAIN(TestWorkbench)
#include "tst_workbench.moc"
