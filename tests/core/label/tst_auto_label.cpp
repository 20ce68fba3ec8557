#include <algorithm>
#include <cmath>
#include <random>

#include <QTest>

#include "core/label/agreement/audit.h"
#include "core/label/agreement/auto_label.h"
#include "core/label/agreement/intervals.h"

using namespace slipway::label;

namespace {

/// A made-up model: how scores are spread, and how often it is right at a score.
struct Model {
    double spread = 1, level = 0, slope = 1, rounding = 0;
    double score(std::mt19937_64& random) const {
        const double u = std::uniform_real_distribution<>(0, 1)(random);
        const double score = std::pow(u, spread);
        return rounding > 0 ? std::round(score * rounding) / rounding : score;
    }
    double rightAt(double score) const { return std::clamp(level + slope * (score - 0.5), 0.0, 1.0); }
};

Model randomModel(std::mt19937_64& random) {
    std::uniform_real_distribution<> unit(0, 1);
    Model model;
    model.spread = 0.1 + unit(random);
    // Around the wish, so that wrong choices are near; now and then better scores mean worse answers.
    model.level = 0.86 + 0.13 * unit(random);
    model.slope = -0.1 + 0.4 * unit(random);
    model.rounding = unit(random) < 0.3 ? 20 : 0;
    return model;
}

std::vector<HeldOut> heldOutOf(const Model& model, std::size_t items, std::mt19937_64& random) {
    std::vector<HeldOut> result(items);
    for (auto& item : result) {
        item.score = model.score(random);
        item.correct = std::bernoulli_distribution(model.rightAt(item.score))(random);
    }
    return result;
}

std::vector<double> scoresOf(const Model& model, std::size_t items, std::mt19937_64& random) {
    std::vector<double> result(items);
    for (auto& score : result) score = model.score(random);
    return result;
}

/// Of the model from a threshold up, by a fine walk through the quantiles of its scores.
double precisionOf(const Model& model, double threshold) {
    double right = 0, items = 0;
    constexpr int kSteps = 5000;
    for (int i = 0; i < kSteps; ++i) {
        double score = std::pow((i + 0.5) / kSteps, model.spread);
        if (model.rounding > 0) score = std::round(score * model.rounding) / model.rounding;
        if (score < threshold) continue;
        ++items;
        right += model.rightAt(score);
    }
    return items == 0 ? 1 : right / items;
}

} // namespace

class TestAutoLabel : public QObject {
    Q_OBJECT
private slots:
    void theRealisedPrecisionFallsBelowTheWishInAtMostAlphaOfProjects() {
        std::mt19937_64 random(2024);
        const AutoLabelWish wish{0.92, 0.05};
        constexpr int kProjects = 2000;
        int reached = 0, broken = 0;
        for (int project = 0; project < kProjects; ++project) {
            const auto model = randomModel(random);
            const auto heldOut = heldOutOf(model, 60 + random() % 600, random);
            const auto rule = chooseThreshold(heldOut, scoresOf(model, 500, random), wish);
            if (!rule.threshold) continue;
            ++reached;
            broken += precisionOf(model, *rule.threshold) < wish.precision;
        }
        qInfo("%d of %d projects got a threshold, %d below the wish", reached, kProjects, broken);
        QVERIFY(broken <= wish.alpha * kProjects);
        QVERIFY(reached > kProjects / 5); // a rule that never says yes would keep any promise
    }
    void atTheEdgeItselfTheChanceIsStillAtMostAlpha() {
        // Right with just less than the wish at every score: whatever is chosen is wrong.
        std::mt19937_64 random(99);
        const AutoLabelWish wish{0.9, 0.1};
        Model model;
        model.level = 0.8999;
        model.slope = 0;
        int broken = 0;
        for (int project = 0; project < 2000; ++project)
            broken += chooseThreshold(heldOutOf(model, 400, random), scoresOf(model, 500, random), wish)
                          .threshold.has_value();
        qInfo("%d of 2000 projects without a good threshold got one", broken);
        QVERIFY(broken <= 200);
        QVERIFY(broken > 0); // the level is used, not thrown away
    }
    void aGoodModelMayLabelMuch() {
        std::mt19937_64 random(5);
        Model model;
        model.level = 0.93;
        model.slope = 0.14;
        const auto rule = chooseThreshold(heldOutOf(model, 2000, random), scoresOf(model, 1000, random), {0.9, 0.05});
        QVERIFY(rule.threshold.has_value());
        QVERIFY(rule.share > 0.8);
        QVERIFY(rule.lowerBound >= 0.9);
        QVERIFY(rule.correct <= rule.accepted);
        QVERIFY(!rule.moreLabels);
    }
    void theSmallestThresholdIsChosen() {
        // Right above 0.5, wrong below.
        std::vector<HeldOut> heldOut;
        std::vector<double> unlabelled;
        for (int i = 0; i < 1000; ++i) {
            const double score = (i + 0.5) / 1000;
            heldOut.push_back({score, score > 0.5});
            unlabelled.push_back(score);
        }
        const auto rule = chooseThreshold(heldOut, unlabelled, {0.95, 0.05});
        QVERIFY(rule.threshold.has_value());
        QVERIFY(std::abs(*rule.threshold - 0.5) < 0.03);
    }
    void tooFewLabelsSayHowManyMore() {
        std::vector<double> unlabelled;
        for (int i = 0; i < 100; ++i) unlabelled.push_back(i / 100.0);
        const AutoLabelWish wish{0.95, 0.05};
        const auto nothing = chooseThreshold({}, unlabelled, wish);
        QVERIFY(!nothing.threshold);
        // Without a wrong one, n with 0.95^n ≤ 0.05 / 4 starts.
        const auto needed = static_cast<std::int64_t>(std::ceil(std::log(0.0125) / std::log(0.95)));
        QCOMPARE(*nothing.moreLabels, needed);
        std::vector<HeldOut> right;
        for (std::int64_t i = 0; i < needed - 1; ++i) right.push_back({1, true});
        const auto almost = chooseThreshold(right, unlabelled, wish);
        QVERIFY(!almost.threshold);
        QVERIFY(*almost.moreLabels <= 2);
        right.push_back({1, true});
        QCOMPARE(*chooseThreshold(right, unlabelled, wish).threshold, 0.0);
    }
    void aModelThatIsWrongTooOftenNeedsNoMoreLabels() {
        std::vector<HeldOut> heldOut;
        std::vector<double> unlabelled;
        for (int i = 0; i < 200; ++i) {
            heldOut.push_back({i / 200.0, i % 2 == 0});
            unlabelled.push_back(i / 200.0);
        }
        const AutoLabelWish wish{0.95, 0.05};
        const auto rule = chooseThreshold(heldOut, unlabelled, wish);
        QVERIFY(!rule.threshold && !rule.moreLabels);
        QVERIFY(describe(rule, wish).find("too often") != std::string::npos);
    }
    void wishesThatCannotBeMeantGiveNothing() {
        const std::vector<HeldOut> heldOut(500, {1, true});
        const std::vector<double> unlabelled(10, 1.0), broken(3, NAN);
        QVERIFY(!chooseThreshold(heldOut, unlabelled, {1.0, 0.05}).threshold);
        QVERIFY(!chooseThreshold(heldOut, unlabelled, {0.9, 0}).threshold);
        QVERIFY(!chooseThreshold(heldOut, unlabelled, {NAN, 0.05}).threshold);
        QVERIFY(!chooseThreshold(heldOut, {}, {0.9, 0.05}).threshold);
        QVERIFY(!chooseThreshold(heldOut, broken, {0.9, 0.05}).threshold);
        QCOMPARE(*chooseThreshold(heldOut, unlabelled, {0.9, 0.05}).threshold, 1.0);
    }

    void theAuditTakesItsShareAndAtLeastSome() {
        QCOMPARE(auditSample(1000, {0.05, 20, 1}).size(), 50);
        QCOMPARE(auditSample(100, {0.05, 20, 1}).size(), 20);
        QCOMPARE(auditSample(7, {0.05, 20, 1}).size(), 7);
        QCOMPARE(auditSample(0, {0.05, 20, 1}).size(), 0);
        QCOMPARE(auditSample(1000, {0.05, 20, 1}), auditSample(1000, {0.05, 20, 1}));
        QVERIFY(auditSample(1000, {0.05, 20, 1}) != auditSample(1000, {0.05, 20, 2}));
        QVERIFY(!AuditMonitor::isBehind(400, 0, {0.05, 20, 1}));
        QVERIFY(AuditMonitor::isBehind(401, 0, {0.05, 20, 1}));
    }
    void aGoodModelIsHardlyEverStopped() {
        std::mt19937_64 random(31);
        for (const double truth : {0.95, 0.97}) {
            int stopped = 0;
            std::bernoulli_distribution right(truth);
            for (int project = 0; project < 2000; ++project) {
                AuditMonitor monitor(0.95, 0.05);
                for (int i = 0; i < 250 && !monitor.mustStop(); ++i) monitor.add(right(random));
                stopped += monitor.mustStop();
            }
            qInfo("precision %.2f: %d of 2000 stopped", truth, stopped);
            QVERIFY(stopped <= 100);
        }
    }
    void aModelThatGotWorseIsStoppedSoon() {
        std::mt19937_64 random(32);
        std::bernoulli_distribution right(0.8);
        int stopped = 0, items = 0;
        for (int project = 0; project < 500; ++project) {
            AuditMonitor monitor(0.95, 0.05);
            while (!monitor.mustStop() && monitor.audited() < 300) monitor.add(right(random));
            stopped += monitor.mustStop();
            items += static_cast<int>(monitor.audited());
        }
        qInfo("%d of 500 stopped, after %d looks on average", stopped, items / 500);
        QVERIFY(stopped >= 495);
        QVERIFY(items / 500 < 80);
    }
    void theBoundFallsBelowTheWishWhenItStops() {
        AuditMonitor monitor(0.9, 0.05);
        QCOMPARE(monitor.upperBound(), 1.0);
        while (!monitor.mustStop()) {
            QVERIFY(monitor.upperBound() >= 0.9);
            monitor.add(monitor.audited() % 2 == 0);
        }
        QVERIFY(monitor.upperBound() < 0.9);
        for (int i = 0; i < 1000; ++i) monitor.add(true);
        QVERIFY(monitor.mustStop());
        AuditMonitor wrong(0.9, 0.05);
        for (int i = 0; i < 5; ++i) wrong.add(false);
        QVERIFY(wrong.mustStop());
    }
};

QTEST_GUILESS_MAIN(TestAutoLabel)
#include "tst_auto_label.moc"
