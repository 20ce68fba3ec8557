#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSlider>
#include <QTest>

#include "tests/testkit/ui_fixture.h"
#include "ui/track/compare/curve_points.h"
#include "ui/track/compare/curves_card.h"
#include "ui/track/compare/curves_view.h"
#include "ui/track/compare/key_picker.h"
#include "ui/track/compare/metric_chart.h"
#include "ui/widgets/line_chart_view.h"

using namespace slipway;
using namespace slipway::ui;
using slipway::testkit::UiFixture;

class TestCurvesCard : public QObject {
    Q_OBJECT

    static ChartedRun addRun(UiFixture& f, const std::string& name, int slot, int steps, double spikeAt = -1) {
        auto& tracker = f.workspace->tracker();
        const auto experiment = tracker.experiment(f.owner(), "trial");
        const auto run = tracker.start(f.owner(), experiment->id, name, {});
        std::vector<track::MetricPoint> points;
        for (int step = 0; step < steps; ++step) {
            points.push_back({"loss", step == spikeAt ? 99.0 : 1.0 / (step + 1), step, run->startedAt + 1000 * step});
            points.push_back({"epoch", step / 10.0, step, run->startedAt + 1000 * step});
        }
        if (!tracker.logMetrics(run->id, points)) qFatal("no metrics");
        if (!tracker.logParameters(run->id, {{"kind", slot % 2 ? "odd" : "even"}, {"name", name}}))
            qFatal("no parameters");
        return {QString::fromStdString(run->id), QString::fromStdString(name), slot};
    }

    static void choose(QWidget& in, const char* picker, const char* text) {
        auto* edit = in.findChild<KeyPicker*>(picker)->lineEdit();
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Return);
        if (QWidget* popup = QApplication::activePopupWidget()) popup->close();
    }

private slots:
    void theVisibleRunsAreOverlaidInTheirColours() {
        UiFixture f;
        const std::vector<ChartedRun> runs{addRun(f, "one", 4, 20), addRun(f, "two", 2, 30)};
        CurvesCard card(f.app);
        card.resize(700, 600);
        card.show();
        card.setRuns(runs);
        QVERIFY(f.settle());
        auto* chart = card.findChild<MetricChart*>();
        QVERIFY(chart);
        QTRY_VERIFY(chart->chart().csv().contains("\"one\",\"two\""));
        QCOMPARE(chart->chart().slotOf(0), 4);
        QCOMPARE(chart->chart().slotOf(1), 2);
    }

    void zoomAndHiddenRunsStayWhileARunLogs() {
        UiFixture f;
        const auto run = addRun(f, "one", 0, 200);
        CurvesCard card(f.app);
        card.resize(700, 600);
        card.show();
        card.setRuns({run, addRun(f, "two", 1, 200)});
        QVERIFY(f.settle());
        auto* view = card.findChild<LineChartView*>();
        QTRY_VERIFY(view && view->plot.hasPoints());
        const auto place = [&](double x) { return QPoint(view->plot.toPlot(x, 0).toPoint().x(), 60); };
        QTest::mousePress(view, Qt::LeftButton, {}, place(50));
        QTest::mouseMove(view, place(120));
        QTest::mouseRelease(view, Qt::LeftButton, {}, place(120));
        QVERIFY(view->isZoomed());
        const double from = view->plot.x.from;
        QVERIFY(f.workspace->tracker().logMetrics(
            run.id.toStdString(), std::vector<track::MetricPoint>{{"epoch", 30, 300, 1}, {"loss", 3, 900, 1}}));
        card.refresh();
        QVERIFY(f.settle());
        QCOMPARE(view->plot.x.from, from);
        QVERIFY(view->isZoomed());
        view->resetZoom();
        QVERIFY(card.findChild<MetricChart*>()->chart().csv().contains("\n900,3"));
    }

    void aLongCurveGetsItsPointsWhenZoomedInto() {
        UiFixture f;
        const auto run = addRun(f, "long", 0, 20'000, 7'777);
        CurvesCard card(f.app);
        card.resize(700, 600);
        card.show();
        card.setRuns({run});
        QVERIFY(f.settle());
        choose(card, "addMetric", "loss");
        QVERIFY(f.settle());
        MetricChart* loss = nullptr;
        for (auto* chart : card.findChildren<MetricChart*>())
            if (chart->metric() == "loss") loss = chart;
        QVERIFY(loss);
        QTRY_VERIFY(loss->isLoaded());
        QVERIFY2(loss->chart().csv().contains("\n7777,99\n"), "the spike is there before zooming");
        QVERIFY(loss->chart().csv().count('\n') < 2500);
        auto* view = loss->findChild<LineChartView*>();
        const auto place = [&](double x) { return QPoint(view->plot.toPlot(x, 0).toPoint().x(), 60); };
        QTest::mousePress(view, Qt::LeftButton, {}, place(7700));
        QTest::mouseMove(view, place(7900));
        QTest::mouseRelease(view, Qt::LeftButton, {}, place(7900));
        QVERIFY(f.settle());
        const double steps = loss->chart().shownTo() - loss->chart().shownFrom();
        QTRY_VERIFY2(loss->chart().csv().count('\n') >= steps, "every step in sight is there");
        QVERIFY(loss->chart().csv().contains("\n7777,99\n"));
    }

    void axesAreStepsTimesOrAnotherMetric() {
        RunCurve read;
        read.run = {"r", "run", 0};
        read.curve.runStartedAt = 1000;
        read.curve.points = {{0, 1500, 9}, {10, 2500, 8}, {20, 4000, 7}};
        read.axis.points = {{0, 1500, 0.5}, {15, 3000, 1.5}};
        const auto xs = [&](CurveAxis axis) {
            QVector<double> x;
            const auto curves = chartCurves({read}, {.axis = axis, .axisMetric = "epoch"});
            for (const QPointF& p : curves.at(0).points) x.push_back(p.x());
            return x;
        };
        QCOMPARE(xs(CurveAxis::Step), (QVector<double>{0, 10, 20}));
        QCOMPARE(xs(CurveAxis::Relative), (QVector<double>{500, 1500, 3000}));
        QCOMPARE(xs(CurveAxis::Wall), (QVector<double>{1500, 2500, 4000}));
        QCOMPARE(xs(CurveAxis::Metric), (QVector<double>{0.5, 0.5, 1.5}));
    }

    void groupsHaveTheirMeanAndABand() {
        const auto run = [](const char* id, const char* group, double level) {
            RunCurve read;
            read.run = {id, id, 0};
            read.group = group;
            read.curve.points = {{0, 0, level}, {10, 0, level + 10}};
            return read;
        };
        const auto curves =
            chartCurves({run("a", "big", 1), run("b", "big", 3), run("c", "small", 8)}, {.groupBy = "size"});
        QCOMPARE(curves.size(), std::size_t(2));
        QCOMPARE(curves[0].name, QString("big (2)"));
        QCOMPARE(curves[0].points, (QVector<QPointF>{{0, 2}, {10, 12}}));
        QCOMPARE(curves[0].low, (QVector<QPointF>{{0, 1}, {10, 11}}));
        QCOMPARE(curves[0].high, (QVector<QPointF>{{0, 3}, {10, 13}}));
    }

    void controlsChangeEveryChart() {
        UiFixture f;
        std::vector<ChartedRun> runs;
        for (int i = 0; i < 4; ++i) runs.push_back(addRun(f, "run" + std::to_string(i), i, 30));
        CurvesView view(f.app, {});
        view.resize(1100, 700);
        view.show();
        view.setRuns(runs);
        QVERIFY(f.settle());
        const auto charts = view.findChildren<LineChartView*>();
        QCOMPARE(charts.size(), 2);
        auto* slider = view.findChild<QSlider*>("smoothing");
        slider->setFocus();
        for (int i = 0; i < 60; ++i) QTest::keyClick(slider, Qt::Key_Right);
        for (auto* chart : charts) QCOMPARE(chart->plot.smoothing, 0.6);
        QTest::mouseClick(view.findChild<QCheckBox*>("logY"), Qt::LeftButton, {}, {8, 8});
        for (auto* chart : charts) QVERIFY(chart->plot.y.log);
        choose(view, "groupBy", "kind");
        QVERIFY(f.settle());
        for (auto* chart : charts) QTRY_COMPARE(chart->plot.curves.size(), std::size_t(2));
        QVERIFY(charts[0]->plot.curves[0].name.startsWith("kind = even"));
    }

    void withoutCurvesItSaysHowToLogThem() {
        UiFixture f;
        CurvesCard card(f.app);
        card.resize(500, 400);
        card.show();
        card.setRuns({});
        QVERIFY(f.settle());
        bool taught = false;
        for (const auto* label : card.findChildren<QLabel*>())
            taught = taught || (label->isVisible() && label->text().contains("log_metric"));
        QVERIFY(taught);
    }
};

QTEST_MAIN(TestCurvesCard)
#include "tst_curves_card.moc"
