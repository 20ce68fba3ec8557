#include "tests/ui/label/image_page.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::isNear;
using testkit::kSquare;
using testkit::region;
using Page = testkit::ImagePage;

class TestImageDrawing : public QObject {
    Q_OBJECT
private slots:
    void aBoxIsDrawnByADrag() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::Box);
        page.drag(40, 30, 140, 90);
        QCOMPARE(page.edits.size(), std::size_t(1));
        QVERIFY(isNear(page.lastShape<label::Box>(), {40, 30, 100, 60}));
        QCOMPARE(page.last().label, std::string("car"));
        QCOMPARE(page.view.selection(), QStringList{QString::fromStdString(page.last().id)});
    }

    void aBoxIsDrawnByTwoClicks() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::Box);
        page.click(40, 30);
        QVERIFY(page.edits.empty());
        page.moveTo(100, 60);
        page.click(140, 90);
        QVERIFY(isNear(page.lastShape<label::Box>(), {40, 30, 100, 60}));
    }

    void boxesUnderOnePixelAndOutsideAreNotMade() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::Box);
        page.click(40, 30);
        page.click(40, 30);
        QVERIFY(page.edits.empty());
        page.drag(380, 280, 460, 360);
        QCOMPARE(page.annotation.regions.size(), std::size_t(1));
        QVERIFY(isNear(page.lastShape<label::Box>(), {380, 280, 20, 20}));
    }

    void nothingIsDrawnWithoutALabel() {
        Page page;
        page.open();
        page.view.setActiveLabel({});
        page.view.setTool(LabelTool::Box);
        QSignalSpy status(&page.view, &AnnotationView::statusChanged);
        page.drag(40, 30, 140, 90);
        QVERIFY(page.edits.empty());
        QVERIFY(status.size() > 0);
    }

    void aBoxIsDrawnByItsExtremePoints() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::ExtremeBox);
        page.click(100, 40);
        page.click(160, 90);
        page.click(110, 140);
        page.click(60, 80);
        QVERIFY(isNear(page.lastShape<label::Box>(), {60, 40, 100, 100}));
    }

    void aTurnedBoxIsDrawnByThreePoints() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::RotatedBox);
        page.click(100, 100);
        page.click(180, 180);
        page.click(140, 220);
        const auto& box = page.lastShape<label::RotatedBox>();
        QVERIFY(std::abs(box.degrees - 45) < 1);
        QVERIFY(std::abs(box.width - std::hypot(80, 80)) < 1);
    }

    void aPolygonEndsByEnterDoubleClickAndFirstPoint_data() {
        QTest::addColumn<QString>("end");
        QTest::newRow("Enter") << "enter";
        QTest::newRow("double click") << "double";
        QTest::newRow("first point") << "first";
    }
    void aPolygonEndsByEnterDoubleClickAndFirstPoint() {
        QFETCH(QString, end);
        Page page;
        page.open();
        page.view.setTool(LabelTool::Polygon);
        page.click(50, 50);
        page.click(150, 60);
        page.click(140, 160);
        if (end == "enter") page.key(Qt::Key_Return);
        if (end == "double") QTest::mouseDClick(page.view.canvas(), Qt::LeftButton, {}, page.at(140, 160));
        if (end == "first") page.click(51, 51);
        QCOMPARE(page.annotation.regions.size(), std::size_t(1));
        QCOMPARE(page.lastShape<label::Polygon>().parts[0].outer.size(), std::size_t(3));
    }

    void pointsAreTakenBackAndRestoredWhileDrawing() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::Polygon);
        for (const auto& [x, y] : {std::pair{50, 50}, {150, 60}, {140, 160}, {90, 200}}) page.click(x, y);
        page.key(Qt::Key_Backspace);
        QVERIFY(page.view.trigger("edit.undo"));
        QVERIFY(page.view.trigger("edit.redo"));
        page.key(Qt::Key_Return);
        QCOMPARE(page.lastShape<label::Polygon>().parts[0].outer.size(), std::size_t(3));
        QVERIFY(!page.view.trigger("edit.undo")); // nothing is drafted: it is the page's
    }

    void escapeDropsADraft() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::Polygon);
        page.click(50, 50);
        page.click(150, 60);
        page.key(Qt::Key_Escape);
        page.key(Qt::Key_Return);
        QVERIFY(page.edits.empty());
        QVERIFY(page.view.tool() == LabelTool::Polygon);
    }

    void aLineIsDrawn() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::Polyline);
        page.click(50, 50);
        page.click(150, 60);
        page.key(Qt::Key_Return);
        QCOMPARE(page.lastShape<label::Polyline>().points.size(), std::size_t(2));
    }

    void theJointsOfASkeletonAreSetInOrder() {
        Page page;
        page.open();
        page.view.setActiveLabel("pose");
        page.view.setTool(LabelTool::Keypoints);
        page.click(100, 50);
        page.click(120, 100, Qt::ShiftModifier);
        page.click(90, 150);
        const auto& points = page.lastShape<label::Keypoints>().points;
        QCOMPARE(points.size(), std::size_t(3));
        QCOMPARE(points[1].name, std::string("hand"));
        QVERIFY(points[1].visibility == label::Visibility::Hidden);
        QVERIFY(points[2].visibility == label::Visibility::Visible);
    }

    void aSkeletonMayEndEarly() {
        Page page;
        page.open();
        page.view.setActiveLabel("pose");
        page.view.setTool(LabelTool::Keypoints);
        page.click(100, 50);
        page.key(Qt::Key_Return);
        const auto& points = page.lastShape<label::Keypoints>().points;
        QCOMPARE(points.size(), std::size_t(3));
        QVERIFY(points[2].visibility == label::Visibility::NotLabelled);
    }

    void strokesOfTheBrushGrowOneMaskAndTheEraserShrinksIt() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::Brush);
        page.drag(100, 100, 160, 100);
        QCOMPARE(page.annotation.regions.size(), std::size_t(1));
        const auto first = page.lastShape<label::Mask>().area();
        page.drag(100, 140, 160, 140);
        QCOMPARE(page.annotation.regions.size(), std::size_t(1));
        const auto both = page.lastShape<label::Mask>().area();
        QVERIFY(both > first);
        page.view.setTool(LabelTool::Eraser);
        page.drag(90, 140, 170, 140);
        QVERIFY(page.lastShape<label::Mask>().area() < both);
        page.view.trigger("brush.larger");
        for (int i = 0; i < 12; ++i) page.view.trigger("brush.larger");
        page.drag(100, 100, 160, 110);
        QVERIFY(page.annotation.regions.empty()); // nothing of it was left
    }

    void theWandFillsTheDiscThatIsClicked() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::Wand);
        page.click(200, 150);
        QTRY_COMPARE(page.annotation.regions.size(), std::size_t(1));
        const double disc = 3.14159 * 80 * 80;
        QVERIFY(std::abs(double(page.lastShape<label::Mask>().area()) - disc) < disc / 50);
    }

    void grabCutFindsTheDiscInsideABox() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::GrabCut);
        page.drag(100, 50, 300, 250);
        QTRY_COMPARE(page.annotation.regions.size(), std::size_t(1));
        const double disc = 3.14159 * 80 * 80;
        QVERIFY(std::abs(double(page.lastShape<label::Mask>().area()) - disc) < disc / 10);
    }

    void anAnswerForAnotherItemIsDropped() {
        Page page;
        page.open();
        page.view.setTool(LabelTool::Wand);
        page.click(200, 150);
        page.open(); // the next task
        QTRY_VERIFY(!page.view.canvas()->isBusy());
        QTest::qWait(20);
        QVERIFY(page.annotation.regions.empty());
    }

    void pointsSnapWhenThatIsOn() {
        Page page({region("a", label::Box{50, 50, 60, 40})});
        page.open();
        page.view.setSnapping(true);
        page.view.setTool(LabelTool::Box);
        page.drag(113, 93, 397, 297); // from near a corner to near the border
        QCOMPARE(page.lastShape<label::Box>(), (label::Box{110, 90, 290, 210}));
    }

    void aHoleIsCut() {
        Page page({region("a", kSquare)});
        page.open();
        page.view.select({"a"});
        QVERIFY(page.view.trigger("region.hole"));
        for (const auto& [x, y] : {std::pair{80, 80}, {120, 80}, {120, 120}}) page.click(x, y);
        page.key(Qt::Key_Return);
        QCOMPARE(page.lastShape<label::Polygon>().parts[0].holes.size(), std::size_t(1));
    }

    void aWholeBoxIsMadeWithKeysOnly() {
        Page page;
        page.open();
        page.view.trigger("tool.box");
        page.key(Qt::Key_Return);
        QCOMPARE(page.annotation.regions.size(), std::size_t(1));
        const auto placed = page.lastShape<label::Box>();
        QVERIFY(isNear(placed, {100, 75, 200, 150}));
        page.key(Qt::Key_Right);
        page.key(Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(isNear(page.lastShape<label::Box>(), {101, 85, 200, 150}));
        page.view.trigger("tool.select");
        page.key(Qt::Key_Return); // handles, the first is the top left corner
        page.key(Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(isNear(page.lastShape<label::Box>(), {91, 85, 210, 150}));
        page.key(Qt::Key_Tab); // the top side
        page.key(Qt::Key_Up);
        QVERIFY(isNear(page.lastShape<label::Box>(), {91, 84, 210, 151}));
        page.key(Qt::Key_Escape);
        page.key(Qt::Key_Delete);
        QVERIFY(page.annotation.regions.empty());
    }
};

QTEST_MAIN(TestImageDrawing)
#include "tst_image_drawing.moc"
