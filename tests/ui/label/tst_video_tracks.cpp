#include <QAccessible>
#include <random>

#include "core/label/track_edit.h"
#include "tests/ui/label/video_page.h"
#include "ui/label/video/still.h"
#include "ui/label/video/track_timeline.h"
#include "ui/label/video/video_player.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::isNear;
using testkit::key;
using testkit::kFrames;
using testkit::makeFolder;
using testkit::trackRegion;
using Page = testkit::VideoPage;
using Frames = std::vector<std::int64_t>;

class TestVideoTracks : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder = TemporaryFolder::create("slipway-video-tracks").value();
    Theme m_theme;
    std::filesystem::path m_frames; ///< a folder of frames

private slots:
    void initTestCase() {
        m_frames = m_folder.path() / "frames";
        std::filesystem::create_directory(m_frames);
        makeFolder(m_frames, kFrames);
    }

    void betweenKeyFramesTheShapeOnTheScreenMoves() {
        Page page(m_frames);
        page.open();
        page.goTo(10);
        page.drawBox(60, 80, 140, 140);
        page.goTo(20);
        QVERIFY(isNear(page.seen(), {60, 80, 80, 60}));
        page.drag(100, 110, 140, 120);
        QCOMPARE(page.keyframes(), (Frames{10, 20}));
        QVERIFY(isNear(page.seen(), {100, 90, 80, 60}));
        page.goTo(15);
        QVERIFY(isNear(page.seen(), {80, 85, 80, 60}));
        page.goTo(9);
        QVERIFY(!page.seen());
        page.goTo(40);
        QVERIFY(isNear(page.seen(), {100, 90, 80, 60}));
    }

    void outsideEndsTheTrackAndBringsItBack() {
        Page page(m_frames);
        page.annotation.regions = {trackRegion("a", {key(5, label::Box{60, 80, 80, 60})})};
        page.open();
        page.goTo(20);
        page.view->select({"a"});
        page.key(Qt::Key_O);
        QVERIFY(!page.seen());
        QCOMPARE(page.view->selection(), QStringList{"a"});
        page.goTo(19);
        QVERIFY(page.seen());
        page.goTo(30);
        QVERIFY(!page.seen());
        page.key(Qt::Key_O);
        QVERIFY(page.seen());
        QCOMPARE(label::lifeSpans(page.track(), kFrames), (std::vector<label::LifeSpan>{{5, 19}, {30, kFrames - 1}}));
        page.undo();
        QVERIFY(!page.seen());
        page.undo();
        QVERIFY(page.seen());
        QCOMPARE(page.keyframes(), Frames{5});
    }

    void keysMakeAndRemoveKeyFramesAndGoFromOneToTheNext() {
        Page page(m_frames);
        page.annotation.regions = {trackRegion("a", {key(5, label::Box{60, 80, 80, 60})})};
        page.open();
        page.goTo(25);
        page.view->select({"a"});
        page.key(Qt::Key_K);
        QCOMPARE(page.keyframes(), (Frames{5, 25}));
        page.key(Qt::Key_E);
        QTRY_COMPARE(page.view->frame(), std::int64_t(5));
        page.key(Qt::Key_K);
        QCOMPARE(page.keyframes(), Frames{25});
        page.key(Qt::Key_R);
        QTRY_COMPARE(page.view->frame(), std::int64_t(25));
        page.key(Qt::Key_K); // the only one stays
        QCOMPARE(page.keyframes(), Frames{25});
        page.key(Qt::Key_Q);
        QVERIFY(page.track().keyframes[0].occluded);
        page.key(Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(page.keyframes(), (Frames{25, kFrames - 1}));
    }

    void tracksAreSplitAndMergedAndUndone() {
        Page page(m_frames);
        page.annotation.regions = {
            trackRegion("a", {key(0, label::Box{0, 40, 40, 40}), key(40, label::Box{200, 40, 40, 40})})};
        const auto before = page.annotation;
        page.open();
        page.goTo(20);
        page.view->select({"a"});
        page.key(Qt::Key_M, Qt::AltModifier);
        QCOMPARE(page.annotation.regions.size(), std::size_t(2));
        QCOMPARE(page.view->selection().size(), 1);
        QVERIFY(isNear(page.seen(1), {100, 40, 40, 40}));
        QVERIFY(!page.seen(0));
        page.goTo(10);
        QVERIFY(isNear(page.seen(0), {50, 40, 40, 40}));
        page.view->select({"a", page.view->selection().front()});
        page.key(Qt::Key_M);
        QCOMPARE(page.annotation.regions.size(), std::size_t(1));
        page.goTo(30);
        QVERIFY(isNear(page.seen(0), {150, 40, 40, 40}));
        page.undo();
        page.undo();
        QCOMPARE(page.annotation, before);
        QVERIFY(isNear(page.seen(0), {150, 40, 40, 40}));
    }

    void aDeletedTrackGoesFromAllFramesAlsoWhenItIsNotOnThisOne() {
        Page page(m_frames);
        page.annotation.regions = {trackRegion("a", {key(30, label::Box{60, 80, 80, 60})})};
        page.open();
        page.view->select({"a"});
        QVERIFY(!page.seen());
        page.key(Qt::Key_Delete);
        QVERIFY(page.annotation.regions.empty());
        page.undo();
        QCOMPARE(page.keyframes(), Frames{30});
    }

    void aVertexAddedOnOneFrameLetsThePolygonMove() {
        const label::Polygon square{{{{{50, 50}, {150, 50}, {150, 150}, {50, 150}}, {}}}};
        Page page(m_frames);
        page.annotation.regions = {trackRegion("a", {key(0, square)})};
        page.open();
        page.goTo(10);
        page.view->select({"a"});
        page.drag(100, 50, 100, 30); // the top side
        QCOMPARE(page.keyframes(), (Frames{0, 10}));
        page.goTo(5);
        QVERIFY(isNear(page.seen(), {50, 40, 100, 110}));
    }

    void theTimelineJumpsSelectsAndMovesKeyFrames() {
        Page page(m_frames);
        page.annotation.regions = {trackRegion("a", {key(5, label::Box{60, 80, 80, 60})}),
            trackRegion("b", {key(10, label::Box{60, 80, 80, 60}), key(30, label::Box{90, 80, 80, 60})})};
        page.open();
        auto* timeline = page.view->timeline();
        QCOMPARE(timeline->rowCount(), 2);
        const auto press = [&](int row, std::int64_t frame) {
            QTest::mousePress(timeline->viewport(), Qt::LeftButton, {}, timeline->placeOf(row, frame).toPoint());
        };
        press(1, 20);
        QTest::mouseRelease(timeline->viewport(), Qt::LeftButton);
        QTRY_COMPARE(page.view->frame(), std::int64_t(20));
        QCOMPARE(page.view->selection(), QStringList{"b"});
        press(1, 30);
        const QPointF to = timeline->placeOf(1, 40);
        QMouseEvent move(
            QEvent::MouseMove, to, timeline->viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(timeline->viewport(), &move);
        QVERIFY(page.edits.empty());
        QTest::mouseRelease(timeline->viewport(), Qt::LeftButton, {}, to.toPoint());
        QCOMPARE(page.keyframes(1), (Frames{10, 40}));
        QCOMPARE(page.edits.size(), std::size_t(1));
        QTRY_COMPARE(page.view->frame(), std::int64_t(40));
        page.undo();
        QCOMPARE(page.keyframes(1), (Frames{10, 30}));
        QTest::keyClick(timeline, Qt::Key_Up);
        QCOMPARE(page.view->selection(), QStringList{"a"});
        QTest::keyClick(timeline, Qt::Key_Return);
        QTRY_COMPARE(page.view->frame(), std::int64_t(5));
    }

    void tabEnterAndSpaceStayWithTheControlThatHasTheFocus() {
        Page page(m_frames);
        page.annotation.regions = {trackRegion("a", {key(0, label::Box{60, 80, 80, 60})})};
        page.open();
        QVERIFY(page.view->trigger("region.next"));
        page.view->timeline()->setFocus();
        QVERIFY(!page.view->trigger("region.next"));
        QVERIFY(!page.view->trigger("draft.finish"));
        QVERIFY(page.view->trigger("frame.next"));
        page.view->findChild<QWidget*>("frame_next")->setFocus();
        QVERIFY(!page.view->trigger("video.play"));
    }

    void anAcceptedSuggestionIsItsWholeTrack() {
        Page page(m_frames);
        page.open();
        page.goTo(10);
        label::Prediction prediction;
        prediction.model = "follow:1";
        prediction.answer.regions = {
            trackRegion("s", {key(5, label::Box{60, 80, 80, 60}), key(25, label::Box{100, 80, 80, 60})})};
        page.view->setSuggestions({prediction});
        QVERIFY(page.view->trigger("suggestion.acceptAll"));
        QCOMPARE(page.annotation.regions.size(), std::size_t(1));
        QCOMPARE(page.keyframes(), (Frames{5, 25}));
        page.goTo(12);
        QCOMPARE(page.view->canvas()->suggestions().size(), std::size_t(0));
    }

    void anEditOfTheStillIsWhatIsSeenAfterTheEditOfTheTracks() {
        std::mt19937 random(8);
        const auto upTo = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        const auto box = [&] { return label::Box{double(upTo(200)), double(upTo(100)), 20, 20}; };
        for (int i = 0; i < 300; ++i) {
            label::Annotation whole;
            for (int r = 0; r < 6; ++r) {
                std::vector<label::Keyframe> keys;
                for (int f = upTo(10); f < 40; f += 1 + upTo(12)) keys.push_back(key(f, box(), upTo(4) == 0));
                if (keys.empty()) keys.push_back(key(0, box()));
                whole.regions.push_back(trackRegion("r" + std::to_string(r), keys));
            }
            const std::int64_t frame = upTo(40);
            const label::Annotation still = stillAt(whole, frame);
            if (still.regions.empty()) continue;
            const label::Region chosen = still.regions[static_cast<std::size_t>(upTo(int(still.regions.size())))];
            label::EditBuilder builder("Edit", still);
            label::Region changed = chosen;
            changed.shape = box();
            changed.occluded = upTo(2) == 1;
            changed.label = "person";
            if (i % 4 == 0) builder.remove(chosen.id);
            if (i % 4 == 1) builder.moveTo(chosen.id, static_cast<std::size_t>(upTo(int(still.regions.size()))));
            if (i % 4 != 0) builder.change(changed);
            if (i % 4 == 3) {
                label::Region drawn;
                drawn.id = "new";
                drawn.label = "car";
                drawn.shape = box();
                builder.add(drawn);
            }
            const label::Annotation wanted = builder.result();
            label::Annotation after = whole;
            QVERIFY(label::apply(toTrackEdit(std::move(builder).take(), whole, frame, {}), after));
            QCOMPARE(stillAt(after, frame), wanted);
            label::Annotation shown = still;
            QVERIFY(label::apply(difference(still, wanted), shown));
            QCOMPARE(shown, wanted);
        }
    }

    void screenReadersHearTheTracksAndSelectThem() {
        Page page(m_frames);
        page.open();
        label::Region region;
        region.id = "t1";
        region.label = "car";
        label::Track track;
        track.keyframes = {
            {0, false, false, label::Box{10, 40, 30, 30}, {}}, {5, true, false, label::Box{10, 40, 30, 30}, {}}};
        region.shape = track;
        label::EditBuilder edit("Add track", page.annotation);
        edit.add(region);
        page.apply(std::move(edit).take());
        auto* list = QAccessible::queryAccessibleInterface(page.view->timeline());
        QVERIFY(list);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->childCount(), 1);
        auto* row = list->child(0);
        QCOMPARE(row->text(QAccessible::Name), QString("car 1: frames 0 – 4, 2 key frames"));
        QVERIFY(!row->state().selected);
        QVERIFY(!row->rect().isEmpty());
        row->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QVERIFY(row->state().selected);
        QCOMPARE(page.view->selection(), QStringList{"t1"});
        page.undo();
        QCOMPARE(list->childCount(), 0);
    }
};

QTEST_MAIN(TestVideoTracks)
#include "tst_video_tracks.moc"
