#include <QBuffer>
#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollBar>
#include <QSlider>
#include <QTemporaryDir>
#include <QToolButton>
#include <fstream>

#include "tests/ui/track/run/run_bench.h"
#include "ui/shell/window_settings.h"
#include "ui/track/run/metric_groups.h"
#include "ui/track/run/metric_tile.h"
#include "ui/track/run/metrics_tab.h"
#include "ui/track/run/preview/code_view.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/search_box.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::RunBench;

namespace {

QByteArray smallPng(QColor colour) {
    QImage image(8, 8, QImage::Format_RGB32);
    image.fill(colour);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!image.save(&buffer, "PNG")) qFatal("no picture");
    return bytes;
}

} // namespace

class TestRunTabs : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { qputenv("SLIPWAY_DESKTOP_SETTINGS", m_settings.filePath("desktop.ini").toUtf8()); }
    void init() {
        WindowSettings().setValue("track/run/tab", "overview");
        WindowSettings().setValue("track/run/axis", 0);
        WindowSettings().setValue("track/run/smoothing", 0);
    }

    void metricsStandInGroupsWithTheMachineLast() {
        std::map<std::string, track::MetricSummary> metrics;
        for (const char* name : {"system/cpu", "val/loss_10", "val/loss_2", "accuracy", "val/best"})
            metrics[name].points = 5;
        metrics["val/best"].points = 1;
        QStringList names;
        for (const auto& entry : groupedMetrics(metrics, {})) names << entry.name;
        QCOMPARE(names, QStringList({"accuracy", "val/best", "val/loss_2", "val/loss_10", "system/cpu"}));
        QCOMPARE(groupedMetrics(metrics, "LOSS").size(), std::size_t(2));
    }

    void curvesAreDrawnAndGoOnInPlaceWhileTheRunDoes() {
        RunBench b;
        b.log("train/loss", 20);
        b.log("best", 1);
        b.open("metrics");
        auto* chart = b.page.findChild<LineChart*>("metricChart");
        QTRY_VERIFY((chart = b.page.findChild<LineChart*>("metricChart")) != nullptr);
        QTRY_VERIFY(chart->csv().contains("9.5"));
        b.log("train/loss", 10, 20);
        b.page.refresh();
        QTRY_VERIFY(chart->csv().contains("14.5"));
        QCOMPARE(b.page.findChild<LineChart*>("metricChart"), chart); // the same chart
        QCOMPARE(b.page.findChildren<MetricTile*>().size(), 2);
    }

    void tenThousandMetricsComeInPages() {
        RunBench b;
        std::vector<track::MetricPoint> points;
        for (int i = 0; i < 10'000; ++i)
            for (int step = 0; step < 2; ++step)
                points.push_back(
                    {"layer_" + std::to_string(i / 10) + "/w" + std::to_string(i % 10), i * 1.0, step, 1000});
        QVERIFY(b.f.workspace->tracker().logMetrics(b.run.id, points));
        b.open("metrics");
        QTRY_COMPARE(b.page.findChildren<MetricTile*>().size(), MetricsTab::kTilesPerPage);
        QTRY_VERIFY(b.page.findChild<LineChart*>("metricChart"));
        int charts = 0;
        for (const auto* tile : b.page.findChildren<MetricTile*>()) charts += tile->hasChart() ? 1 : 0;
        QVERIFY2(charts < MetricsTab::kTilesPerPage, "only what is in view is made");
        QVERIFY(b.get<QLabel>("metricsRange").text().contains("10,000"));
        QTest::mouseClick(&b.get<QToolButton>("nextPage"), Qt::LeftButton);
        QTRY_VERIFY(b.get<QLabel>("metricsRange").text().startsWith("31"));
        QTest::keyClicks(&b.get<SearchBox>("chartSearch"), "layer_777/w3");
        QTRY_COMPARE(b.page.findChildren<MetricTile*>().size(), 1);
    }

    void aCurveIsEnlargedAndEscapeBringsAllBack() {
        RunBench b;
        b.log("loss", 20);
        b.log("other", 20);
        b.open("metrics");
        QToolButton* enlarge = nullptr;
        QTRY_VERIFY((enlarge = b.page.findChild<QToolButton*>("enlargeMetric")) != nullptr);
        QTest::mouseClick(enlarge, Qt::LeftButton);
        auto& chart = b.get<LineChart>("enlargedChart");
        QTRY_VERIFY(chart.isVisible() && chart.csv().contains("9.5"));
        QCOMPARE(b.get<ElidedLabel>("enlargedName").text(), QString("loss"));
        QTest::mouseClick(&b.get<QToolButton>("nextMetric"), Qt::LeftButton);
        QTRY_COMPARE(b.get<ElidedLabel>("enlargedName").text(), QString("other"));
        QTest::keyClick(&chart, Qt::Key_Escape);
        QTRY_VERIFY(!chart.isVisible());
        QVERIFY(b.page.isVisible());
    }

    void theAxisIsForAllChartsAndRemembered() {
        RunBench b;
        b.log("loss", 20);
        b.open("metrics");
        LineChart* chart = nullptr;
        QTRY_VERIFY((chart = b.page.findChild<LineChart*>("metricChart")) != nullptr);
        auto& axis = b.get<QComboBox>("chartAxis");
        axis.setCurrentIndex(2);
        axis.activated(2);
        QTRY_VERIFY(chart->csv().contains("1019")); // the time of the last point
        QTRY_COMPARE(WindowSettings().value("track/run/axis").toInt(), 2);
    }

    void aMetricOfTheOverviewLeadsToItsCurve() {
        RunBench b;
        b.log("loss", 20);
        b.open("overview");
        auto& table = b.get<DataTable>("metricsTable");
        QVERIFY(table.selectId("loss"));
        QTest::keyClick(&table, Qt::Key_Return);
        QTRY_VERIFY(b.get<LineChart>("enlargedChart").isVisible());
        QCOMPARE(b.get<ElidedLabel>("enlargedName").text(), QString("loss"));
    }

    void escapeClearsWhatWasTypedBeforeItLeaves() {
        RunBench b;
        for (int i = 0; i < 9; ++i) b.log("loss_" + std::to_string(i), 2);
        b.open("overview");
        int left = 0;
        connect(&b.page, &RunPage::closed, &b.page, [&] { ++left; });
        auto& search = b.get<SearchBox>("metricsSearch");
        search.setFocus();
        QTest::keyClicks(&search, "loss_3");
        QTRY_COMPARE(b.get<DataTable>("metricsTable").model()->rowCount(), 1);
        QTest::keyClick(&search, Qt::Key_Escape);
        QTRY_COMPARE(b.get<DataTable>("metricsTable").model()->rowCount(), 9);
        QCOMPARE(left, 0);
        QTest::keyClick(&search, Qt::Key_Escape);
        QCOMPARE(left, 1);
    }

    void tabsComeWithWhatTheyShow() {
        RunBench b;
        b.keep("evaluation.json", "{}");
        b.open("overview");
        auto& bar = b.get<QTabBar>("runTabs");
        bool seen = false;
        for (int i = 0; i < bar.count(); ++i)
            if (bar.tabData(i) == QLatin1String("evaluation"))
                seen = bar.isTabVisible(i) && bar.tabRect(i).width() > 20;
        QVERIFY2(seen, "it has room in the bar");
    }

    void picturesMoveByStepWithTheKeyboard() {
        RunBench b;
        for (int step : {0, 10, 20})
            b.keep("images/grid+step+" + std::to_string(step) + "+timestamp+170000000000" + std::to_string(step / 10) +
                       "+0123456789ab.png",
                smallPng(QColor(step * 10, 0, 0)));
        QVERIFY(b.f.workspace->tracker().setTags(b.run.id, {{"mlflow.loggedImages", "True"}}));
        b.open("media");
        auto& slider = b.get<QSlider>("mediaStep");
        QCOMPARE(slider.value(), 2); // the newest
        QTRY_VERIFY(b.get<QLabel>("mediaWhere").text().startsWith("step 20"));
        QTest::keyClick(&slider, Qt::Key_Home);
        QTRY_VERIFY(b.get<QLabel>("mediaWhere").text().startsWith("step 0"));
        QTest::keyClick(&slider, Qt::Key_Right);
        QTRY_VERIFY(b.get<QLabel>("mediaWhere").text().startsWith("step 10"));
    }

    void loggedTablesAreShown() {
        RunBench b;
        b.keep("eval/answers.json", R"({"columns":["q","score"],"data":[["a",1],["b",0.5]]})");
        QVERIFY(b.f.workspace->tracker().setTags(
            b.run.id, {{"mlflow.loggedArtifacts", R"([{"path": "eval/answers.json", "type": "table"}])"}}));
        b.open("media");
        auto& table = b.get<DataTable>("loggedTable");
        QTRY_COMPARE(table.model()->rowCount(), 2);
    }

    void changesOfTheCodeAreListedByFile() {
        RunBench b;
        b.keep("code/diff.patch", "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-old\n+new\n");
        b.keep("environment/requirements.txt", "numpy==2.1.0\n");
        b.open("code");
        auto& list = b.get<QListWidget>("codeFiles");
        QTRY_COMPARE(list.count(), 4); // two headings, two files
        QVERIFY(list.item(1)->text().startsWith("x.py"));
        bool shown = false;
        for (const auto* view : b.page.findChildren<CodeView*>())
            shown = shown || (view->isVisible() && view->toPlainText().contains("+new"));
        QVERIFY(shown);
    }

    void lineageStandsInStepsAndLeadsThere() {
        RunBench b;
        auto change = b.f.workspace->ledger().begin(b.f.owner(), access::Permission::Train, "trial", "trial", "");
        QVERIFY(change.has_value());
        const auto run = b.run.lineageId();
        QVERIFY(change->addNode({"dataset/raw:1", "dataset", "raw:1"}));
        QVERIFY(change->addNode({"dataset/clean:1", "dataset", "clean:1"}));
        QVERIFY(change->addNode({"endpoint/live", "endpoint", "live"}));
        QVERIFY(change->link("dataset/raw:1", "dataset/clean:1", "DerivedFrom", "filter"));
        QVERIFY(change->link("dataset/clean:1", run, "ContributedTo", "train"));
        QVERIFY(change->link(run, "endpoint/live", "Produced", "deploy"));
        QVERIFY(change->commit());
        b.open("lineage");
        QStringList links;
        QAbstractButton* clean = nullptr;
        for (auto* link : b.page.findChildren<QAbstractButton*>("openNeighbour")) {
            links << link->text();
            if (link->text() == "clean:1") clean = link;
        }
        QCOMPARE(links, QStringList({"raw:1", "clean:1", "live"}));
        QTest::mouseClick(clean, Qt::LeftButton);
        QCOMPARE(b.f.visited.last(), QString("dataset/clean:1"));
        QTest::mouseClick(&b.get<QPushButton>("openLineage"), Qt::LeftButton);
        QCOMPARE(b.f.visited.last(), QString::fromStdString("lineage/" + run));
    }

    void aLogIsFollowedWhileItIsWritten() {
        RunBench b;
        b.keep("logs/output.log", "first line\n\x1b[31mred\x1b[0m\n10%\r90%\rdone\n");
        b.open("log");
        CodeView* view = nullptr;
        for (auto* found : b.page.findChildren<CodeView*>())
            if (found->isVisible()) view = found;
        QVERIFY(view);
        QTRY_VERIFY(view->toPlainText().contains("first line\nred\ndone"));
        std::ofstream(b.folder() / "logs" / "output.log", std::ios::app) << "one more\nhalf of";
        b.page.refresh();
        QTRY_VERIFY(view->toPlainText().contains("one more"));
        QVERIFY(!view->toPlainText().contains("half of"));
        QTest::keyClicks(&b.get<SearchBox>("logSearch"), "red");
        QTRY_COMPARE(view->textCursor().selectedText(), QString("red"));
    }

    void ctrlPageKeysChangeTheTabAndItIsRemembered() {
        RunBench b;
        b.open("overview");
        auto& bar = b.get<QTabBar>("runTabs");
        QTest::keyClick(&b.page, Qt::Key_PageDown, Qt::ControlModifier);
        QCOMPARE(bar.tabData(bar.currentIndex()).toString(), QString("metrics"));
        QCOMPARE(WindowSettings().value("track/run/tab").toString(), QString("metrics"));
        QTest::keyClick(&b.page, Qt::Key_PageUp, Qt::ControlModifier);
        QTest::keyClick(&b.page, Qt::Key_PageUp, Qt::ControlModifier);
        QVERIFY(bar.isTabVisible(bar.currentIndex())); // goes round, over what the run has nothing for
    }

    void everythingThatTakesTheFocusHasAName() {
        RunBench b;
        b.log("loss", 20);
        b.keep("logs/output.log", "x\n");
        b.keep("code/diff.patch", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2\n");
        for (const char* tab : {"overview", "metrics", "artifacts", "code", "lineage", "log"}) {
            b.open(tab);
            for (const auto* widget : b.page.findChildren<QWidget*>()) {
                if (!widget->isVisible() || (widget->focusPolicy() & Qt::TabFocus) == 0) continue;
                const bool inner = widget->objectName().startsWith("qt_") || qobject_cast<const QScrollBar*>(widget);
                const auto* button = qobject_cast<const QAbstractButton*>(widget);
                const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
                QVERIFY2(inner || named, qPrintable(QString("%1 in %2: %3 %4")
                                                 .arg(widget->metaObject()->className(), tab, widget->objectName(),
                                                     widget->parentWidget()->metaObject()->className())));
            }
        }
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(TestRunTabs)
#include "tst_run_tabs.moc"
