#include <QPushButton>
#include <QTest>

#include "tests/ui/track/tracked_runs.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using namespace slipway::testkit;

class TestRunsTrash : public QObject {
    Q_OBJECT

    static DataTable* openTrash(OpenRunsPanel& open) {
        QTest::mouseClick(open.panel.findChild<QPushButton*>("openTrash"), Qt::LeftButton);
        if (!open.fixture.settle()) qFatal("no trash");
        return open.panel.findChild<DataTable*>("trashTable");
    }
    static bool isDeleted(UiFixture& f, const std::string& id) { return f.workspace->tracker().find(id)->deleted; }

private slots:
    void deletedRunsAreListedWithTheirSizesAndRestored() {
        UiFixture f;
        const auto id = addRun(f, {.name = "gone"});
        addRun(f, {.name = "kept"});
        QVERIFY(f.workspace->tracker().logArtifactBytes(id, "notes.txt", std::string(2500, 'x')));
        QVERIFY(f.workspace->tracker().setDeleted(f.owner(), id, true));
        OpenRunsPanel open(f);
        QCOMPARE(open.names(), QStringList({"kept"}));
        auto* table = openTrash(open);
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, 3).data().toString(), QString("21"));
        QVERIFY(table->model()->index(0, 4).data().toString().startsWith("2.5"));
        QVERIFY(table->selectId(QString::fromStdString(id)));
        QTest::mouseClick(open.panel.findChild<QPushButton*>("restoreRuns"), Qt::LeftButton);
        QTRY_COMPARE(table->model()->rowCount(), 0);
        QVERIFY(!isDeleted(f, id));
        QTest::mouseClick(open.panel.findChild<QPushButton*>("backToRuns"), Qt::LeftButton);
        QTRY_COMPARE(open.names(), QStringList({"kept", "gone"}));
    }

    void emptyingNamesTheEffectAndRemovesForEver() {
        UiFixture f;
        const auto a = addRun(f, {.name = "a"}), b = addRun(f, {.name = "b"}), c = addRun(f, {.name = "c"});
        QVERIFY(f.workspace->tracker().logArtifactBytes(a, "notes.txt", std::string(2000, 'x')));
        for (const auto& id : {a, b}) QVERIFY(f.workspace->tracker().setDeleted(f.owner(), id, true));
        OpenRunsPanel open(f);
        auto* table = openTrash(open);
        f.prompts.answer(false);
        QTest::mouseClick(open.panel.findChild<QPushButton*>("emptyTrash"), Qt::LeftButton);
        QVERIFY(f.settle());
        QCOMPARE(table->model()->rowCount(), 2); // declined
        f.prompts.answer(true);
        QTest::mouseClick(open.panel.findChild<QPushButton*>("emptyTrash"), Qt::LeftButton);
        QTRY_COMPARE(table->model()->rowCount(), 0);
        QVERIFY2(
            f.prompts.asked().back().startsWith("Delete 2 runs for ever (2"), qPrintable(f.prompts.asked().back()));
        QVERIFY(!f.workspace->tracker().find(a));
        QVERIFY(!f.workspace->tracker().find(b));
        QVERIFY(f.workspace->tracker().find(c));
    }
};

QTEST_MAIN(TestRunsTrash)
#include "tst_runs_trash.moc"
