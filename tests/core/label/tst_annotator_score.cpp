#include <cmath>
#include <list>
#include <random>

#include <QTest>

#include "core/label/agreement/annotator_score.h"

using namespace slipway::label;

namespace {

Annotation classOf(std::string label) {
    Annotation answer;
    answer.classes.push_back({"", std::move(label), {}});
    return answer;
}

Annotation boxOf(const Box& box) {
    Annotation answer;
    Region region;
    region.id = "r";
    region.label = "x";
    region.shape = box;
    answer.regions.push_back(region);
    return answer;
}

/// Owns what comparisons borrow.
struct Answers {
    Item item;
    std::list<Annotation> all;
    std::vector<GoldComparison> comparisons;
    void add(Annotation gold, Annotation answer) {
        all.push_back(std::move(gold));
        const auto& first = all.back();
        all.push_back(std::move(answer));
        comparisons.push_back({item, first, all.back()});
    }
};

bool isNear(double a, double b, double tolerance) {
    return std::abs(a - b) <= tolerance;
}

} // namespace

class TestAnnotatorScore : public QObject {
    Q_OBJECT
private slots:
    void aShareHasWilsonsInterval() {
        // From the formula: n = 10, p = 0.8, z = 1.959964.
        const auto interval = wilsonInterval(8, 10);
        QVERIFY(isNear(interval.lower, 0.490162, 1e-6));
        QVERIFY(isNear(interval.upper, 0.943318, 1e-6));
        QCOMPARE(wilsonInterval(0, 0).lower, 0.0);
        QCOMPARE(wilsonInterval(0, 0).upper, 1.0);
        QCOMPARE(wilsonInterval(5, 5).upper, 1.0);
        QVERIFY(wilsonInterval(5, 5).lower < 0.6);
    }
    void aMeanHasStudentsInterval() {
        const std::vector<double> values{0.5, 0.6, 0.7, 0.8};
        const double half = 3.182446 * std::sqrt(0.05 / 3 / 4); // t of 3 degrees of freedom
        const auto interval = meanInterval(values);
        QVERIFY(isNear(interval.lower, 0.65 - half, 1e-6));
        QVERIFY(isNear(interval.upper, 0.65 + half, 1e-6));
    }
    void valuesThatAreAllEqualGiveNoFalseCertainty() {
        const auto interval = meanInterval(std::vector<double>(4, 1.0));
        QCOMPARE(interval.upper, 1.0);
        QVERIFY(interval.lower < 0.6);
        QCOMPARE(meanInterval({}).lower, 0.0);
    }
    void exactBoundsKeepTheirLevel() {
        // k = n: the lower bound is alpha^(1/n); k = 0: the upper one is 1 − alpha^(1/n).
        QVERIFY(isNear(exactLowerBound(59, 59, 0.05), std::pow(0.05, 1.0 / 59), 1e-12));
        QVERIFY(exactLowerBound(59, 59, 0.05) >= 0.95 && exactLowerBound(58, 58, 0.05) < 0.95);
        QVERIFY(isNear(exactUpperBound(0, 20, 0.05), 1 - std::pow(0.05, 1.0 / 20), 1e-12));
        QCOMPARE(exactLowerBound(0, 20, 0.05), 0.0);
        QCOMPARE(exactUpperBound(20, 20, 0.05), 1.0);
        // At the bound itself, as many successes or more have the probability alpha.
        const int n = 40, k = 31;
        const double p = exactLowerBound(k, n, 0.05);
        double tail = 0;
        for (int i = k; i <= n; ++i)
            tail += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) + i * std::log(p) +
                             (n - i) * std::log(1 - p));
        QVERIFY(isNear(tail, 0.05, 1e-9));
    }
    void classesAreRightOrWrong() {
        Answers answers;
        for (int i = 0; i < 10; ++i) answers.add(classOf("cat"), classOf(i < 8 ? "cat" : "dog"));
        const auto score = annotatorScore(answers.comparisons);
        QCOMPARE(score.items, 10);
        QCOMPARE(score.correct, 8);
        QVERIFY(isNear(score.accuracy, 0.8, 1e-12));
        QVERIFY(isNear(score.accuracyRange.lower, 0.490162, 1e-6));
        QCOMPARE(score.scoreRange.lower, score.accuracyRange.lower);
        QVERIFY(score.smallSample);
        QCOMPARE(describe(score), "80 % (95 % interval 49–94 %) of 10 gold items; too few to judge");
    }
    void regionsAreScoredByF1() {
        Answers answers;
        for (int i = 0; i < 30; ++i) answers.add(boxOf({0, 0, 10, 10}), boxOf({i % 3 == 0 ? 50.0 : 1.0, 0, 10, 10}));
        const auto score = annotatorScore(answers.comparisons);
        QCOMPARE(score.regionItems, 30);
        QCOMPARE(score.classItems, 0);
        QVERIFY(isNear(score.meanF1, 2.0 / 3, 1e-12));
        QVERIFY(score.f1Range.lower < 0.6 && score.f1Range.lower > 0.4);
        QVERIFY(!score.smallSample);
    }
    void skippedItemsAreNotCounted() {
        Answers answers;
        auto skip = classOf("cat");
        skip.skipped = true;
        answers.add(classOf("cat"), skip);
        const auto score = annotatorScore(answers.comparisons);
        QCOMPARE(score.items, 0);
        QCOMPARE(describe(score), "no gold item answered yet");
    }
    void theIntervalHoldsTheTruthAsOftenAsItSays() {
        std::mt19937 random(17);
        int inside = 0;
        for (int round = 0; round < 2000; ++round) {
            const double truth = 0.5 + 0.45 * static_cast<double>(random() % 1000) / 1000;
            int right = 0;
            for (int i = 0; i < 30; ++i) right += static_cast<double>(random() % 100000) < truth * 100000;
            const auto interval = wilsonInterval(right, 30);
            inside += interval.lower <= truth && truth <= interval.upper;
        }
        QVERIFY2(inside > 1860 && inside < 1960, qPrintable(QString::number(inside)));
    }
};

QTEST_GUILESS_MAIN(TestAnnotatorScore)
#include "tst_annotator_score.moc"
