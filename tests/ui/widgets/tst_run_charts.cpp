#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <random>

#include "ui/shell/theme.h"
#include "ui/widgets/parallel_chart.h"
#include "ui/widgets/scatter_chart.h"

using namespace slipway::ui;

class TestRunCharts : public QObject {
    Q_OBJECT

    std::unique_ptr<Theme> m_theme;

    static QStringList names(int count) {
        QStringList list;
        for (int i = 0; i < count; ++i) list.push_back(QStringLiteral("run %1").arg(i));
        return list;
    }

    static ChartField field(const QString& title, std::vector<std::optional<double>> values) {
        ChartField one;
        one.title = title;
        one.values = std::move(values);
        return one;
    }

    static void show(QWidget& chart) {
        chart.resize(800, 420);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
    }

    static void drag(QWidget* on, QPointF from, QPointF to) {
        QTest::mousePress(on, Qt::LeftButton, {}, from.toPoint());
        QTest::mouseMove(on, ((from + to) / 2).toPoint());
        QTest::mouseMove(on, to.toPoint());
        QTest::mouseRelease(on, Qt::LeftButton, {}, to.toPoint());
    }

    static std::unique_ptr<ParallelChart> fiveRuns() {
        auto chart = std::make_unique<ParallelChart>("Sweep");
        ChartField kind = field("kind", {0, 1, 0, 1, {}});
        kind.categories = {"a", "b"};
        chart->setData(names(5), {field("eta", {0, 1, 2, 3, 4}), kind, field("loss", {8, 6, 4, 2, 0})}, "loss");
        return chart;
    }

private slots:
    void initTestCase() {
        m_theme = std::make_unique<Theme>();
        m_theme->setMode(ThemeMode::Light);
    }
    void cleanupTestCase() { m_theme.reset(); }

    void aDragOnAnAxisKeepsTheRunsInThatRange() {
        const auto chart = fiveRuns();
        show(*chart);
        QSignalSpy kept(chart.get(), &ParallelChart::keptChanged);
        // eta 0.6 to 3.4
        const double low = chart->placeOf(0, 0).y(), unit = chart->placeOf(1, 0).y() - low;
        const double x = chart->placeOf(0, 0).x();
        drag(chart.get(), {x, low + 0.6 * unit}, {x, low + 3.4 * unit});
        QCOMPARE(chart->kept(), (std::vector<int>{1, 2, 3}));
        QCOMPARE(kept.last()[0].toInt(), 3);
        // and kind b
        const QPointF b = chart->placeOf(1, 1);
        drag(chart.get(), b + QPointF(0, 30), b - QPointF(0, 5));
        QCOMPARE(chart->kept(), (std::vector<int>{1, 3}));
        QVERIFY2(chart->summary().contains("2 of them"), qPrintable(chart->summary()));
        QCOMPARE(chart->chartCsv().count('\n'), 3);
        // A double click takes one range away.
        QTest::mouseDClick(chart.get(), Qt::LeftButton, {}, QPointF(x, low + 2 * unit).toPoint());
        QCOMPARE(chart->kept(), (std::vector<int>{1, 3}));
        QTest::mouseDClick(chart.get(), Qt::LeftButton, {}, b.toPoint());
        QCOMPARE(chart->kept().size(), std::size_t(5));
    }

    void rangesStayWhileRunsAreAdded() {
        const auto chart = fiveRuns();
        show(*chart);
        chart->setFocus();
        QTest::keyClick(chart.get(), Qt::Key_Up); // the upper fifth of eta
        QCOMPARE(chart->kept(), (std::vector<int>{4}));
        chart->setData(names(6), {field("eta", {0, 1, 2, 3, 4, 3.9}), field("loss", {8, 6, 4, 2, 0, 1})}, "loss");
        QCOMPARE(chart->kept(), (std::vector<int>{4, 5}));
    }

    void aDraggedTitleMovesItsAxis() {
        const auto chart = fiveRuns();
        show(*chart);
        const double y = 14;
        drag(chart.get(), {chart->placeOf(0, 0).x(), y}, {chart->placeOf(0, 2).x() + 2, y});
        QCOMPARE(chart->order(), (QStringList{"kind", "loss", "eta"}));
        chart->setFocus();
        QTest::keyClick(chart.get(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(chart->order(), (QStringList{"kind", "eta", "loss"}));
    }

    void pointingTellsARunAndAClickOpensIt() {
        const auto chart = fiveRuns();
        show(*chart);
        QSignalSpy opened(chart.get(), &ParallelChart::opened);
        const QPointF a = chart->placeOf(3, 1), b = chart->placeOf(3, 2);
        const QPoint between = (a + (b - a) * 0.6).toPoint();
        QTest::mouseMove(chart.get(), between);
        QTRY_COMPARE(chart->highlighted(), 3);
        QTest::mouseClick(chart.get(), Qt::LeftButton, {}, between);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toInt(), 3);
    }

    void theFrontHoldsWhatNoOtherRunBeats() {
        ScatterChart chart("Scatter");
        std::mt19937 random(3);
        std::vector<std::optional<double>> x, y;
        for (int i = 0; i < 60; ++i) {
            x.emplace_back(double(random() % 1000));
            y.emplace_back(double(random() % 1000));
        }
        chart.setData({names(60), field("time", x), field("auc", y), {}});
        chart.setFront(true, ScatterChart::Better::Lower, ScatterChart::Better::Higher);
        const auto front = chart.front();
        for (int run = 0; run < 60; ++run) {
            bool beaten = false;
            for (int other = 0; other < 60; ++other)
                beaten = beaten ||
                         (*x[other] <= *x[run] && *y[other] >= *y[run] && (*x[other] < *x[run] || *y[other] > *y[run]));
            QCOMPARE(std::ranges::count(front, run) == 1, !beaten);
        }
    }

    void aRectangleSelectsAndAClickOpens() {
        ScatterChart chart("Scatter");
        chart.setData({names(4), field("x", {0, 1, 2, 3}), field("y", {0, 1, 2, 3}), field("z", {1, 2, 3, 4})});
        show(chart);
        QSignalSpy opened(&chart, &ScatterChart::opened);
        drag(&chart, chart.placeOf(1) + QPointF(-20, 20), chart.placeOf(2) + QPointF(20, -20));
        QCOMPARE(chart.selection(), (QSet<int>{1, 2}));
        QVERIFY(opened.isEmpty());
        QCOMPARE(chart.chartCsv().count('\n'), 3);
        QTest::mouseClick(&chart, Qt::LeftButton, {}, chart.placeOf(3).toPoint());
        QCOMPARE(opened.at(0)[0].toInt(), 3);
        chart.setFocus();
        QTest::keyClick(&chart, Qt::Key_Escape);
        QVERIFY(chart.selection().isEmpty());
        QTest::keyClick(&chart, Qt::Key_Right);
        QCOMPARE(chart.highlighted(), 0);
        QTest::keyClick(&chart, Qt::Key_Return);
        QCOMPARE(opened.at(1)[0].toInt(), 0);
    }

    void aPlaneIsFoundAgainBetweenThePointsAndNothingOutside() {
        std::vector<ChartSurface::Sample> samples;
        for (int i = 0; i < 7; ++i) // a regular grid, as sweeps make it
            for (int j = 0; j < 5; ++j) samples.push_back({QPointF(0.1 + i * 0.1, 0.1 + j * 0.2), 3 + 2.0 * i - j});
        const auto surface = ChartSurface::through(samples);
        QVERIFY(surface.has_value());
        for (double x = 0.12; x < 0.7; x += 0.037)
            for (double y = 0.12; y < 0.9; y += 0.051) {
                const auto value = surface->at({x, y});
                QVERIFY(value);
                QVERIFY(std::abs(*value - (3 + 2 * (x - 0.1) / 0.1 - (y - 0.1) / 0.2)) < 1e-2);
            }
        QVERIFY(!surface->at({0.05, 0.5}));
        QVERIFY(!surface->at({0.95, 0.95}));
    }

    void contoursRefuseWhatHasNoArea() {
        using Sample = ChartSurface::Sample;
        const auto two = ChartSurface::through({Sample{{0, 0}, 1}, Sample{{1, 1}, 2}, Sample{{1, 1}, 4}});
        QVERIFY(!two && two.error().message.find("three different places") != std::string::npos);
        QVERIFY(!ChartSurface::through({Sample{{0, 0}, 1}, Sample{{0.5, 0.5}, 2}, Sample{{1, 1}, 4}}));
        ScatterChart chart("Contours");
        chart.setContours(true);
        chart.setData({names(2), field("x", {0, 1}), field("y", {0, 1}), field("z", {1, 2})});
        QVERIFY2(chart.refusal().contains("three different places"), qPrintable(chart.refusal()));
    }

    void contoursAreFilledWithTheirBands() {
        ScatterChart chart("Contours");
        chart.setContours(true);
        chart.setData({names(4), field("x", {0, 10, 0, 10}), field("y", {0, 0, 10, 10}), field("z", {0, 10, 0, 10})});
        show(chart);
        QVERIFY(chart.refusal().isEmpty());
        QVERIFY(chart.levels().size() >= 3);
        const QImage picture = chart.grab().toImage();
        const QPointF left = chart.placeOf(0), right = chart.placeOf(3);
        const auto at = [&](double share) { return picture.pixelColor((left + (right - left) * share).toPoint()); };
        QVERIFY(at(0.1).lightness() > at(0.5).lightness());
        QVERIFY(at(0.5).lightness() > at(0.9).lightness());
    }
};

QTEST_MAIN(TestRunCharts)
#include "tst_run_charts.moc"
