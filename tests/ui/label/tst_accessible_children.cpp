#include <QAccessible>
#include <QTest>
#include <functional>
#include <memory>

#include "ui/label/accessible_children.h"
#include "ui/label/image/image_canvas.h"
#include "ui/label/text/text_canvas.h"
#include "ui/label/video/track_timeline.h"
#include "ui/shell/theme.h"

using namespace slipway;
using namespace slipway::ui;

namespace {

label::Annotation withRegion(label::Shape shape) {
    label::Annotation annotation;
    label::Region region;
    region.id = "a";
    region.label = "car";
    region.shape = std::move(shape);
    annotation.regions = {region};
    return annotation;
}

/// One of the widgets that draw regions, with one region "a" on it.
struct Drawn {
    label::Annotation annotation;
    std::unique_ptr<QWidget> widget;
    std::function<void()> select;
};

std::unique_ptr<Drawn> makeText() {
    auto drawn = std::make_unique<Drawn>();
    drawn->annotation = withRegion(label::Span{0, 3});
    auto canvas = std::make_unique<TextCanvas>();
    canvas->setDocument(TextDocument::make("Ada wrote notes.", "notes", false).value());
    canvas->setAnnotation(&drawn->annotation);
    drawn->select = [canvas = canvas.get()] { canvas->select({"a"}); };
    drawn->widget = std::move(canvas);
    return drawn;
}

std::unique_ptr<Drawn> makeImage() {
    auto drawn = std::make_unique<Drawn>();
    drawn->annotation = withRegion(label::Box{10, 20, 30, 40});
    auto canvas = std::make_unique<ImageCanvas>();
    canvas->setAnnotation(&drawn->annotation);
    drawn->select = [canvas = canvas.get()] { canvas->select({"a"}); };
    drawn->widget = std::move(canvas);
    return drawn;
}

std::unique_ptr<Drawn> makeTimeline() {
    auto drawn = std::make_unique<Drawn>();
    drawn->annotation = withRegion(label::Track{{{0, false, false, label::Box{10, 20, 30, 40}, {}}}});
    auto timeline = std::make_unique<TrackTimeline>();
    timeline->setFrames(10);
    timeline->setAnnotation(&drawn->annotation, {});
    drawn->select = [timeline = timeline.get()] { timeline->setSelection({"a"}); };
    drawn->widget = std::move(timeline);
    return drawn;
}

using Make = std::unique_ptr<Drawn> (*)();

} // namespace

Q_DECLARE_METATYPE(Make)

class TestAccessibleChildren : public QObject {
    Q_OBJECT
    Theme m_theme;

private slots:
    void aChildThatWasLetGoOfIsMadeAnew_data() {
        QTest::addColumn<Make>("make");
        QTest::newRow("text") << Make(makeText);
        QTest::newRow("image") << Make(makeImage);
        QTest::newRow("timeline") << Make(makeTimeline);
    }
    void aChildThatWasLetGoOfIsMadeAnew() {
        QFETCH(Make, make);
        const auto drawn = make();
        drawn->widget->show();
        drawn->widget->activateWindow();
        drawn->widget->setFocus();
        QVERIFY(QTest::qWaitForWindowExposed(drawn->widget.get()));
        auto* list = QAccessible::queryAccessibleInterface(drawn->widget.get());
        QCOMPARE(list->childCount(), 1);
        QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(list->child(0)));
        drawn->select();
        dynamic_cast<AccessibleParent*>(list)->tell("a", QAccessible::Focus); // where nobody listens, too
        QVERIFY(list->child(0));
        QVERIFY(list->child(0)->state().selected);
        QCOMPARE(list->indexOfChild(list->child(0)), 0);
    }
};

QTEST_MAIN(TestAccessibleChildren)
#include "tst_accessible_children.moc"
