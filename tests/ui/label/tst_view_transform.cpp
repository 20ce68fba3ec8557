#include <QTest>

#include "ui/label/view_transform.h"

using namespace slipway;
using ui::ViewTransform;

namespace {

ViewTransform shown(QSizeF image = {1000, 500}, QSizeF view = {800, 600}) {
    ViewTransform transform;
    transform.setSizes(image, view);
    transform.fit();
    return transform;
}

bool isNear(QPointF a, QPointF b) {
    return std::abs(a.x() - b.x()) < 1e-6 && std::abs(a.y() - b.y()) < 1e-6;
}

} // namespace

class TestViewTransform : public QObject {
    Q_OBJECT
private slots:
    void fitShowsTheWholeImageInTheMiddleWithAMargin() {
        const auto transform = shown();
        const QRectF all = transform.toView(label::Box{0, 0, 1000, 500});
        QCOMPARE(all.left(), 16.0);
        QCOMPARE(all.right(), 784.0);
        QCOMPARE(all.center().y(), 300.0);
    }

    void fitNeverEnlarges() { QCOMPARE(shown({100, 50}).zoom(), 1.0); }

    void whatIsUnderThePointerStaysThereWhileZooming() {
        auto transform = shown();
        const QPointF pointer(311, 207);
        const auto before = transform.toImage(pointer);
        for (const double factor : {1.2, 1.2, 3.0, 0.7}) transform.zoomAt(pointer, factor);
        QVERIFY(isNear(transform.toView(before), pointer));
    }

    void zoomStaysWithinItsLimits() {
        auto transform = shown();
        transform.zoomAt({400, 300}, 1e9);
        QCOMPARE(transform.zoom(), 64.0);
        transform.zoomAt({400, 300}, 1e-9);
        QCOMPARE(transform.zoom(), 1.0 / 64);
    }

    void theImageCannotBeLost() {
        auto transform = shown();
        transform.panBy({1e6, -1e6});
        const QRectF all = transform.toView(label::Box{0, 0, 1000, 500});
        QVERIFY(all.left() <= 800 - 32 + 1e-6);
        QVERIFY(all.bottom() >= 32 - 1e-6);
        QVERIFY(all.intersects(QRectF(0, 0, 800, 600)));
    }

    void viewAndImagePointsAreInverse() {
        auto transform = shown();
        transform.zoomAt({100, 100}, 2.7);
        transform.panBy({-33, 21});
        QVERIFY(isNear(transform.toView(transform.toImage({123.5, 77.25})), {123.5, 77.25}));
    }

    void anotherSizeOfTheViewKeepsTheMiddle() {
        auto transform = shown();
        transform.setZoom(3);
        transform.centreOn({600, 200});
        transform.setSizes({1000, 500}, {500, 400});
        QVERIFY(isNear(transform.toView(label::Point{600, 200}), {250, 200}));
        QCOMPARE(transform.zoom(), 3.0);
    }

    void showPansAsLittleAsNeeded() {
        auto transform = shown();
        transform.setZoom(2);
        transform.centreOn({500, 250});
        const auto seen = transform.visible();
        transform.show({seen.left + 50, seen.top + 50, 20, 20});
        QCOMPARE(transform.visible(), seen);
        transform.show({900, 250, 40, 20});
        QCOMPARE(transform.toView(label::Box{900, 250, 40, 20}).right(), 800.0 - 16);
        QCOMPARE(transform.zoom(), 2.0);
    }

    void showZoomsOutForWhatDoesNotFit() {
        auto transform = shown();
        transform.setZoom(8);
        transform.show({100, 100, 400, 100});
        const QRectF box = transform.toView(label::Box{100, 100, 400, 100});
        QVERIFY(QRectF(0, 0, 800, 600).contains(box));
    }
};

QTEST_GUILESS_MAIN(TestViewTransform)
#include "tst_view_transform.moc"
