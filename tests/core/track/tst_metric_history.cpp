#include <cmath>
#include <limits>

#include <QTest>

#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::track;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Fixture : testkit::LedgerFixture {
    Fixture()
        : testkit::LedgerFixture({track::kSchemaV1, track::kSchemaV4, track::kSchemaV5}), tracker(ledger, root()) {
        const auto experiment = tracker.experiment(owner(), "census");
        run = tracker.start(owner(), experiment->id, "baseline", {})->id;
    }
    Tracker tracker;
    std::string run;
};

} // namespace

class TestMetricHistory : public QObject {
    Q_OBJECT
private slots:
    void aRangeOfStepsHasBothEnds() {
        Fixture f;
        std::vector<MetricPoint> points;
        for (int step = 0; step < 100; ++step)
            for (const char* key : {"train-auc", "validation-auc"})
                points.push_back({key, step * 0.5, step, 1000 + step});
        QVERIFY(f.tracker.logMetrics(f.run, points));
        QCOMPARE(f.tracker.history(f.run, "train-auc")->size(), std::size_t(100));
        const auto part = f.tracker.history(f.run, "validation-auc", 10, 19);
        QCOMPARE(part->size(), std::size_t(10));
        QCOMPARE(part->front().step, std::int64_t(10));
        QCOMPARE(part->front().value, 5.0);
        QCOMPARE(part->front().at, Timestamp(1010));
        QCOMPARE(part->back().step, std::int64_t(19));
        QVERIFY(f.tracker.history(f.run, "validation-auc", 200)->empty());
        QVERIFY(f.tracker.history(f.run, "unheard of")->empty());
        QVERIFY(!f.tracker.history(std::string(32, '0'), "train-auc"));
    }

    void nanAndInfinityComeBackAsTheyWere() {
        Fixture f;
        const MetricPoint points[] = {{"loss", std::nan(""), 0, 0}, {"loss", kInfinity, 1, 0},
            {"loss", -kInfinity, std::numeric_limits<std::int64_t>::min(), 0}, {"loss", 0.25, 2, 0},
            {"loss", 5e-324, std::numeric_limits<std::int64_t>::max(), 0}};
        QVERIFY(f.tracker.logMetrics(f.run, points));
        const auto history = f.tracker.history(f.run, "loss");
        QCOMPARE(history->size(), std::size_t(5));
        QCOMPARE((*history)[0].value, -kInfinity);
        QVERIFY(std::isnan((*history)[1].value));
        QCOMPARE((*history)[2].value, kInfinity);
        QCOMPARE((*history)[4].value, 5e-324);
        const auto summary = f.tracker.find(f.run)->metrics.at("loss");
        QCOMPARE(summary.minimum, -kInfinity);
        QCOMPARE(summary.maximum, kInfinity);
        QCOMPARE(summary.latest, 5e-324);
    }

    void aMetricOfNothingButNanSaysSo() {
        Fixture f;
        const MetricPoint points[] = {{"loss", std::nan(""), 0, 0}, {"loss", std::nan(""), 1, 0}};
        QVERIFY(f.tracker.logMetrics(f.run, points));
        const auto summary = f.tracker.find(f.run)->metrics.at("loss");
        QVERIFY(std::isnan(summary.latest) && std::isnan(summary.minimum) && std::isnan(summary.maximum));
        QCOMPARE(summary.latestStep, std::int64_t(1));
        QCOMPARE(summary.points, std::int64_t(2));
    }

    void latestIsTheHighestStepWhateverCameLast() {
        Fixture f;
        const MetricPoint later[] = {{"auc", 0.9, 10, 100}}, earlier[] = {{"auc", 0.5, 3, 200}};
        QVERIFY(f.tracker.logMetrics(f.run, later));
        QVERIFY(f.tracker.logMetrics(f.run, earlier));
        const auto summary = f.tracker.find(f.run)->metrics.at("auc");
        QCOMPARE(summary.latest, 0.9);
        QCOMPARE(summary.minimum, 0.5);
        QCOMPARE(summary.points, std::int64_t(2));
    }

    void theSamePointTwiceIsOnePoint() {
        Fixture f;
        const MetricPoint points[] = {{"auc", 0.9, 1, 100}, {"auc", std::nan(""), 2, 100}};
        QVERIFY(f.tracker.logMetrics(f.run, points));
        QVERIFY(f.tracker.logMetrics(f.run, points)); // a client that did not hear the answer sends it again
        QCOMPARE(f.tracker.history(f.run, "auc")->size(), std::size_t(2));
        QCOMPARE(f.tracker.find(f.run)->metrics.at("auc").points, std::int64_t(2));
    }

    void aBatchWithABadKeyStoresNothing() {
        Fixture f;
        const MetricPoint points[] = {{"auc", 0.9, 1, 100}, {"bad;key", 1, 1, 100}};
        QVERIFY(!f.tracker.logMetrics(f.run, points));
        QVERIFY(f.tracker.history(f.run, "auc")->empty());
        QVERIFY(f.tracker.find(f.run)->metrics.empty());
    }
};

QTEST_GUILESS_MAIN(TestMetricHistory)
#include "tst_metric_history.moc"
