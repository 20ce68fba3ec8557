#include <cmath>

#include <QTest>

#include "core/deploy/latency_histogram.h"

using namespace slipway::deploy;

class TestLatencyHistogram : public QObject {
    Q_OBJECT
private slots:
    void quantilesAreWithinThreePercent() {
        for (const double scale : {0.01, 1.0, 250.0}) {
            LatencyHistogram histogram;
            for (int i = 1; i <= 10000; ++i) histogram.add(scale * i / 10000.0);
            for (const double share : {0.1, 0.5, 0.9, 0.99}) {
                const double right = scale * share;
                QVERIFY2(std::abs(histogram.quantile(share) - right) <= 0.03 * right,
                    qPrintable(QString::number(histogram.quantile(share) / right)));
            }
        }
    }
    void emptyHasNoQuantile() {
        QCOMPARE(LatencyHistogram().quantile(0.5), 0.0);
        QCOMPARE(LatencyHistogram().toText(), std::string());
    }
    void extremesAreKept() {
        LatencyHistogram histogram;
        histogram.add(0);
        histogram.add(-5);
        histogram.add(1e12);
        QCOMPARE(histogram.count(), std::uint64_t(3));
    }
    void textRoundTripsAndAdds() {
        LatencyHistogram a;
        for (int i = 0; i < 100; ++i) a.add(0.1 * i);
        auto b = LatencyHistogram::fromText(a.toText());
        QVERIFY(b);
        QCOMPARE(b->toText(), a.toText());
        b->merge(a);
        QCOMPARE(b->count(), std::uint64_t(200));
    }
    void brokenTextIsRefused() {
        for (const char* bad : {"x", "1", "1:", "1:2,3:4", "99999:1", "1:2 x", "-1:5"})
            QVERIFY2(!LatencyHistogram::fromText(bad), bad);
    }
};

QTEST_GUILESS_MAIN(TestLatencyHistogram)
#include "tst_latency_histogram.moc"
