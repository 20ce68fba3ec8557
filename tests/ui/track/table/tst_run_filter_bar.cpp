#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "tests/ui/track/tracked_runs.h"
#include "ui/track/table/chip.h"
#include "ui/track/table/filter_edit.h"
#include "ui/widgets/labels.h"

using namespace slipway;
using namespace slipway::ui;
using namespace slipway::testkit;

class TestFilterBar : public QObject {
    Q_OBJECT

    static FilterEdit& edit(OpenRunsPanel& open) { return open.board().filterBar().edit(); }
    static QStringList shown(FilterEdit& edit) {
        QStringList words;
        if (edit.popup().isVisible())
            for (const auto& each : edit.popup().suggestions()) words << each.insert;
        return words;
    }

private slots:
    void mlflowsLanguageAndWordsFilter() {
        UiFixture f;
        addRun(f, {.name = "shallow", .accuracy = 0.91});
        addRun(f, {.name = "deep", .accuracy = 0.95, .depth = "10"});
        addRun(f, {.name = "deeper", .accuracy = 0.97, .depth = "12"});
        OpenRunsPanel open(f);
        open.filter("metrics.accuracy > 0.93 and params.depth = '10'");
        QCOMPARE(open.names(), QStringList({"deep"}));
        open.filter("deep");
        QCOMPARE(open.names(), QStringList({"deeper", "deep"}));
        open.filter("");
        QCOMPARE(open.names().size(), 3);
    }

    void typingFiltersWithoutEnter() {
        UiFixture f;
        addRun(f, {.name = "shallow"});
        addRun(f, {.name = "deep"});
        OpenRunsPanel open(f);
        QTest::keyClicks(&edit(open), "shal");
        QTRY_COMPARE(open.names(), QStringList({"shallow"}));
        QTest::keyClick(&edit(open), Qt::Key_Escape); // the list of completions
        QTest::keyClick(&edit(open), Qt::Key_Escape);
        QTRY_COMPARE(open.names(), QStringList({"deep", "shallow"}));
    }

    void anErrorIsUnderlinedAndKeepsTheRows() {
        UiFixture f;
        addRun(f, {.name = "shallow"});
        addRun(f, {.name = "deep"});
        OpenRunsPanel open(f);
        open.filter("deep");
        open.filter("metrics.accuracy < 'many'");
        QTRY_VERIFY(edit(open).hasProblem());
        auto* problem = open.panel.findChild<ElidedLabel*>("filterProblem");
        QVERIFY2(problem->text().contains("number"), qPrintable(problem->text()));
        QCOMPARE(open.names(), QStringList({"deep"}));
        open.filter("shallow");
        QVERIFY(!edit(open).hasProblem());
        QVERIFY(problem->text().isEmpty());
    }

    void tabTakesAKeyOfTheRuns() {
        UiFixture f;
        addRun(f, {.name = "shallow"});
        OpenRunsPanel open(f);
        auto& field = edit(open);
        field.setFocus();
        QTest::keyClicks(&field, "metrics.acc");
        QTRY_VERIFY(shown(field).contains("accuracy"));
        QTest::keyClick(&field, Qt::Key_Tab);
        QCOMPARE(field.text(), QString("metrics.accuracy "));
        QTRY_VERIFY(shown(field).contains(">"));
        QVERIFY(field.hasFocus());
    }

    void valuesThatAreThereAreOffered() {
        UiFixture f;
        addRun(f, {.name = "a", .depth = "3"});
        addRun(f, {.name = "b", .depth = "10"});
        addRun(f, {.name = "c", .depth = "10"});
        OpenRunsPanel open(f);
        auto& field = edit(open);
        field.setFocus();
        QTest::keyClicks(&field, "params.depth = ");
        QTRY_VERIFY(shown(field).contains("'10'"));
        while (field.popup().current() < 0 ||
               field.popup().suggestions()[static_cast<std::size_t>(field.popup().current())].insert != "'10'")
            QTest::keyClick(&field, Qt::Key_Down);
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(field.text(), QString("params.depth = '10' "));
        QTest::keyClick(&field, Qt::Key_Escape);
        QTRY_COMPARE(open.names(), QStringList({"c", "b"}));
    }

    void aWordOffersMetricsThatContainIt() {
        UiFixture f;
        addRun(f, {.name = "a"});
        OpenRunsPanel open(f);
        auto& field = edit(open);
        field.setFocus();
        QTest::keyClicks(&field, "cura");
        QTRY_VERIFY(shown(field).contains("metrics.accuracy"));
        QTest::keyClick(&field, Qt::Key_Escape);
        QVERIFY(!field.popup().isVisible());
        QCOMPARE(field.text(), QString("cura"));
    }

    void chipsEditTheText() {
        UiFixture f;
        addRun(f, {.name = "a", .status = track::RunStatus::Failed});
        addRun(f, {.name = "b"});
        OpenRunsPanel open(f);
        auto* failed = open.panel.findChild<Chip*>("status-FAILED");
        QTest::mouseClick(failed, Qt::LeftButton);
        QCOMPARE(edit(open).text(), QString("status = 'FAILED'"));
        QTRY_COMPARE(open.names(), QStringList({"a"}));
        QTest::mouseClick(open.panel.findChild<Chip*>("status-FINISHED"), Qt::LeftButton);
        QTRY_COMPARE(open.names(), QStringList({"b", "a"}));
        QTest::mouseClick(failed, Qt::LeftButton);
        QCOMPARE(edit(open).text(), QString("status = 'FINISHED'"));
        open.filter("status = 'FAILED'");
        QVERIFY(failed->isChecked());
    }

    void nothingFoundOffersToClear() {
        UiFixture f;
        addRun(f, {.name = "a"});
        OpenRunsPanel open(f);
        open.filter("nobody is called so");
        auto* clear = open.panel.findChild<QPushButton*>("clearRunFilter");
        QTRY_VERIFY(clear->isVisible());
        QTest::mouseClick(clear, Qt::LeftButton);
        QTRY_COMPARE(open.names(), QStringList({"a"}));
        QCOMPARE(edit(open).text(), QString());
        QVERIFY(open.table().isVisible());
    }

    void recentFiltersComeBackWithDown() {
        UiFixture f;
        addRun(f, {.name = "deep"});
        OpenRunsPanel open(f);
        open.filter("metrics.accuracy > 0.1");
        open.filter("");
        auto& field = edit(open);
        field.setFocus();
        QTest::keyClick(&field, Qt::Key_Down);
        QCOMPARE(shown(field).value(0), QString("metrics.accuracy > 0.1"));
        QTest::keyClick(&field, Qt::Key_Down);
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(field.text(), QString("metrics.accuracy > 0.1"));
    }
};

QTEST_MAIN(TestFilterBar)
#include "tst_run_filter_bar.moc"
