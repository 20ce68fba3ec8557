#include <QAccessible>

#include "core/base/file.h"
#include "tests/ui/label/image_page.h"
#include "ui/label/image/canvas_renderer.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::isNear;
using testkit::kSquare;
using testkit::region;
using Page = testkit::ImagePage;

class TestImageView : public QObject {
    Q_OBJECT
private slots:
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
