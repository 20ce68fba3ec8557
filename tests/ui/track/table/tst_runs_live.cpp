#include <QTest>

#include "tests/ui/track/tracked_runs.h"
#include "ui/track/table/chip.h"

using namespace slipway;
using namespace slipway::ui;
using namespace slipway::testkit;

class TestRunsLive : public QObject {
    Q_OBJECT

    static bool log(UiFixture& f, const std::string& run, double accuracy, std::int64_t step) {
        return f.workspace->tracker()
            .logMetrics(run, std::vector<track::MetricPoint>{{"accuracy", accuracy, step, 9000 + step}})
            .has_value();
    }

private slots:
    void valuesOfARunningRunGrowInPlace() {
        UiFixture f;
        addRun(f, {.name = "done"});
        const auto id = addRun(f, {.name = "running", .accuracy = 0.5, .status = track::RunStatus::Running});
        OpenRunsPanel open(f);
        QCOMPARE(open.cell(0, "accuracy"), QString("0.5000"));
        QVERIFY(log(f, id, 0.75, 100));
        open.panel.refresh();
        QTRY_COMPARE(open.cell(0, "accuracy"), QString("0.7500"));
    }

    void aNewRunComesInAtTheTopWhenNobodyLooksElsewhere() {
        UiFixture f;
        addRun(f, {.name = "first"});
        OpenRunsPanel open(f);
        addRun(f, {.name = "second"});
        open.panel.refresh();
        QTRY_COMPARE(open.names(), QStringList({"second", "first"}));
    }

    void newRunsWaitBehindAChipWhileRowsAreSelectedOrSorted() {
        UiFixture f;
        addRun(f, {.name = "first"});
        OpenRunsPanel open(f);
        open.clickRow(0);
        addRun(f, {.name = "second"});
        addRun(f, {.name = "third"});
        open.panel.refresh();
        auto* chip = open.panel.findChild<Chip*>("newRuns");
        QTRY_VERIFY(chip->isVisible());
        QTRY_COMPARE(chip->text(), QString("2 new runs"));
        QCOMPARE(open.names(), QStringList({"first"}));
        QTest::mouseClick(chip, Qt::LeftButton);
        QTRY_COMPARE(open.names(), QStringList({"third", "second", "first"}));
        QVERIFY(!chip->isVisible());
        QCOMPARE(open.model().selectedNumbers().size(), std::size_t(1));
    }

    void sortedRowsStayWhereTheyAre() {
        UiFixture f;
        const auto low = addRun(f, {.name = "low", .accuracy = 0.5, .status = track::RunStatus::Running});
        addRun(f, {.name = "high", .accuracy = 0.9});
        OpenRunsPanel open(f);
        auto view = open.board().view();
        view.order = {{track::FieldGroup::Metric, "accuracy", false}};
        open.board().showView(view);
        QVERIFY(f.settle());
        QCOMPARE(open.names(), QStringList({"high", "low"}));
        QVERIFY(log(f, low, 0.99, 100));
        open.panel.refresh();
        QTRY_COMPARE(open.cell(1, "accuracy"), QString("0.9900"));
        auto* chip = open.panel.findChild<Chip*>("newRuns");
        QTRY_VERIFY(chip->isVisible());
        QCOMPARE(open.names(), QStringList({"high", "low"}));
        QTest::mouseClick(chip, Qt::LeftButton);
        QTRY_COMPARE(open.names(), QStringList({"low", "high"}));
    }

    void aRunThatWasDeletedMeanwhileSaysSo() {
        UiFixture f;
        const auto id = addRun(f, {.name = "first"});
        addRun(f, {.name = "second"});
        OpenRunsPanel open(f);
        open.clickRow(0);
        QVERIFY(f.workspace->tracker().setDeleted(f.owner(), id, true));
        open.panel.refresh();
        auto* chip = open.panel.findChild<Chip*>("newRuns");
        QTRY_VERIFY(chip->isVisible());
        QTest::mouseClick(chip, Qt::LeftButton);
        QTRY_COMPARE(open.names(), QStringList({"second"}));
    }
};

QTEST_MAIN(TestRunsLive)
#include "tst_runs_live.moc"
