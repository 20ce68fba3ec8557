#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "core/track/curves.h"
#include "core/track/sketch_store.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::track;

namespace {

struct Fixture : testkit::LedgerFixture {
    Fixture() : testkit::LedgerFixture({kSchemaV1, kSchemaV4, kSchemaV5}), tracker(ledger, root()) {
        run = tracker.start(owner(), tracker.experiment(owner(), "trial")->id, "long", {})->id;
    }
    Tracker tracker;
    std::string run;

    void log(std::vector<MetricPoint> points) {
        if (const auto done = tracker.logMetrics(run, points); !done) qFatal("%s", toLine(done.error()).c_str());
    }
    std::int64_t sketched() {
        auto find = db.prepare("SELECT coalesce(sum(points), 0) FROM metric_sketch");
        if (!find->step()) qFatal("no answer");
        return find->integer(0);
    }
};

std::vector<MetricPoint> wave(std::int64_t from, std::int64_t to) {
    std::vector<MetricPoint> points;
    for (auto step = from; step < to; ++step)
        points.push_back({"loss", std::sin(static_cast<double>(step) / 500), step, 1000 + step * 10});
    return points;
}

double highest(const Curve& curve) {
    return std::ranges::max_element(curve.points, {}, &Curve::Point::value)->value;
}

} // namespace

class TestCurves : public QObject {
    Q_OBJECT
private slots:
    void aShortCurveIsWhole() {
        Fixture f;
        f.log(wave(0, 400));
        const auto curve = readCurve(f.db, f.run, "loss");
        QVERIFY(curve && !curve->thinned && curve->means.empty());
        QCOMPARE(curve->points.size(), std::size_t(400));
        QCOMPARE(curve->points[399].step, std::int64_t(399));
        QCOMPARE(curve->points[399].at, std::int64_t(1000 + 3990));
        QCOMPARE(f.sketched(), std::int64_t(0));
    }

    void aSpikeSurvivesHoweverLongTheCurveIs() {
        Fixture f;
        auto points = wave(0, 100000);
        points[54321].value = 77;
        points[98765].value = -33;
        for (std::size_t begin = 0; begin < points.size(); begin += 1000)
            f.log({points.begin() + static_cast<std::ptrdiff_t>(begin),
                points.begin() + static_cast<std::ptrdiff_t>(begin + 1000)});
        QVERIFY(f.sketched() >= 100000 - 2280);
        const auto curve = readCurve(f.db, f.run, "loss");
        QVERIFY(curve && curve->thinned);
        QVERIFY(curve->points.size() <= 1024 && curve->points.size() >= 500);
        QCOMPARE(curve->stored, std::int64_t(100000));
        QCOMPARE(highest(*curve), 77.0);
        QCOMPARE(std::ranges::min_element(curve->points, {}, &Curve::Point::value)->value, -33.0);
        QVERIFY(std::ranges::is_sorted(curve->points, {}, &Curve::Point::step));
        const auto near = readCurveRange(f.db, f.run, "loss", 54300, 54400);
        QVERIFY(near && !near->thinned);
        QCOMPARE(near->points.size(), std::size_t(101));
        QCOMPARE(highest(*near), 77.0);
    }

    void pointsThatComeLateAreInTheCurve() {
        Fixture f;
        f.log(wave(1000, 11000));
        QVERIFY(f.sketched() > 0);
        f.log({{"loss", 50, 5, 1}});
        QCOMPARE(f.sketched(), std::int64_t(0));
        QCOMPARE(highest(*readCurve(f.db, f.run, "loss")), 50.0);
        f.log(wave(11000, 16000));
        QVERIFY(f.sketched() > 0); // made anew
        const auto curve = readCurve(f.db, f.run, "loss");
        QCOMPARE(curve->stored, std::int64_t(15001));
        QCOMPARE(highest(*curve), 50.0);
    }

    void writersALittleOutOfOrderDoNotSpoilIt() {
        Fixture f;
        auto points = wave(0, 20000);
        std::mt19937 dice(7);
        for (std::size_t begin = 0; begin + 50 <= points.size(); begin += 50)
            std::shuffle(points.begin() + static_cast<std::ptrdiff_t>(begin),
                points.begin() + static_cast<std::ptrdiff_t>(begin + 50), dice);
        for (std::size_t begin = 0; begin < points.size(); begin += 20)
            f.log({points.begin() + static_cast<std::ptrdiff_t>(begin),
                points.begin() + static_cast<std::ptrdiff_t>(begin + 20)});
        QVERIFY(f.sketched() > 17000);
        QCOMPARE(readCurve(f.db, f.run, "loss")->stored, std::int64_t(20000));
    }

    void stepsThatAreAllZeroGoByTime() {
        Fixture f;
        std::vector<MetricPoint> points;
        for (std::int64_t i = 0; i < 9000; ++i) points.push_back({"loss", static_cast<double>(i), 0, 1000 + i / 3});
        for (std::size_t begin = 0; begin < points.size(); begin += 100)
            f.log({points.begin() + static_cast<std::ptrdiff_t>(begin),
                points.begin() + static_cast<std::ptrdiff_t>(begin + 100)});
        QVERIFY(f.sketched() > 6000);
        const auto curve = readCurve(f.db, f.run, "loss");
        QCOMPARE(curve->stored, std::int64_t(9000));
        QCOMPARE(highest(*curve), 8999.0);
        QVERIFY(std::ranges::is_sorted(curve->points, {}, &Curve::Point::at));
    }

    void notANumberIsKeptWhereAllIsNaN() {
        Fixture f;
        auto points = wave(0, 8192);
        for (std::size_t i = 4096; i < points.size(); ++i) points[i].value = std::numeric_limits<double>::quiet_NaN();
        points[100].value = std::numeric_limits<double>::infinity();
        f.log(points);
        const auto curve = readCurve(f.db, f.run, "loss");
        QVERIFY(std::isnan(curve->points.back().value) && std::isnan(curve->means.back().value));
        QVERIFY(std::isinf(highest(*curve)));
        QVERIFY(std::isfinite(curve->means.front().value));
    }

    void aSketchComesBackAsItWasAndBrokenOnesAreRefused() {
        CurveSketch sketch;
        for (const auto& point : wave(0, 5000)) sketch.add(point);
        const auto bytes = sketch.encoded();
        const auto back = CurveSketch::decoded(bytes);
        QVERIFY(back);
        QCOMPARE(back->encoded(), bytes);
        QCOMPARE(back->points(), std::int64_t(5000));
        QVERIFY(!CurveSketch::decoded(bytes.substr(0, bytes.size() - 1)));
        QVERIFY(!CurveSketch::decoded(""));
    }

    void whatIsNotThereIsEmptyOrSaidSo() {
        Fixture f;
        QCOMPARE(readCurve(f.db, f.run, "no such")->points.size(), std::size_t(0));
        QVERIFY(!readCurve(f.db, "no such run", "loss"));
    }
};

QTEST_GUILESS_MAIN(TestCurves)
#include "tst_curves.moc"
