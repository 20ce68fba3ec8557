#include <cmath>

#include <QTest>

#include "core/label/shape.h"

using namespace slipway::label;

namespace {

Polygon squareWithHole() {
    return {{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{{4, 4}, {6, 4}, {6, 6}, {4, 6}}}}}};
}

} // namespace

class TestShape : public QObject {
    Q_OBJECT
private slots:
    void kindsHaveNames() {
        QCOMPARE(kindOf(Shape(Box{})), std::string_view("box"));
        QCOMPARE(kindOf(Shape(Span{})), std::string_view("span"));
        QCOMPARE(kindOf(FrameShape(Mask{})), std::string_view("mask"));
    }
    void boundsEncloseTheShape() {
        QCOMPARE(boundsOf(FrameShape(squareWithHole())), (Box{0, 0, 10, 10}));
        const auto turned = boundsOf(FrameShape(RotatedBox{{0, 0}, 2, 2, 45}));
        QVERIFY(std::abs(turned.width - 2 * std::sqrt(2)) < 1e-9);
        const auto ellipse = boundsOf(FrameShape(Ellipse{{5, 5}, 4, 2, 90}));
        QVERIFY(std::abs(ellipse.width - 4) < 1e-9 && std::abs(ellipse.height - 8) < 1e-9);
        const Keypoints joints{{{{1, 2}, Visibility::Visible, "a"}, {{0, 0}, Visibility::NotLabelled, "b"}}};
        QCOMPARE(boundsOf(FrameShape(joints)), (Box{1, 2, 0, 0}));
        const Track track{{{0, false, false, Box{0, 0, 2, 2}, {}}, {9, false, false, Box{8, 8, 2, 2}, {}}}};
        QCOMPARE(boundsOf(Shape(track)), (Box{0, 0, 10, 10}));
        QCOMPARE(boundsOf(Shape(Span{1, 2})), Box{});
    }
    void areasLeaveHolesOut() {
        QCOMPARE(areaOf(squareWithHole()), 96.0);
        QCOMPARE(areaOf(Polyline{{{0, 0}, {5, 5}}}), 0.0);
        QVERIFY(std::abs(areaOf(Ellipse{{0, 0}, 2, 1, 30}) - 2 * M_PI) < 1e-9);
    }
    void movingMovesAllOfIt() {
        const auto moved = std::get<Polygon>(movedBy(squareWithHole(), 2, -3));
        QCOMPARE(moved.parts[0].holes[0][0], (Point{6, 1}));
        QCOMPARE(std::get<Mask>(movedBy(Mask::fromPixels(0, 0, 1, 1, {1}), 1.6, -1.6)).bounds(), (Box{2, -2, 1, 1}));
    }
    void clicksHitWhatIsUnderThem() {
        QVERIFY(hits(squareWithHole(), {2, 2}, 0));
        QVERIFY(!hits(squareWithHole(), {5, 5}, 3)); // in the hole
        QVERIFY(hits(Polyline{{{0, 0}, {10, 0}}}, {5, 2}, 3));
        QVERIFY(!hits(Polyline{{{0, 0}, {10, 0}}}, {5, 4}, 3));
        QVERIFY(hits(Ellipse{{0, 0}, 4, 1, 90}, {0, 3}, 0));
        QVERIFY(!hits(Ellipse{{0, 0}, 4, 1, 90}, {3, 0}, 0));
        QVERIFY(hits(Mask::fromPixels(-1, 0, 1, 1, {1}), {-0.5, 0.5}, 0));
        QVERIFY(!hits(Mask::fromPixels(0, 0, 1, 1, {1}), {std::nan(""), 1e300}, 0));
    }
    void pixelsOfPartsThatOverlapAreJoined() {
        auto two = squareWithHole();
        two.parts.push_back({{{5, 0}, {15, 0}, {15, 10}, {5, 10}}, {}});
        QCOMPARE(maskOf(two, 20, 20).area(), 150 - 2); // half of the hole is covered by the second part
        QCOMPARE(maskOf(Box{2, 2, 30, 3}, 10, 10).area(), 24);
        QVERIFY(std::abs(double(maskOf(Ellipse{{50, 50}, 40, 20, 30}, 100, 100).area()) - 800 * M_PI) < 10);
    }
    void tracksMoveInStraightLines() {
        const Track track{{{5, false, false, Box{0, 0, 10, 10}, {}}, {15, false, true, Box{10, 20, 20, 10}, {}},
            {20, true, false, Box{10, 20, 20, 10}, {}}, {30, false, false, Box{1, 1, 1, 1}, {}}}};
        QVERIFY(!shapeAt(track, 4));
        QVERIFY(shapeAt(track, 5)->keyframe);
        const auto middle = *shapeAt(track, 10);
        QCOMPARE(std::get<Box>(middle.shape), (Box{5, 10, 15, 10}));
        QVERIFY(!middle.keyframe && !middle.occluded);
        QVERIFY(shapeAt(track, 19)->occluded);
        QVERIFY(!shapeAt(track, 20) && !shapeAt(track, 29));
        QCOMPARE(std::get<Box>(shapeAt(track, 1000)->shape), (Box{1, 1, 1, 1})); // to the end
        QVERIFY(!shapeAt(Track{}, 0));
    }
    void turnsTakeTheShorterWay() {
        const Track track{{{0, false, false, RotatedBox{{0, 0}, 2, 2, 350}, {}},
            {10, false, false, RotatedBox{{0, 0}, 2, 2, 10}, {}}}};
        QCOMPARE(std::get<RotatedBox>(shapeAt(track, 5)->shape).degrees, 360.0);
    }
    void polygonsMoveOnlyWithAsManyCorners() {
        auto more = squareWithHole();
        more.parts[0].outer.push_back({-1, 5});
        const Track same{{{0, false, false, squareWithHole(), {}},
            {2, false, false, std::get<Polygon>(movedBy(squareWithHole(), 4, 0)), {}}}};
        const Track other{{{0, false, false, squareWithHole(), {}}, {2, false, false, more, {}}}};
        QCOMPARE(boundsOf(shapeAt(same, 1)->shape), (Box{2, 0, 10, 10}));
        QCOMPARE(std::get<Polygon>(shapeAt(other, 1)->shape), squareWithHole());
    }
};

QTEST_GUILESS_MAIN(TestShape)
#include "tst_shape.moc"
