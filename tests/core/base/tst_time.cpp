#include <QTest>

#include "core/base/time.h"

using namespace slipway;

class TestTime : public QObject {
    Q_OBJECT
private slots:
    void writesUtcWithMillisecondsOnlyWhenThereAreSome() {
        QCOMPARE(toIso8601(0), std::string("1970-01-01T00:00:00Z"));
        QCOMPARE(toIso8601(1767225600123), std::string("2026-01-01T00:00:00.123Z"));
        QCOMPARE(toIso8601(-1), std::string("1969-12-31T23:59:59.999Z"));
    }
    void readsWhatItWrites() {
        for (const Timestamp t : {0LL, -1LL, 1767225600123LL, 951782400000LL})
            QCOMPARE(parseIso8601(toIso8601(t)).value(), t);
    }
    void readsOffsetsAndMissingZones() {
        QCOMPARE(parseIso8601("2026-01-01T02:00:00+02:00").value(), 1767225600000);
        QCOMPARE(parseIso8601("2025-12-31T19:00:00-0500").value(), 1767225600000);
        QCOMPARE(parseIso8601("2026-01-01 00:00:00").value(), 1767225600000);
        QCOMPARE(parseIso8601("2026-01-01").value(), 1767225600000);
    }
    void refusesWhatIsNoTime() {
        for (const char* text :
            {"", "yesterday", "2026-13-01", "2026-02-30", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00Zx"})
            QVERIFY2(!parseIso8601(text), text);
    }
    void readsDurations() {
        QCOMPARE(parseDuration("90s").value(), 90000);
        QCOMPARE(parseDuration("1.5h").value(), 5400000);
        QCOMPARE(parseDuration("250ms").value(), 250);
        QVERIFY(!parseDuration("-1s"));
        QVERIFY(!parseDuration("soon"));
    }
};

QTEST_GUILESS_MAIN(TestTime)
#include "tst_time.moc"
