#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>
#include <limits>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_legend.h"
#include "ui/widgets/chart_smoothing.h"
#include "ui/widgets/curve_raster.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/line_chart.h"
#include "ui/widgets/line_chart_view.h"

using namespace slipway::ui;

class TestLineChart : public QObject {
    Q_OBJECT

    std::unique_ptr<Theme> m_theme;

    static QVector<QPointF> ramp(int count, double slope = 1) {
        QVector<QPointF> points;
        for (int i = 0; i < count; ++i) points.push_back({double(i), i * slope});
        return points;
    }

    static LineChartView* viewOf(LineChart& chart) { return chart.findChild<LineChartView*>(); }

    static void showSized(LineChart& chart) {
        chart.resize(700, 360);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
    }

    static void drag(QWidget* on, QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mousePress(on, button, {}, from);
        QTest::mouseMove(on, (from + to) / 2);
        QTest::mouseMove(on, to);
        QTest::mouseRelease(on, button, {}, to);
    }

    static void wheel(QWidget* on, const QPointF& at, Qt::KeyboardModifiers keys) {
        QWheelEvent event(at, on->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, keys, Qt::NoScrollPhase, false);
        QApplication::sendEvent(on, &event);
    }

    static int pixelsNear(const QImage& image, const QRect& within, const QColor& wanted, int most = 60) {
        int count = 0;
        for (int y = within.top(); y <= within.bottom(); ++y)
            for (int x = within.left(); x <= within.right(); ++x) {
                const QColor c = image.pixelColor(x, y);
                count += std::abs(c.red() - wanted.red()) + std::abs(c.green() - wanted.green()) +
                             std::abs(c.blue() - wanted.blue()) <
                         most;
            }
        return count;
    }

    /// The definition, written out as a sum over all earlier points.
    static double smoothedBySum(const QVector<QPointF>& points, qsizetype at, double weight) {
        const double unit = (points.last().x() - points.first().x()) / std::min(1000.0, double(points.size() - 1));
        double sum = 0, share = 0;
        for (qsizetype i = 0; i <= at; ++i) {
            const double w = std::pow(weight, (points[at].x() - points[i].x()) / unit);
            sum += w * points[i].y();
            share += w;
        }
        return sum / share;
    }

private slots:
    void initTestCase() {
        m_theme = std::make_unique<Theme>();
        m_theme->setMode(ThemeMode::Light);
    }
    void cleanupTestCase() { m_theme.reset(); }

    void smoothingIsTheDeBiasedMeanOfTheEarlierPoints() {
        QVector<QPointF> points;
        for (int i = 0; i < 300; ++i) points.push_back({i * (1 + (i % 3) * 0.5), std::sin(i * 0.3) * 5 + i % 7});
        std::ranges::sort(points, {}, [](const QPointF& p) { return p.x(); });
        for (const double weight : {0.3, 0.6, 0.99}) {
            const auto line = smoothed(points, weight);
            QCOMPARE(line.size(), points.size());
            for (qsizetype i = 0; i < points.size(); i += 13)
                QVERIFY(std::abs(line[i].y() - smoothedBySum(points, i, weight)) < 1e-9);
        }
        QCOMPARE(smoothed(points, 0.6).first().y(), points.first().y()); // not drawn to 0
        QCOMPARE(smoothed({{0, 4}, {1, 4}, {2, 4}}, 0.9).last().y(), 4.0);
    }

    void aGapDoesNotSpoilTheSmoothedLine() {
        const double nan = std::nan("");
        const auto line = smoothed({{0, 1}, {1, nan}, {2, 1}, {3, 1}}, 0.5);
        QVERIFY(std::isnan(line[1].y()));
        QCOMPARE(line[3].y(), 1.0);
    }

    void aSpikeAmongAMillionPointsIsSeenAtEveryZoom() {
        LineChart chart("loss");
        QVector<QPointF> points;
        for (int i = 0; i < 1'000'000; ++i) points.push_back({double(i), i == 734'912 ? 50.0 : 1.0});
        chart.setCurves({{"run", points}});
        chart.setYRange(0, 60);
        showSized(chart);
        auto* view = viewOf(chart);
        for (int zoom = 0; zoom < 6; ++zoom) {
            const QImage picture = view->grab().toImage();
            const QPointF tip = view->plot.toPlot(734'912, 45);
            const QRect around(QPoint(int(tip.x()) - 2, int(tip.y()) - 3), QSize(5, 7));
            QVERIFY2(pixelsNear(picture, around, m_theme->series(0)) > 0, qPrintable(QString::number(zoom)));
            wheel(view, tip, Qt::ControlModifier);
            QVERIFY(chart.isZoomed());
        }
    }

    void aSpikeSurvivesInADashedCurveToo() {
        CurveRaster raster({200, 100});
        std::vector<QPointF> points;
        for (int i = 0; i < 2000; ++i) points.emplace_back(i / 10.0, i == 1130 ? 10.0 : 90.0);
        raster.draw(points, {Qt::red, 2, Qt::DashLine, 1});
        QVERIFY(qAlpha(raster.image().pixel(113, 40)) > 60);
    }

    void draggingShowsTheRangeAndTellsIt() {
        LineChart chart("loss");
        chart.setCurves({{"run", ramp(1001)}});
        showSized(chart);
        auto* view = viewOf(chart);
        QSignalSpy spy(&chart, &LineChart::rangeChanged);
        const auto place = [&](double x) { return view->plot.toPlot(x, 500).toPoint(); };
        drag(view, place(200), place(600));
        QCOMPARE(spy.size(), 1);
        QVERIFY(spy[0][2].toBool());
        QVERIFY(std::abs(chart.shownFrom() - 200) < 4 && std::abs(chart.shownTo() - 600) < 4);
        // New values, as while a run is logging: the range stays.
        chart.setCurves({{"run", ramp(1200)}});
        QVERIFY(std::abs(chart.shownTo() - 600) < 4);
        QTest::mouseDClick(view, Qt::LeftButton, {}, place(400));
        QVERIFY(!chart.isZoomed());
        QCOMPARE(chart.shownTo(), 1199.0);
    }

    void spaceAndADragPan() {
        LineChart chart("loss");
        chart.setCurves({{"run", ramp(1001)}});
        showSized(chart);
        auto* view = viewOf(chart);
        drag(view, view->plot.toPlot(400, 500).toPoint(), view->plot.toPlot(600, 500).toPoint());
        const double from = chart.shownFrom(), width = chart.shownTo() - from;
        view->setFocus();
        QTest::keyPress(view, Qt::Key_Space);
        drag(view, {400, 150}, {300, 150});
        QTest::keyRelease(view, Qt::Key_Space);
        QVERIFY(chart.shownFrom() > from + width * 0.1);
        QVERIFY(std::abs(chart.shownTo() - chart.shownFrom() - width) < 1e-6);
    }

    void shiftAndWheelZoomsY() {
        LineChart chart("loss");
        chart.setCurves({{"run", ramp(1001)}});
        showSized(chart);
        auto* view = viewOf(chart);
        const double before = view->plot.y.to - view->plot.y.from;
        wheel(view, view->plot.rect().center(), Qt::ShiftModifier);
        QVERIFY(view->plot.y.to - view->plot.y.from < before);
        QVERIFY(!chart.isZoomed()); // x is as it was
    }

    void plainWheelIsLeftToThePage() {
        LineChart chart("loss");
        chart.setCurves({{"run", ramp(1001)}});
        showSized(chart);
        wheel(viewOf(chart), viewOf(chart)->plot.rect().center(), {});
        QVERIFY(!chart.isZoomed());
    }

    void whatCannotBeDrawnIsCounted() {
        const double inf = std::numeric_limits<double>::infinity();
        LineChart chart("loss");
        chart.setCurves({{"run", {{0, 1}, {1, std::nan("")}, {2, inf}, {3, 0}, {4, -2}, {5, 8}}}});
        QCOMPARE(chart.notes(), QString("2 values are NaN or infinite"));
        chart.setLogY(true);
        QVERIFY2(chart.notes().contains("2 values up to 0"), qPrintable(chart.notes()));
        QVERIFY(chart.summary().contains("2 values up to 0"));
        showSized(chart);
        QVERIFY(viewOf(chart)->plot.y.from > 0);
        chart.setLogX(true);
        QVERIFY2(chart.notes().contains("values up to 0"), qPrintable(chart.notes()));
    }

    void aGapIsNotBridged() {
        LineChart chart("loss");
        chart.setCurves({{"run", {{0, 1}, {1, 1}, {2, std::nan("")}, {3, 1}, {4, 1}}}});
        chart.setYRange(0, 2);
        showSized(chart);
        auto* view = viewOf(chart);
        const QImage picture = view->grab().toImage();
        const auto drawnAt = [&](double x) {
            const QPoint p = view->plot.toPlot(x, 1).toPoint();
            return pixelsNear(picture, QRect(p - QPoint(1, 2), QSize(3, 5)), m_theme->series(0)) > 0;
        };
        QVERIFY(drawnAt(0.5));
        QVERIFY(!drawnAt(2.4));
        QVERIFY(drawnAt(3.5));
    }

    void outliersAreLeftOutOfTheRangeOnRequest() {
        LineChart chart("loss");
        QVector<QPointF> points;
        for (int i = 0; i < 400; ++i) points.push_back({double(i), i == 3 ? 1e6 : 1.0 + i % 5});
        chart.setCurves({{"run", points}});
        showSized(chart);
        QVERIFY(viewOf(chart)->plot.y.to > 9e5);
        chart.setIgnoreOutliers(true);
        QVERIFY(viewOf(chart)->plot.y.to < 10);
    }

    void detailReplacesTheCoarsePointsInItsRange() {
        LineChart chart("loss");
        Curve curve{"run", {{0, 0}, {500, 0}, {1000, 0}}};
        chart.setCurves({curve});
        curve.detail = {{400, 0}, {450, 7}, {600, 0}};
        chart.setCurves({curve});
        const QString csv = chart.csv();
        QVERIFY(csv.contains("450,7"));
        QVERIFY(!csv.contains("500,0"));
        QVERIFY(csv.contains("1000,0"));
    }

    void pointingHighlightsAndAnswersInOtherCharts() {
        ChartCrosshair shared;
        LineChart one("loss"), other("accuracy");
        for (LineChart* chart : {&one, &other}) {
            chart->setCrosshair(&shared);
            chart->setCurves({{"a", ramp(100)}, {"b", ramp(100, -1)}});
            showSized(*chart);
        }
        auto* view = viewOf(one);
        QTest::mouseMove(view, view->plot.toPlot(60, -60).toPoint());
        QTRY_COMPARE(view->highlighted(), 1);
        QCOMPARE(viewOf(other)->highlighted(), 1);
        QTest::mouseMove(view, view->plot.toPlot(60, 60).toPoint());
        QTRY_COMPARE(viewOf(other)->highlighted(), 0);
        QSignalSpy opened(&one, &LineChart::curveActivated);
        QTest::mouseClick(view, Qt::LeftButton, Qt::ControlModifier, view->plot.toPlot(60, 60).toPoint());
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toString(), QString("a"));
    }

    void theKeyboardReadsPointsAndChoosesCurves() {
        LineChart chart("loss");
        chart.setCurves({{"a", ramp(5)}, {"b", ramp(5, 2)}});
        showSized(chart);
        auto* view = viewOf(chart);
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Right);
        QTest::keyClick(view, Qt::Key_Right);
        QCOMPARE(view->accessibleDescription(), QString("1: b 2, a 1"));
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(view->highlighted(), 0);
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(view->highlighted(), 1);
        QSignalSpy opened(&chart, &LineChart::curveActivated);
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(opened.at(0)[0].toString(), QString("b"));
        QTest::keyClick(view, Qt::Key_Plus);
        QVERIFY(chart.isZoomed());
        QTest::keyClick(view, Qt::Key_0);
        QVERIFY(!chart.isZoomed());
        QTest::keyClick(view, Qt::Key_T);
        auto* table = chart.findChild<DataTable*>("chartValues");
        QVERIFY(table && table->isVisible() && !view->isVisible());
        QCOMPARE(table->model()->rowCount(), 5);
        QCOMPARE(table->model()->index(2, 2).data().toString(), QString("4"));
        QTest::keyClick(table, Qt::Key_T);
        QVERIFY(view->isVisible() && !table->isVisible());
    }

    void hiddenCurvesStayHiddenWhileRunsComeAndGo() {
        LineChart chart("loss");
        chart.setCurves({{"a", ramp(5)}, {"b", ramp(5)}, {"c", ramp(5)}});
        showSized(chart);
        auto* legend = chart.findChild<ChartLegend*>();
        legend->setFocus();
        QTest::keyClick(legend, Qt::Key_Right);
        QTest::keyClick(legend, Qt::Key_Space);
        QVERIFY(!viewOf(chart)->plot.isShown(1));
        chart.setCurves({{"new", ramp(5)}, {"a", ramp(6)}, {"b", ramp(6)}});
        QVERIFY(viewOf(chart)->plot.isShown(1));
        QVERIFY(!viewOf(chart)->plot.isShown(2));
    }

    void fromTheTwentySecondOnCurvesAreGreyUntilPointedAt() {
        LineChart chart("loss");
        std::vector<Curve> curves;
        for (int i = 0; i < 30; ++i) curves.push_back({QString::number(i), {{0, double(i)}, {10, double(i)}}, i});
        chart.setCurves(curves);
        showSized(chart);
        auto* view = viewOf(chart);
        const QPoint on = view->plot.toPlot(5, 25).toPoint();
        const QRect around(on - QPoint(8, 2), QSize(17, 5));
        QCOMPARE(pixelsNear(view->grab().toImage(), around, m_theme->series(25)), 0);
        QTest::mouseMove(view, on);
        QTRY_COMPARE(view->highlighted(), 25);
        QVERIFY(pixelsNear(view->grab().toImage(), around, m_theme->series(25)) > 0);
    }

    void valuesAreCopiedAsAMarkdownTable() {
        LineChart chart("loss");
        chart.setAxisTitles("step", {});
        chart.setCurves({{"a|b", {{0, 1}, {1, 2}}}});
        QCOMPARE(markdownTable(chart.csv()), QString("| step | a\\|b |\n| --: | --: |\n| 0 | 1 |\n| 1 | 2 |\n"));
    }

    void ticksOfLogarithmsAndDurationsAreRound() {
        const Ticks powers = logTicks(1e-5, 1, 5);
        QVERIFY(powers.values.size() >= 4 && powers.values.size() <= 7);
        for (const double value : powers.values)
            QVERIFY(std::abs(std::log10(value) - std::round(std::log10(value))) < 1e-9);
        const Ticks seconds = durationTicks(0, 95'000, 5);
        QCOMPARE(seconds.labels.at(1), QString("30 s"));
        QVERIFY(logTicks(0.5, 0.9, 5).values.size() >= 2);
    }
};

QTEST_MAIN(TestLineChart)
#include "tst_line_chart.moc"
