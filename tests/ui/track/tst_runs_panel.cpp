#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "tests/testkit/ui_fixture.h"
#include "ui/track/compare/run_comparison.h"
#include "ui/track/runs_panel.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/search_box.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::UiFixture;

class TestRunsPanel : public QObject {
    Q_OBJECT

    static std::string addRun(UiFixture& f, const std::string& name, double auc, int steps = 20) {
        auto& tracker = f.workspace->tracker();
        const auto experiment = tracker.experiment(f.owner(), "trial");
        const auto run = tracker.start(f.owner(), experiment->id, name, {{"slipway.dataset", "census:1"}});
        std::vector<track::MetricPoint> points;
        for (int step = 0; step < steps; ++step)
            points.push_back({"validation-auc", auc * (step + 1) / steps, step, 1000 + step});
        points.push_back({"test_roc_auc", auc, 0, 5000});
        if (!tracker.logMetrics(run->id, points)) qFatal("no metrics");
        if (!tracker.logParameters(run->id, {{"max_depth", name == "deep" ? "10" : "3"}, {"eta", "0.1"}}))
            qFatal("no parameters");
        if (!tracker.finish(f.owner(), run->id, track::RunStatus::Finished)) qFatal("not finished");
        return run->id;
    }

private slots:
    void runsAreListedWithTheirMetricsAndCurves() {
        UiFixture f;
        addRun(f, "shallow", 0.91);
        addRun(f, "deep", 0.93);
        RunsPanel panel(f.app);
        panel.resize(1200, 800);
        panel.show();
        panel.refresh();
        auto* table = panel.findChild<DataTable*>("runsTable");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QTRY_VERIFY(!panel.isLoading());
        QVERIFY(f.settle());
        QCOMPARE(panel.findChild<QComboBox*>("metricChoice")->currentText(), QString("validation-auc"));
        const auto csv = panel.findChild<LineChart*>("runCurves")->csv();
        QVERIFY2(csv.contains("deep") && csv.contains("shallow"), qPrintable(csv));
    }

    void typingFiltersAndClearingBringsBack() {
        UiFixture f;
        addRun(f, "shallow", 0.91);
        addRun(f, "deep", 0.93);
        RunsPanel panel(f.app);
        panel.show();
        panel.refresh();
        auto* table = panel.findChild<DataTable*>("runsTable");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        auto* search = panel.findChild<SearchBox*>("runSearch");
        QTest::keyClicks(search, "deep");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        search->clear();
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_COMPARE(table->model()->rowCount(), 2);
    }

    void deletingARunIsStoredAndUndone() {
        UiFixture f;
        const auto id = addRun(f, "shallow", 0.91);
        RunsPanel panel(f.app);
        panel.show();
        panel.refresh();
        auto* table = panel.findChild<DataTable*>("runsTable");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QVERIFY(table->selectId(QString::fromStdString(id)));
        QTest::mouseClick(panel.findChild<QPushButton*>("deleteRunButton"), Qt::LeftButton);
        QTRY_COMPARE(table->model()->rowCount(), 0);
        QVERIFY(f.workspace->tracker().find(id)->deleted);
        const auto& notices = f.notifications.all();
        const auto undo =
            std::find_if(notices.begin(), notices.end(), [](const auto& notice) { return notice.action == "Undo"; });
        QVERIFY(undo != notices.end());
        undo->run();
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QVERIFY(!f.workspace->tracker().find(id)->deleted);
    }

    void registeringWithoutAModelSaysWhatIsMissing() {
        UiFixture f;
        addRun(f, "shallow", 0.91);
        RunsPanel panel(f.app);
        panel.show();
        panel.refresh();
        QTRY_COMPARE(panel.findChild<DataTable*>("runsTable")->model()->rowCount(), 1);
        bool failed = false;
        connect(&panel, &Panel::failed, &panel, [&] { failed = true; });
        f.prompts.answer(QString("trial"));
        QTest::mouseClick(panel.findChild<QPushButton*>("registerRunButton"), Qt::LeftButton);
        QTRY_VERIFY(failed); // the run has no model/ artifact
        QCOMPARE(f.workspace->registry().models()->size(), std::size_t(0));
    }

    void comparisonMarksTheBestAndHidesWhatIsAlike() {
        track::Run a, b;
        a.name = "a";
        b.name = "b";
        a.parameters = {{"eta", "0.1"}, {"depth", "3"}};
        b.parameters = {{"eta", "0.1"}, {"depth", "6"}};
        a.metrics["auc"].latest = 0.9;
        b.metrics["auc"].latest = 0.8;
        a.metrics["log_loss"].latest = 0.5;
        b.metrics["log_loss"].latest = 0.3;
        const auto table = compareRuns({a, b}, true);
        QCOMPARE(table.rows.size(), std::size_t(3)); // eta is alike
        for (const auto& row : table.rows) {
            if (row.id == "metric.auc") QVERIFY(row.cells[1].strong && !row.cells[2].strong);
            if (row.id == "metric.log_loss") QVERIFY(!row.cells[1].strong && row.cells[2].strong);
        }
        QCOMPARE(compareRuns({a, b}, false).rows.size(), std::size_t(4));
    }

    void anEmptyWorkspaceTeaches() {
        UiFixture f;
        RunsPanel panel(f.app);
        panel.show();
        panel.refresh();
        QTRY_VERIFY(!panel.isLoading());
        bool taught = false;
        for (const auto* label : panel.findChildren<QLabel*>())
            taught = taught || (label->isVisible() && label->text().contains("No runs yet"));
        for (const auto* line : panel.findChildren<QLineEdit*>())
            taught = taught || line->text().contains("slipway train start");
        QVERIFY(taught);
    }
};

QTEST_MAIN(TestRunsPanel)
#include "tst_runs_panel.moc"
