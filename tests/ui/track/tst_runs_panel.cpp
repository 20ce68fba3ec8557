#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "tests/ui/track/tracked_runs.h"
#include "ui/track/compare/compare_page.h"
#include "ui/track/run/run_page.h"
#include "ui/track/table/run_writes.h"

using namespace slipway;
using namespace slipway::ui;
using namespace slipway::testkit;

class TestRunsPanel : public QObject {
    Q_OBJECT

    static std::string undo(UiFixture& f) {
        for (const auto& notice : f.notifications.all())
            if (notice.action == "Undo" && notice.run) {
                notice.run();
                return notice.title.toStdString();
            }
        return {};
    }

private slots:
    void runsAreListedNewestFirstWithTheirMetrics() {
        UiFixture f;
        addRun(f, {.name = "shallow", .accuracy = 0.91});
        addRun(f, {.name = "deep", .accuracy = 0.93, .depth = "10"});
        OpenRunsPanel open(f);
        QCOMPARE(open.names(), QStringList({"deep", "shallow"}));
        QCOMPARE(open.cell(0, "accuracy"), QString("0.9300"));
        QCOMPARE(open.cell(1, "Status"), QString("Finished"));
        QCOMPARE(open.cell(0, "Data"), QString("census:1"));
        QCOMPARE(open.cell(0, "Experiment"), QString("trial"));
    }

    void anEmptyWorkspaceTeaches() {
        UiFixture f;
        OpenRunsPanel open(f);
        bool taught = false;
        for (const auto* label : open.panel.findChildren<QLabel*>())
            taught = taught || (label->isVisible() && label->text().contains("slipway train start"));
        QVERIFY(taught);
        addRun(f, {.name = "first"});
        open.panel.refresh();
        QTRY_COMPARE(open.names(), QStringList({"first"}));
        QTRY_VERIFY(open.board().isVisible());
    }

    void enterOpensTheRunsPageAndEscLeadsBack() {
        UiFixture f;
        const auto id = QString::fromStdString(addRun(f, {.name = "shallow"}));
        OpenRunsPanel open(f);
        open.clickRow(0);
        QTest::keyClick(&open.table(), Qt::Key_Return);
        auto* page = open.panel.findChild<RunPage*>("runPage");
        QVERIFY(page && page->isVisible());
        QCOMPARE(page->run(), id);
        QCOMPARE(f.visited, QStringList({"track/table", "run/" + id}));
        QTest::keyClick(page, Qt::Key_Escape);
        QTRY_VERIFY(open.board().isVisible());
        QVERIFY(!page->isVisible());
    }

    void alinkOpensTheRunAndTheTable() {
        UiFixture f;
        const auto id = QString::fromStdString(addRun(f, {.name = "shallow"}));
        OpenRunsPanel open(f);
        open.panel.showObject("run/" + id);
        QTRY_VERIFY(open.panel.findChild<RunPage*>("runPage")->isVisible());
        open.panel.showObject("table");
        QVERIFY(open.board().isVisible());
    }

    void selectedRunsAreCompared() {
        UiFixture f;
        for (const char* name : {"a", "b", "c"}) addRun(f, {.name = name});
        OpenRunsPanel open(f);
        open.clickRow(0);
        QTest::keyClick(&open.table(), Qt::Key_C); // one is too few
        QVERIFY(f.settle());
        QVERIFY(!open.panel.findChild<ComparePage*>("comparePage"));
        open.clickRow(2, Qt::ControlModifier);
        QCOMPARE(open.panel.findChild<QLabel*>("selectedCount")->text(), QString("2 runs selected"));
        QTest::keyClick(&open.table(), Qt::Key_C);
        QTRY_VERIFY(open.panel.findChild<ComparePage*>("comparePage"));
        QTRY_VERIFY(open.panel.findChild<ComparePage*>("comparePage")->isVisible());
        open.panel.showTable();
        QVERIFY(open.board().isVisible());
    }

    void deletingManyIsStoredAndUndone() {
        UiFixture f;
        const auto a = addRun(f, {.name = "a"}), b = addRun(f, {.name = "b"}), c = addRun(f, {.name = "c"});
        OpenRunsPanel open(f);
        open.clickRow(0);
        open.clickRow(1, Qt::ShiftModifier);
        QTest::mouseClick(open.panel.findChild<QPushButton*>("deleteRunButton"), Qt::LeftButton);
        QTRY_COMPARE(open.names(), QStringList({"a"}));
        QVERIFY(f.workspace->tracker().find(b)->deleted);
        QVERIFY(f.workspace->tracker().find(c)->deleted);
        QVERIFY(!f.workspace->tracker().find(a)->deleted);
        QCOMPARE(undo(f), std::string("Deleted 2 runs"));
        QTRY_COMPARE(open.names(), QStringList({"c", "b", "a"}));
        QVERIFY(!f.workspace->tracker().find(b)->deleted);
    }

    void renamingInPlaceIsStored() {
        UiFixture f;
        const auto id = addRun(f, {.name = "shallow"});
        OpenRunsPanel open(f);
        open.clickRow(0);
        QTest::keyClick(&open.table(), Qt::Key_F2);
        auto* edit = open.panel.findChild<QLineEdit*>("runNameEdit");
        QVERIFY(edit);
        edit->selectAll();
        QTest::keyClicks(edit, "better name");
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_COMPARE(open.names(), QStringList({"better name"}));
        QCOMPARE(f.workspace->tracker().find(id)->name, std::string("better name"));
    }

    void selectedRunsAreTagged() {
        UiFixture f;
        const auto a = addRun(f, {.name = "a"}), b = addRun(f, {.name = "b"});
        OpenRunsPanel open(f);
        QTest::keyClick(&open.table(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(open.panel.findChild<QLabel*>("selectedCount")->text(), QString("All 2 runs selected"));
        f.prompts.answer(QString("stage = trial = 2"));
        QTest::mouseClick(open.panel.findChild<QPushButton*>("tagRuns"), Qt::LeftButton);
        QTRY_COMPARE(f.workspace->tracker().find(a)->tags["stage"], std::string("trial = 2"));
        QCOMPARE(f.workspace->tracker().find(b)->tags["stage"], std::string("trial = 2"));
    }

    void copyingGivesTabsAndExactValues() {
        UiFixture f;
        const auto id = QString::fromStdString(addRun(f, {.name = "a", .accuracy = 0.8408203125}));
        OpenRunsPanel open(f);
        open.clickRow(0);
        QTest::keyClick(&open.table(), Qt::Key_C, Qt::ControlModifier);
        QTRY_VERIFY(QGuiApplication::clipboard()->text().contains("0.8408203125"));
        const auto lines = QGuiApplication::clipboard()->text().split('\n');
        QVERIFY2(lines[0].startsWith("run_id\tattributes.run_name\tattributes.status"), qPrintable(lines[0]));
        QVERIFY(lines[1].startsWith(id + "\ta\tFINISHED"));
        QTest::keyClick(&open.table(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), "slipway://run/" + id);
    }

    void registeringWithoutAModelSaysWhatIsMissing() {
        UiFixture f;
        addRun(f, {.name = "shallow"});
        OpenRunsPanel open(f);
        open.clickRow(0);
        bool failed = false;
        connect(&open.panel, &Panel::failed, &open.panel, [&] { failed = true; });
        f.prompts.answer(QString("trial"));
        QTest::mouseClick(open.panel.findChild<QPushButton*>("registerRunButton"), Qt::LeftButton);
        QTRY_VERIFY(failed); // the run has no model/ artifact
        QCOMPARE(f.workspace->registry().models()->size(), std::size_t(0));
    }
};

QTEST_MAIN(TestRunsPanel)
#include "tst_runs_panel.moc"
