#include <QTest>

#include "ui/widgets/chart_scale.h"
#include "ui/widgets/formatting.h"

using namespace slipway::ui;

class TestFormatting : public QObject {
    Q_OBJECT

    static QString plain(QString text) { return text.replace(QChar(0x00A0), ' '); }

private slots:
    void numbersHaveFourSignificantDigits() {
        QCOMPARE(format::number(0.92853), QString("0.9285"));
        QCOMPARE(format::number(0.05), QString("0.05"));
        QCOMPARE(format::number(12.3456), QString("12.35"));
        QCOMPARE(format::number(1234.6), QString("1,235"));
        QCOMPARE(format::number(-32561), QString("-32,561"));
        QCOMPARE(format::number(0), QString("0"));
        QCOMPARE(format::number(0.000012), QString("1.2e-05"));
        QCOMPARE(format::number(std::nan("")), QString("NaN"));
        QCOMPARE(format::number(std::optional<double>()), QString(QChar(0x2013)));
    }
    void metricsKeepTheirZerosSoThatPointsLineUp() {
        QCOMPARE(format::metric(0.873), QString("0.8730"));
        QCOMPARE(format::metric(0.9282), QString("0.9282"));
        QCOMPARE(format::metric(12.5), QString("12.50"));
        QCOMPARE(format::metric(150), QString("150"));
        QCOMPARE(format::metric(0), QString("0"));
        QCOMPARE(format::metric(std::nan("")), QString("NaN"));
        QCOMPARE(format::metric(0.00001), QString("1e-05"));
    }
    void countsSharesAndBytes() {
        QCOMPARE(format::count(1234567), QString("1,234,567"));
        QCOMPARE(plain(format::compact(32561)), QString("32.6 k"));
        QCOMPARE(plain(format::compact(9999)), QString("9,999"));
        QCOMPARE(plain(format::percent(0.125)), QString("12.5 %"));
        QCOMPARE(plain(format::percent(1)), QString("100 %"));
        QCOMPARE(plain(format::percent(0.0001)), QString("<0.1 %"));
        QCOMPARE(plain(format::bytes(999)), QString("999 B"));
        QCOMPARE(plain(format::bytes(3400000)), QString("3.4 MB"));
        QCOMPARE(format::plural(1, "run", "runs"), QString("1 run"));
        QCOMPARE(format::plural(0, "run", "runs"), QString("0 runs"));
    }
    void durationsAndTimes() {
        QCOMPARE(plain(format::duration(400)), QString("0.4 s"));
        QCOMPARE(plain(format::duration(0)), QString("<1 ms"));
        QCOMPARE(plain(format::duration(42)), QString("42 ms"));
        QCOMPARE(plain(format::duration(12000)), QString("12 s"));
        QCOMPARE(plain(format::duration(200000)), QString("3 min 20 s"));
        QCOMPARE(plain(format::duration(7500000)), QString("2 h 5 min"));
        QCOMPARE(plain(format::milliseconds(1.84)), QString("1.8 ms"));
        const slipway::Timestamp now = 1767225600000;
        QCOMPARE(format::when(now - 1000, now), QString("just now"));
        QCOMPARE(format::when(now - 4 * 60000, now), QString("4 min ago"));
        QCOMPARE(format::when(now - 3 * 3600000, now), QString("3 h ago"));
        QCOMPARE(format::when(0, now), QString(QChar(0x2013)));
        QVERIFY(!format::when(now - 5LL * 86400000, now).contains("ago"));
    }
    void ticksStandOnRoundNumbers() {
        const Ticks ticks = niceTicks(0.03, 0.92, 5, true);
        QCOMPARE(ticks.from, 0.0);
        QCOMPARE(ticks.to, 1.0);
        QCOMPARE(ticks.labels.front(), QString("0"));
        QCOMPARE(ticks.labels[1], QString("0.25"));
        const Ticks flat = niceTicks(5, 5, 5, true);
        QVERIFY(flat.to > flat.from);
        QVERIFY(niceTicks(0, 1e12, 5, true).values.size() >= 3);
    }
    void thinningKeepsEverySpikeAndTheEnds() {
        QVector<QPointF> points;
        for (int i = 0; i < 1000000; ++i)
            points.push_back({double(i), i == 734912 ? 1000.0 : i == 12345 ? -500.0 : 1.0});
        const auto thin = thinned(points, 500);
        QVERIFY(thin.size() <= 1002);
        const auto has = [&](double y) {
            return std::any_of(thin.begin(), thin.end(), [y](const QPointF& p) { return p.y() == y; });
        };
        QVERIFY(has(1000.0));
        QVERIFY(has(-500.0));
        QCOMPARE(thin.first(), points.first());
        QCOMPARE(thin.last(), points.last());
        QVERIFY(
            std::is_sorted(thin.begin(), thin.end(), [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); }));
    }
    void aRangeKeepsOneNeighbourOnEachSide() {
        const QVector<QPointF> points{{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}};
        QCOMPARE(inRange(points, 1.5, 2.5), (QVector<QPointF>{{1, 1}, {2, 2}, {3, 3}}));
        QCOMPARE(inRange(points, -5, 9), points);
    }
};

QTEST_GUILESS_MAIN(TestFormatting)
#include "tst_formatting.moc"
