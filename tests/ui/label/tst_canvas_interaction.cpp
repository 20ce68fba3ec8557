#include <random>

#include <QTest>

#include "core/label/geometry.h"
#include "ui/label/image/canvas_interaction.h"
#include "ui/label/image/point_box_tool.h"
#include "ui/label/image/region_actions.h"
#include "ui/label/image/shape_outline.h"

using namespace slipway;
using namespace slipway::ui;
using namespace slipway::label;
using Kind = HandleId::Kind;

namespace {

Region region(const std::string& id, Shape shape) {
    Region made;
    made.id = id;
    made.label = "car";
    made.shape = std::move(shape);
    return made;
}

const Box kImage{0, 0, 200, 100};
const Ring kSquare{{10, 10}, {60, 10}, {60, 60}, {10, 60}};

Annotation applied(Annotation annotation, const RegionPlan& plan) {
    if (!apply(plan.edit, annotation)) qFatal("the edit does not fit");
    return annotation;
}

} // namespace

class TestCanvasInteraction : public QObject {
    Q_OBJECT
private slots:
    void handlesOfTheSelectedComeFirst() {
        const Region box = region("a", Box{10, 10, 50, 40});
        const Region over = region("b", Box{55, 45, 20, 20});
        const auto target = targetAt({&box}, {&box, &over}, {59, 49}, 3, 20);
        QVERIFY(target.kind == PointerTarget::Kind::Handle);
        QCOMPARE(target.region->id, std::string("a"));
        QCOMPARE(target.handle, (HandleId{Kind::Corner, 0, 0, 2}));
        QCOMPARE(cursorOf(target), Qt::SizeFDiagCursor);
    }

    void lockedRegionsHaveNoHandlesButCanBeChosen() {
        Region box = region("a", Box{10, 10, 50, 40});
        box.locked = true;
        const auto target = targetAt({&box}, {&box}, {10, 10}, 3, 20);
        QVERIFY(target.kind == PointerTarget::Kind::Region);
        QCOMPARE(cursorOf(target), Qt::ArrowCursor);
    }

    void edgesOfASelectedPolygonCanBeTakenHoldOf() {
        const Region polygon = region("a", Polygon{{{kSquare, {}}}});
        const auto target = targetAt({&polygon}, {&polygon}, {35, 11}, 3, 20);
        QVERIFY(target.kind == PointerTarget::Kind::Edge);
        QCOMPARE(target.edge->at, (Point{35, 10}));
    }

    void aLargeRegionNeverHidesASmallOne() {
        const Region small = region("small", Box{40, 40, 10, 10}), large = region("large", Box{0, 0, 200, 100});
        QCOMPARE(regionAt({&small, &large}, {45, 45}, 2)->id, std::string("small"));
        QCOMPARE(regionAt({&small, &large}, {150, 50}, 2)->id, std::string("large"));
        QCOMPARE(regionAt({&small, &large}, {0, 50}, 2)->id, std::string("large"));
    }

    void hiddenRegionsAreNotThere() {
        Region box = region("a", Box{10, 10, 50, 40});
        box.hidden = true;
        QVERIFY(regionAt({&box}, {30, 30}, 2) == nullptr);
    }

    void theHoleOfAPolygonIsNotThePolygon() {
        const Region ring = region("a", Polygon{{{kSquare, {{{25, 25}, {45, 25}, {45, 45}, {25, 45}}}}}});
        QVERIFY(regionAt({&ring}, {35, 35}, 2) == nullptr);
        QVERIFY(regionAt({&ring}, {16, 35}, 2) != nullptr);
    }

    void aCornerMovesAndTheOppositeOneStays() {
        const auto moved = withHandleAt(Box{10, 10, 50, 40}, {Kind::Corner, 0, 0, 0}, {70, 80});
        QCOMPARE(std::get<Box>(moved), (Box{60, 50, 10, 30})); // turned over its opposite corner
        const auto side = withHandleAt(Box{10, 10, 50, 40}, {Kind::Side, 0, 0, 1}, {100, 0});
        QCOMPARE(std::get<Box>(side), (Box{10, 10, 90, 40}));
    }

    void aTurnedBoxKeepsItsOppositeCorner() {
        const RotatedBox box{{100, 50}, 60, 30, 30};
        const auto corners = cornersOf(box);
        const auto moved = std::get<RotatedBox>(withHandleAt(box, {Kind::Corner, 0, 0, 2}, {140, 90}));
        const auto after = cornersOf(moved);
        QVERIFY(distance(after[0], corners[0]) < 1e-9);
        QVERIFY(distance(after[2], Point{140, 90}) < 1e-9);
        QCOMPARE(moved.degrees, 30.0);
    }

    void turningFollowsThePointer() {
        const RotatedBox box{{100, 50}, 60, 30, 0};
        QCOMPARE(std::get<RotatedBox>(withHandleAt(box, {Kind::Turn}, {150, 50})).degrees, 90.0);
        const auto steps = std::get<RotatedBox>(withHandleAt(box, {Kind::Turn}, {149, 40}, true)).degrees;
        QCOMPARE(std::fmod(steps, 15.0), 0.0);
    }

    void verticesAreAddedAndDeleted() {
        const FrameShape square = Polygon{{{kSquare, {}}}};
        const auto edge = edgeAt(square, {35, 12}, 5);
        QVERIFY(edge);
        const auto with = withVertexAdded(square, *edge);
        QCOMPARE(std::get<Polygon>(with.shape).parts[0].outer.size(), std::size_t(5));
        QCOMPARE(std::get<Polygon>(with.shape).parts[0].outer[1], (Point{35, 10}));
        const auto without = withoutVertex(with.shape, with.vertex);
        QVERIFY(without && *without == square);
    }

    void aPolygonKeepsItsLastTriangle() {
        const FrameShape triangle = Polygon{{{{{0, 0}, {9, 0}, {0, 9}}, {}}}};
        QVERIFY(!withoutVertex(triangle, {Kind::Vertex, 0, 0, 1}));
        FrameShape pierced = Polygon{{{kSquare, {{{25, 25}, {45, 25}, {45, 45}}}}}};
        const auto closed = withoutVertex(pierced, {Kind::Vertex, 0, 1, 0});
        QVERIFY(closed);
        QVERIFY(std::get<Polygon>(*closed).parts[0].holes.empty());
    }

    void aHoleIsCutIntoThePartThatHoldsIt() {
        const Polygon polygon{{{kSquare, {}}, {{{100, 10}, {150, 10}, {150, 60}, {100, 60}}, {}}}};
        const Ring hole{{110, 20}, {120, 20}, {120, 30}};
        const auto cut = withHole(polygon, hole);
        QVERIFY(cut);
        QVERIFY(cut->parts[0].holes.empty());
        QCOMPARE(cut->parts[1].holes.size(), std::size_t(1));
        QVERIFY(!withHole(polygon, {{80, 80}, {90, 80}, {90, 90}}));
    }

    void pointsSnapToVerticesBeforeBordersBeforeEdges() {
        const FrameShape square = Polygon{{{{{4, 10}, {60, 10}, {60, 60}, {4, 60}}, {}}}};
        QCOMPARE(snapped({5, 12}, {&square}, kImage, 6).at, (Point{4, 10}));
        QVERIFY(snapped({5, 12}, {&square}, kImage, 6).to == SnapResult::To::Vertex);
        QCOMPARE(snapped({3, 35}, {&square}, kImage, 6).at, (Point{0, 35}));
        QCOMPARE(snapped({198, 97}, {}, kImage, 6).at, (Point{200, 100}));
        QCOMPARE(snapped({58, 35}, {&square}, kImage, 6).at, (Point{60, 35}));
        QVERIFY(snapped({120, 50}, {&square}, kImage, 6).to == SnapResult::To::Nothing);
    }

    void aBoxBySideAndDepthRunsClockwise() {
        for (const double depth : {20.0, -20.0}) {
            const auto box = rotatedBoxBySide({50, 50}, {90, 50}, {60, 50 + depth});
            QCOMPARE(box.width, 40.0);
            QCOMPARE(box.height, 20.0);
            QCOMPARE(box.centre, (Point{70, 50 + depth / 2}));
            QVERIFY(signedArea(cornersOf(box)) > 0);
        }
    }

    void aStrokeCoversThePixelsItPasses() {
        const Mask stroke = strokeMask({{10.5, 10.5}, {20.5, 10.5}}, 2);
        QVERIFY(stroke.contains(10, 10) && stroke.contains(15, 12) && stroke.contains(22, 10));
        QVERIFY(!stroke.contains(15, 13) && !stroke.contains(23, 10));
        QVERIFY(strokeMask({}, 5).empty());
        QVERIFY(strokeMask({{0, 0}, {30000, 20000}}, 3).empty());
    }
    void aStrokeIsAllPixelsNearItsPath() {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> place(5, 55), radius(0.4, 9);
        for (int round = 0; round < 60; ++round) {
            Ring path;
            for (int i = 0; i < 1 + round % 5; ++i) path.push_back({place(random), place(random)});
            if (round % 7 == 1) path.back().x = path.front().x; // straight down
            if (round % 7 == 2) path.back().y = path.front().y;
            const double r = radius(random);
            const Mask stroke = strokeMask(path, r);
            for (int y = 0; y < 70; ++y)
                for (int x = 0; x < 70; ++x) {
                    double nearest = distance(path.front(), {x + 0.5, y + 0.5});
                    for (std::size_t i = 1; i < path.size(); ++i)
                        nearest = std::min(nearest, distanceToSegment({x + 0.5, y + 0.5}, path[i - 1], path[i]));
                    if (std::abs(nearest - r) > 1e-9) QCOMPARE(stroke.contains(x, y), nearest < r);
                }
        }
    }

    void shapesWithoutSizeAreTooSmall() {
        QVERIFY(isTooSmall(Box{5, 5, 0.5, 30}));
        QVERIFY(isTooSmall(Polygon{{{{{0, 0}, {5, 5}, {10, 10}}, {}}}}));
        QVERIFY(isTooSmall(Mask()));
        QVERIFY(!isTooSmall(Box{5, 5, 1, 1}));
        QVERIFY(!isTooSmall(Polygon{{{kSquare, {}}}}));
    }

    void regionsAreBroughtBackInside() {
        QCOMPARE(std::get<Box>(broughtInside(Box{-5, 90, 20, 20}, kImage)), (Box{0, 80, 20, 20}));
        QCOMPARE(std::get<Box>(broughtInside(Box{-5, 0, 900, 20}, kImage)), (Box{-5, 0, 900, 20}));
    }

    void deletingLeavesLockedRegions() {
        Annotation annotation;
        annotation.regions = {region("a", Box{0, 0, 9, 9}), region("b", Box{9, 9, 9, 9})};
        annotation.regions[1].locked = true;
        const auto plan = planRegionAction("region.deleteAll", {annotation, {}, kImage});
        QVERIFY(plan);
        const auto after = applied(annotation, *plan);
        QCOMPARE(after.regions.size(), std::size_t(1));
        QCOMPARE(after.regions[0].id, std::string("b"));
    }

    void mergingAndSplittingAreInverse() {
        Annotation annotation;
        annotation.regions = {region("a", Polygon{{{kSquare, {}}}}), region("b", Box{100, 10, 40, 40})};
        const auto merged = planRegionAction("region.merge", {annotation, {"a", "b"}, kImage});
        QVERIFY(merged);
        const auto one = applied(annotation, *merged);
        QCOMPARE(one.regions.size(), std::size_t(1));
        QCOMPARE(std::get<Polygon>(one.regions[0].shape).parts.size(), std::size_t(2));
        const auto split = planRegionAction("region.split", {one, {"a"}, kImage});
        QVERIFY(split);
        const auto two = applied(one, *split);
        QCOMPARE(two.regions.size(), std::size_t(2));
        QCOMPARE(boundsOf(two.regions[1].shape), (Box{100, 10, 40, 40}));
    }

    void theOrderIsChangedByOneStep() {
        Annotation annotation;
        for (const char* id : {"a", "b", "c"}) annotation.regions.push_back(region(id, Box{0, 0, 9, 9}));
        const auto plan = planRegionAction("region.forward", {annotation, {"a"}, kImage});
        QVERIFY(plan);
        const auto after = applied(annotation, *plan);
        QCOMPARE(after.regions[1].id, std::string("a"));
        const auto last = planRegionAction("region.forward", {annotation, {"c"}, kImage});
        QVERIFY(last && last->edit.parts.empty());
    }

    void groupsGetAFreeName() {
        Annotation annotation;
        for (const char* id : {"a", "b", "c"}) annotation.regions.push_back(region(id, Box{0, 0, 9, 9}));
        annotation.regions[2].group = "1";
        const auto plan = planRegionAction("region.group", {annotation, {"a", "b"}, kImage});
        QVERIFY(plan);
        const auto after = applied(annotation, *plan);
        QCOMPARE(after.regions[0].group, std::string("2"));
        QCOMPARE(after.regions[1].group, std::string("2"));
    }

    void theClipboardTakesOnlyRegions() {
        const std::vector<Region> regions{region("a", Box{1, 2, 3, 4})};
        QCOMPARE(fromClipboardText(toClipboardText(regions)), regions);
        QVERIFY(fromClipboardText("just text").empty());
        QVERIFY(fromClipboardText(R"({"slipwayRegions": [{"id": 5}, 7]})").empty());
    }
};

QTEST_GUILESS_MAIN(TestCanvasInteraction)
#include "tst_canvas_interaction.moc"
