// Expected numbers are from SciPy 1.17 (distances, tests) and from the definitions in NumPy (PSI, bins).
#include <cmath>
#include <numeric>

#include <QTest>

#include "core/monitor/drift_tests.h"

using namespace slipway::monitor;

namespace {

Values sorted(Values values) {
    std::sort(values.begin(), values.end());
    return values;
}

const Values kA = sorted({1.2, 0.4, 2.5, 3.1, 0.9, 1.8, 2.2});
const Values kB = sorted({2.9, 3.3, 1.9, 4.1, 2.6, 3.8, 5.0, 2.4, 3.6});
const Values kTied1 = {1, 1, 2, 2, 3, 3, 3, 4, 5, 5}, kTied2 = {2, 3, 3, 4, 4, 5, 5, 6};
const Values kConstant1(6, 3.0), kConstant2(5, 3.0);

Values waves(int count, double speed, double slope, double offset) {
    Values values;
    for (int i = 0; i < count; ++i) {
        const double angle = i * speed;
        values.push_back((offset == 0 ? std::sin(angle) : std::cos(angle)) * 2 + i * slope + offset);
    }
    return values;
}
/// sin(i)·2 + i/20 and cos(1.3·j)·2 + 0.07·j + 0.4
const Values kWaves1 = waves(60, 1, 0.05, 0), kWaves2 = waves(45, 1.3, 0.07, 0.4);

Values ramp(int count, double step) {
    Values values;
    for (int i = 0; i < count; ++i) values.push_back(i * step);
    return values;
}

CategoryCounts counts(const Values& a, const Values& b) {
    return countValues(a, b).counts;
}

/// aaaaabbbccd three times against aabbbbccccdd
const CategoryCounts kLetters = {{15, 9, 6, 3}, {2, 4, 4, 2}};

} // namespace

#define NEAR(actual, expected, tolerance)                                                                              \
    QVERIFY2(std::abs((actual) - (expected)) <= (tolerance) * std::max(1e-300, std::abs(double(expected))),            \
        qPrintable(QString::number(actual, 'g', 17)))

class TestDriftTests : public QObject {
    Q_OBJECT
private slots:
    void kolmogorovSmirnovIsExactOnSmallSamples() {
        const auto result = kolmogorovSmirnov(kA, kB);
        NEAR(result.distance, 0.6349206349206349, 1e-14);
        NEAR(result.pValue, 0.05506993006993007, 1e-12);
        NEAR(kolmogorovSmirnov(kTied1, kTied2).pValue, 0.6024041318158965, 1e-12);
        NEAR(kolmogorovSmirnov(sorted(kWaves1), sorted(kWaves2)).pValue, 0.22813327387030358, 1e-12);
        NEAR(kolmogorovSmirnov(ramp(100, 1), ramp(10000, 0.0101)).pValue, 0.999999999990534, 1e-11);
        QCOMPARE(kolmogorovSmirnov(kConstant1, kConstant2).pValue, 1.0);
        QCOMPARE(kolmogorovSmirnov({1}, {2}).pValue, 1.0);                   // two paths, both leave
        NEAR(kolmogorovSmirnov({1, 2, 3}, {10, 11, 12}).pValue, 0.1, 1e-14); // 2 of C(6,3) = 20 paths
    }
    void kolmogorovSmirnovKeepsTinyPValues() {
        // Disjoint samples: 2 of C(200,100) paths.
        NEAR(kolmogorovSmirnov(ramp(100, 1), Values(100, 1e6)).pValue, 2.208760693199504e-59, 1e-10);
        const auto apart = kolmogorovSmirnov(ramp(100, 0.001), Values(99, 7.0));
        QVERIFY(apart.pValue > 0 && apart.pValue < 1e-55);
    }
    void largeSamplesUseTheOneSampleLaw() {
        const auto result = kolmogorovSmirnov(ramp(12000, 1), ramp(9000, 1.34));
        NEAR(result.distance, 0.005055555555555591, 1e-12);
        NEAR(result.pValue, 0.9993515259197059, 1e-10);
    }
    void theKolmogorovLawAgreesWithKstwo() {
        struct Point {
            double n, x, p;
        };
        for (const auto& [n, x, p] : std::initializer_list<Point>{{1, .7, 0.6}, {10, .04, 1},
                 {10, .08, 0.9999978058034054}, {10, .3, 0.27053557479999946}, {10, .97, 1.1809800000000106e-15},
                 {100, .1, 0.2526927570063874}, {140, .05, 0.8576480297656114}, {1000, .02, 0.8108971656895577},
                 {1000, .05, 0.013012074781090332}, {1000, .2, 1.5528629204250538e-35},
                 {200000, .002, 0.39995085369038097}, {200000, .004, 0.003314212822560255}})
            NEAR(kolmogorovSurvival(n, x), p, 1e-9);
    }
    void wassersteinIsTheAreaBetweenTheCurves() {
        NEAR(wassersteinDistance(kA, kB), 1.5603174603174603, 1e-14);
        NEAR(wassersteinDistance(kTied1, kTied2), 1.1, 1e-14);
        QCOMPARE(wassersteinDistance(kConstant1, kConstant2), 0.0);
        QCOMPARE(wassersteinDistance({1}, {4}), 3.0);
    }
    void wassersteinWithoutSortingIsTheSame() {
        NEAR(wassersteinUnsorted(kWaves1, kWaves2), 0.46417187237888685, 1e-12);
        QCOMPARE(wassersteinUnsorted(kConstant1, kConstant2), 0.0);
        Values a, b;
        for (int i = 0; i < 4000; ++i) {
            a.push_back(std::fmod(i * 0.618033988749895, 1.0));
            b.push_back(std::fmod(i * 0.41421356237309515 + 0.001 * (i % 7), 1.0));
            if (i % 50 == 0) b.push_back(5);
        }
        NEAR(wassersteinUnsorted(a, b), wassersteinDistance(sorted(a), sorted(b)), 1e-10);
        NEAR(wassersteinUnsorted({-1e308, 1e308}, {0, 1}), 1e308, 1e-12);
    }
    void energyDistanceAgreesWithSciPy() {
        NEAR(energyDistance(kA, kB), 1.1523197325117729, 1e-13);
        NEAR(energyDistance(kTied1, kTied2), 0.7314369419163897, 1e-13);
        QCOMPARE(energyDistance(kConstant1, kConstant2), 0.0);
    }
    void andersonDarlingInterpolatesLevels() {
        NEAR(*andersonDarling(kA, kB), 0.007720370258316053, 1e-10);
        NEAR(*andersonDarling(kTied1, kTied2), 0.12653024114742817, 1e-10);
        NEAR(*andersonDarling(sorted(kWaves1), sorted(kWaves2)), 0.2043276026842173, 1e-10);
        QCOMPARE(*andersonDarling(ramp(50, 1), ramp(50, 1)), 0.25);
        QCOMPARE(*andersonDarling(ramp(50, 1), Values(50, 99.0)), 0.001);
        QVERIFY(!andersonDarling(kConstant1, kConstant2));
        QVERIFY(!andersonDarling({1, 2}, {3}));
    }
    void cramerVonMisesIsExactUpToTwentyRows() {
        NEAR(*cramerVonMises(kA, kB), 0.009615384615384616, 1e-12);
        NEAR(*cramerVonMises(kTied1, kTied2), 0.21431509666803786, 1e-12);
        NEAR(*cramerVonMises(sorted(kWaves1), sorted(kWaves2)), 0.22118339220915217, 1e-6);
        QCOMPARE(*cramerVonMises(kConstant1, kConstant2), 1.0);
        QVERIFY(!cramerVonMises({1}, {1, 2, 3}));
    }
    void populationStabilityFillsEmptyBins() {
        NEAR(populationStability(sharesOf(counts(kA, kB))), 14.266149112189613, 1e-12);
        NEAR(populationStability(pooledShares(kWaves1, kWaves2)), 0.394946139545085, 1e-12);
        NEAR(populationStability(sharesOf(kLetters)), 0.43874939248204925, 1e-12);
        QCOMPARE(populationStability(sharesOf(counts(kConstant1, kConstant2))), 0.0);
    }
    void kullbackLeiblerRunsFromReferenceToCurrent() {
        NEAR(kullbackLeibler(sharesOf(counts(kA, kB))), 7.251392145789806, 1e-12);
        NEAR(kullbackLeibler(pooledShares(kWaves1, kWaves2)), 0.19007925344364857, 1e-12);
        NEAR(kullbackLeibler(sharesOf(kLetters)), 0.23600827702013844, 1e-12);
    }
    void jensenShannonIsTheDistance() {
        NEAR(jensenShannon(sharesOf(counts(kA, kB))), std::sqrt(std::log(2.0)), 1e-14); // nothing in common
        NEAR(jensenShannon(pooledShares(kWaves1, kWaves2)), 0.21777857077212912, 1e-12);
        NEAR(jensenShannon(sharesOf(kLetters)), 0.23052187010431488, 1e-12);
        QCOMPARE(jensenShannon(sharesOf(counts(kConstant1, kConstant2))), 0.0);
    }
    void hellingerAgreesForNumbersAndCategories() {
        NEAR(hellingerBinned(kA, kB, 16), 0.7163931454172818, 1e-12);
        NEAR(hellingerBinned(kWaves1, kWaves2, 105), 0.2199193412508363, 1e-12);
        NEAR(hellinger(sharesOf(kLetters)), 0.23232141787327318, 1e-12);
        QVERIFY(hellingerBinned(kConstant1, kConstant2, 1) < 1e-7);
    }
    void chiSquareScalesTheReferenceToTheCurrentSize() {
        NEAR(chiSquarePValue(kLetters), 0.20164401506567955, 1e-12);
        QCOMPARE(chiSquarePValue({{5, 0}, {1000, 1}}), 0.0); // one value never seen before
        QCOMPARE(chiSquarePValue({{5}, {9}}), 1.0);
    }
    void zComparesTheFirstCategoryWithAllOthers() {
        NEAR(zTestPValue(kLetters), 0.07816932093526113, 1e-12);
        QCOMPARE(zTestPValue({{7}, {9}}), 1.0);
        QVERIFY(zTestPValue({{1000, 1000}, {1000, 2000}}) > 0); // z = 11.7: far below 1e-16, yet not lost
    }
    void totalVariationIsHalfTheDifference() { NEAR(totalVariation(sharesOf(kLetters)), 0.28787878787878785, 1e-14); }
    void binsAreClosedOnTheLeftAndTheLastOnBothSides() {
        QCOMPARE(binCounts({0, 0.5, 1, 1, 2, 3, -1}, {0, 1, 2}), (std::vector<double>{2, 3}));
        QCOMPARE(sturgesEdges(0, 8, 16), (std::vector<double>{0, 1.6, 3.2, 8.0 / 5 * 3, 6.4, 8}));
        QCOMPARE(sturgesEdges(7, 7, 1), (std::vector<double>{6.5, 7.5}));
    }
    void extremeRangesNeitherHangNorCrash() {
        for (const double extreme : {1.7e308, 5e-324}) {
            const auto edges = sturgesEdges(-extreme, extreme, 1000);
            QVERIFY(edges.size() > 1 && edges.size() < 130);
            const auto counted = binCounts({-extreme, 0, extreme}, edges);
            QCOMPARE(std::accumulate(counted.begin(), counted.end(), 0.0), 3.0);
        }
    }
    void distinctValuesAreCountedUpToALimit() {
        QCOMPARE(distinctUpTo(100, kTied1, kTied2), std::size_t(6));
        QCOMPARE(distinctUpTo(3, kTied1, kTied2), std::size_t(3));
        QCOMPARE(distinctUpTo(5, {0.0, -0.0, 1}), std::size_t(2));
        QCOMPARE(distinctUpTo(5, {}), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestDriftTests)
#include "tst_drift_tests.moc"
