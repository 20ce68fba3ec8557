#include <QAccessible>
#include <QClipboard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/file.h"
#include "core/media/image.h"
#include "ui/label/image/canvas_renderer.h"
#include "ui/label/image/image_view.h"
#include "ui/shell/theme.h"

using namespace slipway;
using namespace slipway::ui;

namespace {

constexpr int kWidth = 400, kHeight = 300;

/// A picture with a light disc on dark ground.
media::Pixels drawnPicture() {
    media::Pixels pixels{kWidth, kHeight, std::vector<std::uint8_t>(4 * kWidth * kHeight, 255)};
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x) {
            const bool inside = (x - 200) * (x - 200) + (y - 150) * (y - 150) < 80 * 80;
            for (int band = 0; band < 3; ++band) pixels.row(y)[4 * x + band] = inside ? 220 : 40;
        }
    return pixels;
}

label::Region region(const std::string& id, label::Shape shape, const std::string& name = "car") {
    label::Region made;
    made.id = id;
    made.label = name;
    made.shape = std::move(shape);
    return made;
}

/// The view with what the page does: it applies each edit and tells.
class Page {
public:
    explicit Page(std::vector<label::Region> regions = {}) {
        for (const char* name : {"car", "person"}) label::addClass(project.labels, name);
        label::addClass(project.labels, "pose");
        project.labels.classes.back().skeleton = label::Skeleton{{"head", "hand", "foot"}, {{0, 1}, {0, 2}}};
        annotation.regions = std::move(regions);
        QObject::connect(
            &view, &AnnotationView::editRequested, &view, [this](const label::Edit& edit) { apply(edit); });
        file = m_folder.filePath("disc.png").toStdString();
        if (!media::writePng(drawnPicture(), file)) qFatal("the picture cannot be written");
        view.resize(kWidth + 200, kHeight + 200); // so that the picture is shown at 100 %
        view.QWidget::show();
    }
    /// Waits until the picture is on the screen.
    void open() {
        QSignalSpy shown(&view, &AnnotationView::shown);
        view.show(project, task, file, annotation);
        QTRY_COMPARE(shown.size(), 1);
        view.setActiveLabel("car");
        view.canvas()->setFocus();
    }
    void apply(const label::Edit& edit) {
        if (!label::apply(edit, annotation)) qFatal("the edit does not fit");
        edits.push_back(edit);
        view.annotationChanged(edit);
    }
    void undo() {
        const auto edit = label::inverse(edits.back());
        apply(edit);
    }
    QPoint at(double x, double y) { return view.canvas()->transform().toView(label::Point{x, y}).toPoint(); }
    void click(double x, double y, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(view.canvas(), Qt::LeftButton, modifiers, at(x, y));
    }
    void drag(double x, double y, double toX, double toY, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(view.canvas(), Qt::LeftButton, modifiers, at(x, y));
        moveTo((x + toX) / 2, (y + toY) / 2, modifiers, Qt::LeftButton);
        moveTo(toX, toY, modifiers, Qt::LeftButton);
        QTest::mouseRelease(view.canvas(), Qt::LeftButton, modifiers, at(toX, toY));
    }
    /// QTest::mouseMove() knows no buttons.
    void moveTo(double x, double y, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButtons buttons = {}) {
        QMouseEvent event(QEvent::MouseMove, QPointF(at(x, y)), view.canvas()->mapToGlobal(QPointF(at(x, y))),
            Qt::NoButton, buttons, modifiers);
        QCoreApplication::sendEvent(view.canvas(), &event);
    }
    void key(int key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(view.canvas(), Qt::Key(key), modifiers); }
    const label::Region& last() const { return annotation.regions.back(); }
    template <class S> const S& lastShape() const { return std::get<S>(annotation.regions.back().shape); }

    label::Project project;
    label::Task task;
    label::Annotation annotation;
    std::vector<label::Edit> edits;
    std::filesystem::path file;
    Theme theme;
    ImageView view;

private:
    QTemporaryDir m_folder;
};

bool isNear(const label::Box& box, const label::Box& wanted) {
    return std::abs(box.left - wanted.left) < 1 && std::abs(box.top - wanted.top) < 1 &&
           std::abs(box.width - wanted.width) < 1 && std::abs(box.height - wanted.height) < 1;
}

const label::Polygon kSquare{{{{{50, 50}, {150, 50}, {150, 150}, {50, 150}}, {}}}};

} // namespace

class TestImageView : public QObject {
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

    void aDragMovesTheRegionAndAsksOnce() {
        Page page({region("a", label::Box{50, 50, 60, 40})});
        page.open();
        page.drag(80, 70, 120, 100);
        QCOMPARE(page.edits.size(), std::size_t(1));
        QVERIFY(isNear(page.lastShape<label::Box>(), {90, 80, 60, 40}));
        page.drag(120, 100, 900, 900);
        QVERIFY(isNear(page.lastShape<label::Box>(), {340, 260, 60, 40}));
    }

    void aHandleResizes() {
        Page page({region("a", label::Box{50, 50, 60, 40})});
        page.open();
        page.view.select({"a"});
        page.drag(110, 90, 150, 140);
        QCOMPARE(page.edits.size(), std::size_t(1));
        QVERIFY(isNear(page.lastShape<label::Box>(), {50, 50, 100, 90}));
    }

    void escapeDuringADragChangesNothing() {
        Page page({region("a", label::Box{50, 50, 60, 40})});
        page.open();
        page.view.select({"a"});
        QTest::mousePress(page.view.canvas(), Qt::LeftButton, {}, page.at(110, 90));
        page.moveTo(150, 140, {}, Qt::LeftButton);
        page.key(Qt::Key_Escape);
        page.moveTo(160, 150, {}, Qt::LeftButton);
        QTest::mouseRelease(page.view.canvas(), Qt::LeftButton, {}, page.at(160, 150));
        QVERIFY(page.edits.empty());
    }

    void verticesAreMovedAddedAndDeleted() {
        Page page({region("a", kSquare)});
        page.open();
        page.view.select({"a"});
        page.drag(50, 50, 30, 40);
        QVERIFY(isNear(label::boundsOf(page.last().shape), {30, 40, 120, 110}));
        page.drag(150, 100, 190, 100); // an edge
        QCOMPARE(page.lastShape<label::Polygon>().parts[0].outer.size(), std::size_t(5));
        page.click(190, 100, Qt::AltModifier);
        QCOMPARE(page.lastShape<label::Polygon>().parts[0].outer.size(), std::size_t(4));
        QCOMPARE(page.edits.size(), std::size_t(3));
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

    void shiftAndTheRubberBandSelectSeveral() {
        Page page({region("a", label::Box{50, 50, 40, 40}), region("b", label::Box{120, 50, 40, 40}),
            region("c", label::Box{300, 200, 40, 40})});
        page.open();
        page.click(70, 70);
        page.click(140, 70, Qt::ShiftModifier);
        QCOMPARE(page.view.selection(), QStringList({"a", "b"}));
        page.click(20, 20);
        QVERIFY(page.view.selection().isEmpty());
        page.drag(30, 30, 200, 120);
        QCOMPARE(page.view.selection(), QStringList({"a", "b"}));
        page.drag(70, 70, 80, 80);
        QCOMPARE(page.edits.size(), std::size_t(1));
        QVERIFY(isNear(label::boundsOf(page.annotation.regions[1].shape), {130, 60, 40, 40}));
    }

    void lockedRegionsStay() {
        auto locked = region("a", label::Box{50, 50, 60, 40});
        locked.locked = true;
        Page page({locked});
        page.open();
        page.drag(80, 70, 120, 100);
        page.key(Qt::Key_Delete);
        page.key(Qt::Key_Left);
        QVERIFY(page.edits.empty());
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

    void tabGoesThroughTheRegionsAndEscapeLetsItLeave() {
        Page page({region("a", label::Box{50, 50, 40, 40}), region("b", label::Box{120, 50, 40, 40})});
        QWidget other(page.view.parentWidget());
        page.open();
        page.key(Qt::Key_Tab);
        QCOMPARE(page.view.selection(), QStringList({"a"}));
        page.key(Qt::Key_Tab);
        QCOMPARE(page.view.selection(), QStringList({"b"}));
        page.key(Qt::Key_Tab, Qt::ShiftModifier);
        QCOMPARE(page.view.selection(), QStringList({"a"}));
        page.key(Qt::Key_Escape);
        QVERIFY(page.view.selection().isEmpty());
        page.key(Qt::Key_Tab);
        QVERIFY(page.view.selection().isEmpty());
    }

    void regionsAreCopiedAndPasted() {
        Page page({region("a", label::Box{50, 50, 40, 40})});
        page.open();
        page.view.select({"a"});
        QVERIFY(page.view.trigger("region.copy"));
        QVERIFY(page.view.trigger("region.paste"));
        QCOMPARE(page.annotation.regions.size(), std::size_t(2));
        QVERIFY(page.last().id != "a");
        QVERIFY(isNear(page.lastShape<label::Box>(), {62, 62, 40, 40}));
        QVERIFY(page.view.trigger("region.duplicate"));
        QCOMPARE(page.annotation.regions.size(), std::size_t(3));
    }

    void suggestionsAreAcceptedAndRejected() {
        Page page;
        page.open();
        label::Prediction prediction;
        prediction.model = "cars:3";
        prediction.answer.regions = {region("x", label::Box{10, 10, 30, 30}), region("y", label::Box{90, 90, 30, 30})};
        prediction.answer.regions[0].score = 0.9;
        prediction.answer.regions[1].score = 0.4;
        page.view.setSuggestions({prediction});
        QSignalSpy accepted(&page.view, &AnnotationView::suggestionAccepted);
        QSignalSpy rejected(&page.view, &AnnotationView::suggestionRejected);
        QVERIFY(page.view.trigger("suggestion.accept")); // the surest
        QCOMPARE(page.annotation.regions.size(), std::size_t(1));
        QVERIFY(page.last().origin == label::Origin::Prediction);
        QVERIFY(isNear(page.lastShape<label::Box>(), {10, 10, 30, 30}));
        QCOMPARE(accepted.size(), 1);
        QCOMPARE(accepted[0][0].toString(), QString("cars:3"));
        QCOMPARE(accepted[0][1].toString(), QString("x"));
        QVERIFY(page.view.trigger("suggestion.reject"));
        QCOMPARE(rejected[0][1].toString(), QString("y"));
        QVERIFY(!page.view.trigger("suggestion.accept"));
    }

    void undoIsShown() {
        Page page({region("a", label::Box{50, 50, 60, 40})});
        page.open();
        page.drag(80, 70, 120, 100);
        page.undo();
        page.click(80, 70);
        QCOMPARE(page.view.selection(), QStringList({"a"}));
        page.click(140, 110);
        QVERIFY(page.view.selection().isEmpty());
    }

    void theWheelZoomsToThePointerAndSpaceDragPans() {
        Page page;
        page.open();
        const QPointF pointer = page.at(120, 80);
        const auto before = page.view.canvas()->transform().toImage(pointer);
        QWheelEvent wheel(pointer, page.view.canvas()->mapToGlobal(pointer), {}, {0, 240}, Qt::NoButton, Qt::NoModifier,
            Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(page.view.canvas(), &wheel);
        const auto& transform = page.view.canvas()->transform();
        QVERIFY(transform.zoom() > 1.3);
        QVERIFY(std::abs(transform.toImage(pointer).x - before.x) < 1e-6);
        QTest::keyPress(page.view.canvas(), Qt::Key_Space);
        QTest::mousePress(page.view.canvas(), Qt::LeftButton, {}, QPoint(100, 100));
        QMouseEvent move(QEvent::MouseMove, QPointF(130, 90), QPointF(130, 90), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(page.view.canvas(), &move);
        QTest::mouseRelease(page.view.canvas(), Qt::LeftButton, {}, QPoint(130, 90));
        QTest::keyRelease(page.view.canvas(), Qt::Key_Space);
        QVERIFY(std::abs(transform.toView(before).x() - (pointer.x() + 30)) < 1e-6);
        QVERIFY(page.edits.empty());
    }

    void aBrokenFileSaysWhy() {
        Page page;
        const auto broken = page.file.parent_path() / "broken.png";
        QVERIFY(writeFileAtomically(broken, "this is no picture"));
        QSignalSpy failed(&page.view, &AnnotationView::failed);
        page.view.show(page.project, page.task, broken, page.annotation);
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(page.view.findChild<QWidget*>("imageError"));
        page.open();
        QVERIFY(!page.view.findChild<QWidget*>("imageError"));
    }

    void aPrefetchedPictureIsShownAtOnce() {
        Page page;
        page.view.prefetch({page.file});
        auto* loader = page.view.findChild<PictureLoader*>();
        QTRY_VERIFY(loader->isLoaded(page.file));
        QSignalSpy loaded(loader, &PictureLoader::loaded);
        page.view.show(page.project, page.task, page.file, page.annotation);
        QCOMPARE(loaded.size(), 1); // without a turn of the event loop
    }

    void manyRegionsArePaintedInTheLayerAndDraggedOverIt() {
        std::vector<label::Region> regions;
        for (int i = 0; i < 300; ++i)
            regions.push_back(
                region("r" + std::to_string(i), label::Box{double(i % 20) * 20, double(i / 20) * 20, 14, 14}));
        Page page(std::move(regions));
        page.open();
        const QColor car = ui::colorOf(page.project.labels, "car");
        const auto isDrawnAt = [&](double x, double y) {
            const QImage image = page.view.canvas()->grab().toImage();
            for (int dy = -2; dy <= 2; ++dy)
                for (int dx = -2; dx <= 2; ++dx) {
                    const QColor pixel = image.pixelColor(page.at(x, y) + QPoint(dx, dy));
                    if (std::abs(pixel.hue() - car.hue()) < 15 && pixel.saturation() > 100) return true;
                }
            return false;
        };
        QTRY_VERIFY(isDrawnAt(207, 100)); // the top side of r110
        page.drag(207, 107, 207, 290);
        page.view.select({});
        page.moveTo(2, 299);
        QVERIFY(!isDrawnAt(207, 100)); // painted anew in place, without a new layer
        QVERIFY(isNear(label::boundsOf(page.annotation.regions[110].shape), {200, 283, 14, 14}));
    }

    void toneChangesWhatIsSeenOnly() {
        QCOMPARE(toneCurve({})[77], std::uint8_t(77));
        QVERIFY(toneCurve({0.5, 0})[77] > 200);
        QVERIFY(toneCurve({0, 0.5})[77] < 40);
        Page page;
        page.open();
        const QColor before = page.view.canvas()->grab().toImage().pixelColor(page.at(200, 150));
        page.view.setBrightness(-0.5);
        QTRY_VERIFY(
            page.view.canvas()->grab().toImage().pixelColor(page.at(200, 150)).lightness() < before.lightness() - 80);
        QVERIFY(page.edits.empty());
    }

    void screenReadersFindTheRegions() {
        QAccessible::setActive(true);
        Page page({region("a", label::Box{50, 60, 40, 30}), region("b", label::Box{120, 50, 40, 40}, "person")});
        page.open();
        auto* canvas = QAccessible::queryAccessibleInterface(page.view.canvas());
        QVERIFY(canvas);
        QCOMPARE(canvas->childCount(), 2);
        auto* first = canvas->child(0);
        QCOMPARE(first->text(QAccessible::Name), QString("car, box"));
        QCOMPARE(first->text(QAccessible::Description), QString("left 50, top 60, 40 by 30 pixels"));
        QVERIFY(first->parent() == canvas);
        QCOMPARE(canvas->indexOfChild(canvas->child(1)), 1);
        const QPoint inside = page.view.canvas()->mapToGlobal(page.at(60, 70));
        QVERIFY(first->rect().contains(inside));
        QVERIFY(canvas->childAt(inside.x(), inside.y()) == first);
        page.view.select({"a"});
        QVERIFY(first->state().selected);
        page.key(Qt::Key_Delete);
        QCOMPARE(canvas->childCount(), 1);
    }
};

QTEST_MAIN(TestImageView)
#include "tst_image_view.moc"
