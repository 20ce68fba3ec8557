#include <cmath>
#include <random>
#include <set>

#include <QTest>

#include "core/label/agreement/sampling.h"

using namespace slipway::label;

namespace {

using Numbers = std::vector<double>;

bool isNear(double a, double b) {
    return std::abs(a - b) <= 1e-12;
}

} // namespace

class TestSampling : public QObject {
    Q_OBJECT
private slots:
    void aSureModelIsZeroAndAGuessingOneIsOne() {
        const std::vector<double (*)(std::span<const double>)> measures{
            &leastConfidence, &marginUncertainty, &entropyUncertainty};
        for (const auto measure : measures) {
            QVERIFY(isNear(measure(Numbers{1, 0, 0}), 0));
            QVERIFY(isNear(measure(Numbers{0.25, 0.25, 0.25, 0.25}), 1));
            QVERIFY(isNear(measure(Numbers{1}), 0));
            QVERIFY(isNear(measure(Numbers{}), 0));
        }
    }
    void eachMeasureSeesWhatItIsFor() {
        const Numbers p{0.5, 0.4, 0.1};
        QVERIFY(isNear(leastConfidence(p), 0.5 * 3 / 2));
        QVERIFY(isNear(marginUncertainty(p), 0.9));
        const double entropy = -(0.5 * std::log(0.5) + 0.4 * std::log(0.4) + 0.1 * std::log(0.1));
        QVERIFY(isNear(entropyUncertainty(p), entropy / std::log(3)));
    }
    void picturesAreAsUncertainAsTheirObjects() {
        const Numbers scores{0.9, 0.3, 0.6};
        QVERIFY(isNear(*regionUncertainty(scores, ScoreSummary::Min), 0.7));
        QVERIFY(isNear(*regionUncertainty(scores, ScoreSummary::Mean), 0.4));
        QVERIFY(!regionUncertainty({}, ScoreSummary::Min));
    }
    void theLeastCertainComeFirstWithATenthByChance() {
        std::mt19937 random(1);
        Numbers uncertainties(1000);
        for (auto& value : uncertainties) value = static_cast<double>(random() % 500) / 500;
        const auto order = samplingOrder(uncertainties, 0.1, 7);
        std::set<std::size_t> seen;
        int byChance = 0;
        double last = 1;
        for (std::size_t i = 0; i < order.size(); ++i) {
            QVERIFY(seen.insert(order[i].index).second);
            byChance += order[i].random;
            if (i % 10 == 9 && i < 500) QCOMPARE(byChance, static_cast<int>(i / 10 + 1));
            if (order[i].random) continue;
            QVERIFY(uncertainties[order[i].index] <= last);
            last = uncertainties[order[i].index];
        }
        QCOMPARE(order.size(), 1000);
        QCOMPARE(byChance, 100);
    }
    void theSameSeedGivesTheSameOrder() {
        const Numbers uncertainties(50, 0.5);
        const auto indexes = [&](std::uint64_t seed) {
            std::vector<std::size_t> result;
            for (const auto& pick : samplingOrder(uncertainties, 0.3, seed)) result.push_back(pick.index);
            return result;
        };
        QCOMPARE(indexes(4), indexes(4));
        QVERIFY(indexes(4) != indexes(5));
    }
    void randomPicksAreAFairSample() {
        // Each item is as likely among the first ten random picks, however certain it is.
        Numbers uncertainties(100);
        for (std::size_t i = 0; i < 100; ++i) uncertainties[i] = static_cast<double>(i) / 100;
        std::vector<int> counts(100);
        for (std::uint64_t seed = 0; seed < 4000; ++seed)
            for (const auto index : randomIndexes(100, 10, seed)) ++counts[index];
        double chiSquare = 0;
        for (const int count : counts) chiSquare += (count - 400.0) * (count - 400.0) / 400;
        QVERIFY2(chiSquare < 150, qPrintable(QString::number(chiSquare))); // 99 degrees of freedom
    }
    void allByChanceAndNoneAtAll() {
        const Numbers uncertainties{0.1, 0.9, 0.5};
        const auto none = samplingOrder(uncertainties, 0, 1);
        QCOMPARE(none[0].index, 1);
        QCOMPARE(none[2].index, 0);
        for (const auto& pick : samplingOrder(uncertainties, 1, 1)) QVERIFY(pick.random);
        QVERIFY(samplingOrder({}, 0.1, 1).empty());
        QCOMPARE(randomIndexes(3, 10, 1).size(), 3);
        QVERIFY(randomIndexes(0, 10, 1).empty());
    }
};

QTEST_GUILESS_MAIN(TestSampling)
#include "tst_sampling.moc"
