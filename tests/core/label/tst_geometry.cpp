#include <cmath>
#include <random>

#include <QTest>

#include "core/label/geometry.h"

using namespace slipway::label;

namespace {

bool isNear(double a, double b) {
    return std::abs(a - b) < 1e-9;
}
bool isNear(Point a, Point b) {
    return isNear(a.x, b.x) && isNear(a.y, b.y);
}

} // namespace

class TestGeometry : public QObject {
    Q_OBJECT
private slots:
    void boxesMeetAndJoin() {
        const Box a{0, 0, 10, 10}, b{5, 6, 10, 10}, far{30, 30, 1, 1};
        QCOMPARE(a.intersected(b), (Box{5, 6, 5, 4}));
        QCOMPARE(a.united(b), (Box{0, 0, 15, 16}));
        QVERIFY(a.intersects(b) && !a.intersects(far));
        QCOMPARE(a.intersected(far).area(), 0.0);
        QVERIFY(a.intersects({10, 0, 0, 0})); // a point on the border
        QVERIFY(isNear(iou(a, b), 20.0 / 180));
        QCOMPARE(iou(a, far), 0.0);
        QCOMPARE(iou(Box{}, Box{}), 0.0);
    }
    void cornersInAnyOrderMakeTheSameBox() {
        QCOMPARE(boxOf({4, 1}, {1, 5}), (Box{1, 1, 3, 4}));
        QCOMPARE(boxOfExtremePoints({{0, 5}, {4, 1}, {9, 3}, {5, 8}}), (Box{0, 1, 9, 7}));
        QCOMPARE(boundsOf(Ring{}), Box{});
    }
    void turningIsClockwiseWithYDown() {
        const auto corners = cornersOf(RotatedBox{{10, 10}, 4, 2, 90});
        QVERIFY(isNear(corners[0], {11, 8})); // the top left corner went to the right
        QVERIFY(isNear(corners[1], {11, 12}));
    }
    void fourCornersGiveTheTurnedBoxBack() {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> side(0.5, 100), angle(0, 360);
        for (int i = 0; i < 200; ++i) {
            const RotatedBox box{{side(random), side(random)}, side(random), side(random), angle(random)};
            const auto back = rotatedBoxOf(cornersOf(box));
            QVERIFY(isNear(back.centre, box.centre) && isNear(back.width, box.width));
            QVERIFY(isNear(back.height, box.height) && isNear(back.degrees, box.degrees));
        }
        QCOMPARE(rotatedBoxOf(cornersOf(Box{1, 2, 3, 4})), (RotatedBox{{2.5, 4}, 3, 4, 0}));
    }
    void areaIsSignedByDirection() {
        const Ring clockwise{{0, 0}, {4, 0}, {4, 3}, {0, 3}};
        QCOMPARE(signedArea(clockwise), 12.0);
        QCOMPARE(signedArea(Ring(clockwise.rbegin(), clockwise.rend())), -12.0);
        QVERIFY(isNear(centroid(clockwise), {2, 1.5}));
        QVERIFY(isNear(centroid({{1, 1}, {3, 1}}), {2, 1})); // a line has no area
    }
    void pointsAreInsideByTheEvenOddRule() {
        const Ring star{{0, 0}, {10, 0}, {0, 8}, {5, -4}, {10, 8}};
        QVERIFY(!contains(Ring{}, {0, 0}));
        QVERIFY(!contains(star, {5, 2})); // its middle is wound round twice
        QVERIFY(contains(star, {2, 1}) || contains(star, {3, 0.5}));
    }
    void ringsThatCrossThemselvesAreFound() {
        QVERIFY(crossesItself({{0, 0}, {4, 4}, {4, 0}, {0, 4}}));          // bow tie
        QVERIFY(crossesItself({{0, 0}, {4, 0}, {2, 0}, {2, 3}}));          // folds back
        QVERIFY(crossesItself({{0, 0}, {4, 0}, {4, 4}, {2, 0}, {0, 4}}));  // touches an edge
        QVERIFY(!crossesItself({{0, 0}, {4, 0}, {4, 4}, {0, 4}}));         //
        QVERIFY(!crossesItself({{0, 0}, {0, 0}, {4, 0}, {4, 4}, {0, 0}})); // repeated and closed
        QVERIFY(!crossesItself({{0, 0}, {2, 0}, {4, 0}, {4, 4}, {1, 2}})); // straight on
    }
    void simplifyingKeepsWithinTheTolerance() {
        Ring circle;
        for (int i = 0; i < 360; ++i)
            circle.push_back({100 * std::cos(i * M_PI / 180), 100 * std::sin(i * M_PI / 180)});
        const auto fewer = simplified(circle, 1);
        QVERIFY(fewer.size() < 60 && fewer.size() > 8);
        for (const auto& p : circle) {
            double nearest = 1e9;
            for (std::size_t i = 0; i < fewer.size(); ++i)
                nearest = std::min(nearest, distanceToSegment(p, fewer[i], fewer[(i + 1) % fewer.size()]));
            QVERIFY(nearest <= 1);
        }
        QCOMPARE(simplified(circle, 0).size(), circle.size());
    }
};

QTEST_GUILESS_MAIN(TestGeometry)
#include "tst_geometry.moc"
