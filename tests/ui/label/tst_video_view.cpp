#include <fstream>
#include <random>

#include <QAccessible>
#include <QKeyEvent>
#include <QLineEdit>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QVBoxLayout>

#include "core/base/file.h"
#include "core/label/track_edit.h"
#include "core/media/image.h"
#include "ui/label/image/image_canvas.h"
#include "ui/label/key_set.h"
#include "ui/label/video/frame_note.h"
#include "ui/label/video/still.h"
#include "ui/label/video/track_timeline.h"
#include "ui/label/video/video_player.h"
#include "ui/label/video/video_view.h"
#include "ui/shell/theme.h"

using namespace slipway;
using namespace slipway::ui;

namespace {

constexpr int kBits = 10, kBlock = 16; // 10 squares of 16 pixels on top of the picture: the number, in binary
constexpr int kWidth = 320, kHeight = 192, kFrames = 60;

const QString kBurnIn = "geq=lum='if(lt(Y,%1),16+219*mod(floor(N/pow(2,floor(X/%1))),2),lum(X,Y))':"
                        "cb='if(lt(Y,%1/2),128,cb(X,Y))':cr='if(lt(Y,%1/2),128,cr(X,Y))'";

bool haveFfmpeg() {
    return !QStandardPaths::findExecutable("ffmpeg").isEmpty();
}

QString makeVideo(const QString& file, const QString& filter, const QStringList& options) {
    QProcess process;
    process.start("ffmpeg", QStringList{"-hide_banner", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                                QString("testsrc2=size=%1x%2:rate=25").arg(kWidth).arg(kHeight), "-frames:v",
                                QString::number(kFrames), "-vf", filter + kBurnIn.arg(kBlock), "-pix_fmt", "yuv420p"} +
                                options + QStringList{file});
    process.closeWriteChannel();
    if (!process.waitForFinished(60000) || process.exitCode() != 0) return process.readAllStandardError();
    return {};
}

/// A folder of frames with the same numbers burnt in.
void makeFolder(const std::filesystem::path& folder, int frames) {
    for (int n = 0; n < frames; ++n) {
        media::Pixels pixels{kWidth, kHeight, std::vector<std::uint8_t>(4 * kWidth * kHeight, 255)};
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) {
                const bool inBlock = y < kBlock && x < kBits * kBlock;
                const int value = inBlock ? (n >> (x / kBlock) & 1 ? 235 : 16) : 90;
                for (int band = 0; band < 3; ++band) pixels.row(y)[4 * x + band] = static_cast<std::uint8_t>(value);
            }
        if (!media::writePng(pixels, folder / ("frame" + std::to_string(n) + ".png"))) qFatal("cannot write a frame");
    }
}

/// The page around the view: keys mean what the key set says, edits are applied and told.
class Page : public QWidget {
public:
    explicit Page(const std::filesystem::path& file) : view(new VideoView), m_file(file) {
        for (const char* name : {"car", "person"}) label::addClass(project.labels, name);
        project.medium = label::Medium::Video;
        auto* layout = new QVBoxLayout(this);
        layout->addWidget(view);
        connect(view, &AnnotationView::editRequested, this, [this](const label::Edit& edit) { apply(edit); });
        resize(800, 640); // so that frames are shown at 100 %
        QWidget::show();
    }
    void open() {
        QSignalSpy shown(view, &AnnotationView::shown);
        view->show(project, task, m_file, annotation);
        QTRY_COMPARE_WITH_TIMEOUT(shown.size(), 1, 20000);
        view->setActiveLabel("car");
        view->canvas()->setFocus();
    }
    void apply(const label::Edit& edit) {
        if (!label::apply(edit, annotation)) qFatal("the edit does not fit");
        edits.push_back(edit);
        view->annotationChanged(edit);
    }
    void undo() {
        const auto edit = label::inverse(edits.back());
        edits.pop_back();
        if (!label::apply(edit, annotation)) qFatal("the undo does not fit");
        view->annotationChanged(edit);
    }
    void key(int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(view->canvas(), Qt::Key(key), modifiers);
    }
    void goTo(std::int64_t frame) {
        view->goTo(frame);
        QTRY_COMPARE_WITH_TIMEOUT(view->frame(), frame, 20000);
    }
    QPoint at(double x, double y) const { return view->canvas()->transform().toView(label::Point{x, y}).toPoint(); }
    void drag(double x, double y, double toX, double toY) {
        QTest::mousePress(view->canvas(), Qt::LeftButton, {}, at(x, y));
        for (const double share : {0.5, 1.0}) {
            const QPointF to(at(x + (toX - x) * share, y + (toY - y) * share));
            QMouseEvent event(QEvent::MouseMove, to, view->canvas()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(view->canvas(), &event);
        }
        QTest::mouseRelease(view->canvas(), Qt::LeftButton, {}, at(toX, toY));
    }
    /// Draws with the box tool and goes back to the selecting one.
    void drawBox(double x, double y, double toX, double toY) {
        view->setTool(LabelTool::Box);
        drag(x, y, toX, toY);
        view->setTool(LabelTool::Select);
    }
    /// The number that is burnt into the picture as the person sees it.
    int numberOnScreen() const {
        const QImage screen = view->canvas()->grab().toImage();
        int number = 0;
        for (int bit = 0; bit < kBits; ++bit)
            if (qGray(screen.pixel(at(bit * kBlock + kBlock / 2, kBlock / 2))) > 128) number |= 1 << bit;
        return number;
    }
    const label::Track& track(std::size_t region = 0) const {
        return std::get<label::Track>(annotation.regions[region].shape);
    }
    std::vector<std::int64_t> keyframes(std::size_t region = 0) const {
        std::vector<std::int64_t> frames;
        for (const auto& key : track(region).keyframes) frames.push_back(key.frame);
        return frames;
    }
    /// Bounds of what is drawn on the screen; nothing when it is not there.
    std::optional<label::Box> seen(std::size_t region = 0) const {
        const auto drawn = view->canvas()->scene().find(annotation.regions[region].id);
        return drawn ? std::optional(drawn->bounds) : std::nullopt;
    }

    label::Project project;
    label::Task task;
    label::Annotation annotation;
    std::vector<label::Edit> edits;
    VideoView* view;

protected:
    void keyPressEvent(QKeyEvent* event) override {
        for (const QString& action : KeySet::named("slipway").actionsFor(keyOf(*event), "video"))
            if (view->trigger(action)) return;
        event->ignore();
    }

private:
    std::filesystem::path m_file;
};

bool isNear(const std::optional<label::Box>& box, const label::Box& wanted) {
    return box && std::abs(box->left - wanted.left) < 1.5 && std::abs(box->top - wanted.top) < 1.5 &&
           std::abs(box->width - wanted.width) < 1.5 && std::abs(box->height - wanted.height) < 1.5;
}

label::Region trackRegion(const std::string& id, std::vector<label::Keyframe> keys) {
    label::Region region;
    region.id = id;
    region.label = "car";
    region.shape = label::Track{std::move(keys)};
    return region;
}

label::Keyframe key(std::int64_t frame, label::FrameShape shape, bool outside = false) {
    return {frame, outside, false, std::move(shape), {}};
}

using Frames = std::vector<std::int64_t>;

} // namespace

class TestVideoView : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder = TemporaryFolder::create("slipway-video-view").value();
    Theme m_theme;
    std::filesystem::path m_frames; ///< a folder of frames

    void addVideos() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("name");
        const QString irregular = "settb=1/1000,setpts='(N*40+mod(N*N*7,23)+floor(N/20)*300)/1000/TB',";
        const QStringList h264{"-c:v", "libx264", "-bf", "3", "-g", "25"};
        const QStringList variable = h264 + QStringList{"-vsync", "vfr"};
        QTest::newRow("constant rate with B-frames, MP4") << "" << h264 << "c.mp4";
        QTest::newRow("variable rate with B-frames, MP4") << irregular << variable << "v.mp4";
        QTest::newRow("variable rate with B-frames, Matroska") << irregular << variable << "v.mkv";
    }
    std::filesystem::path madeVideo() {
        QFETCH(QString, filter);
        QFETCH(QStringList, options);
        QFETCH(QString, name);
        const auto file = m_folder.path() / name.toStdString();
        if (!std::filesystem::exists(file)) {
            const QString problem = makeVideo(QString::fromStdString(file.string()), filter, options);
            if (!problem.isEmpty()) qWarning("%s", qPrintable(problem));
        }
        return file;
    }

private slots:
    void initTestCase() {
        m_frames = m_folder.path() / "frames";
        std::filesystem::create_directory(m_frames);
        makeFolder(m_frames, kFrames);
    }

    void stepsByKeysShowTheFrameWithTheNumber_data() { addVideos(); }
    void stepsByKeysShowTheFrameWithTheNumber() {
        if (!haveFfmpeg()) QSKIP("SKIPPED: cannot be installed: the ffmpeg program that makes the videos is not here");
        Page page(madeVideo());
        page.open();
        QCOMPARE(page.view->player()->facts()->frames(), std::int64_t(kFrames));
        QFETCH(QString, filter);
        QCOMPARE(page.view->player()->facts()->constantRate, filter.isEmpty());
        std::int64_t frame = 0;
        const auto press = [&](int key, int steps) {
            page.key(key);
            frame = std::clamp<std::int64_t>(frame + steps, 0, kFrames - 1);
            QTRY_COMPARE_WITH_TIMEOUT(page.view->frame(), frame, 20000);
            QCOMPARE(std::int64_t(page.numberOnScreen()), frame);
        };
        for (int i = 0; i < 8; ++i) press(Qt::Key_F, 1);
        for (int i = 0; i < 3; ++i) press(Qt::Key_V, 10);
        for (int i = 0; i < 5; ++i) press(Qt::Key_D, -1);
        press(Qt::Key_C, -10);
        for (int i = 0; i < 5; ++i) press(Qt::Key_V, 10); // stays on the last
        press(Qt::Key_D, -1);
    }

    void theKeyFrameOfADrawnBoxIsTheNumberOnTheScreen_data() { addVideos(); }
    void theKeyFrameOfADrawnBoxIsTheNumberOnTheScreen() {
        if (!haveFfmpeg()) QSKIP("SKIPPED: cannot be installed: the ffmpeg program that makes the videos is not here");
        Page page(madeVideo());
        page.open();
        std::mt19937 random(4);
        for (int i = 0; i < 12; ++i) {
            page.goTo(static_cast<std::int64_t>(random() % kFrames));
            const int burntIn = page.numberOnScreen();
            page.drawBox(60, 80, 140, 140);
            QCOMPARE(page.annotation.regions.size(), std::size_t(1));
            QCOMPARE(page.keyframes(), Frames{burntIn});
            QVERIFY(isNear(page.seen(), {60, 80, 80, 60}));
            page.undo();
            QVERIFY(page.annotation.regions.empty());
        }
    }

    void whilePlayingTheNumberShownIsTheNumberOfThePicture_data() { addVideos(); }
    void whilePlayingTheNumberShownIsTheNumberOfThePicture() {
        if (!haveFfmpeg()) QSKIP("SKIPPED: cannot be installed: the ffmpeg program that makes the videos is not here");
        Page page(madeVideo());
        page.open();
        auto* number = page.view->findChild<QLineEdit*>("frameNumber");
        std::int64_t last = 0;
        int checked = 0;
        connect(page.view->player(), &VideoPlayer::frameShown, &page, [&](qint64 frame) {
            QVERIFY(frame > last);
            last = frame;
            ++checked;
            QMetaObject::invokeMethod( // after all who are told have been told
                &page, [&] { QCOMPARE(number->text().toInt(), page.numberOnScreen()); }, Qt::QueuedConnection);
        });
        page.view->player()->setSpeed(4);
        page.key(Qt::Key_Space);
        QVERIFY(page.view->player()->isPlaying());
        QTRY_VERIFY_WITH_TIMEOUT(!page.view->player()->isPlaying(), 30000);
        QCOMPARE(page.view->frame(), std::int64_t(kFrames - 1));
        QVERIFY(checked > 1);
    }

    void aKeyAndAPressPausePlaying() {
        Page page(m_frames);
        page.open();
        page.view->player()->setSpeed(0.25);
        page.key(Qt::Key_Space);
        QVERIFY(page.view->player()->isPlaying());
        page.key(Qt::Key_Space);
        QVERIFY(!page.view->player()->isPlaying());
        page.key(Qt::Key_Space);
        QTest::mouseClick(page.view->canvas(), Qt::LeftButton, {}, page.at(300, 150));
        QVERIFY(!page.view->player()->isPlaying());
        QCOMPARE(std::int64_t(page.numberOnScreen()), page.view->frame());
    }

    void aTypedNumberIsGoneTo() {
        Page page(m_frames);
        page.open();
        auto* number = page.view->findChild<QLineEdit*>("frameNumber");
        number->setFocus();
        number->selectAll();
        QTest::keyClicks(number, "37");
        QTest::keyClick(number, Qt::Key_Return);
        QTRY_COMPARE(page.view->frame(), std::int64_t(37));
        QCOMPARE(page.numberOnScreen(), 37);
        QVERIFY(page.view->canvas()->hasFocus());
        number->setFocus();
        number->selectAll();
        QTest::keyClicks(number, "999999999999");
        QTest::keyClick(number, Qt::Key_Return);
        QTRY_COMPARE(page.view->frame(), std::int64_t(kFrames - 1));
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

    void aFrameThatCannotBeDecodedIsSaidAndOthersGoOn() {
        const auto folder = m_folder.path() / "broken";
        std::filesystem::create_directory(folder);
        makeFolder(folder, 5);
        std::ofstream(folder / "frame2.png") << "broken";
        Page page(folder);
        page.open();
        auto* note = page.view->findChild<FrameNote*>("frameNote");
        page.goTo(1);
        QVERIFY(!note->isVisible());
        page.goTo(2);
        QVERIFY(note->isVisible());
        QVERIFY(note->accessibleName().contains("2"));
        page.drawBox(60, 80, 140, 140); // its shapes can still be set
        QCOMPARE(page.keyframes(), Frames{2});
        page.goTo(3);
        QVERIFY(!note->isVisible());
        QCOMPARE(page.numberOnScreen(), 3);
    }

    void theNextVideoIsOpenedAheadAndTheOldOneMayGoAtAnyMoment() {
        const auto other = m_folder.path() / "other";
        std::filesystem::create_directory(other);
        makeFolder(other, 7);
        Page page(m_frames);
        page.open();
        page.view->prefetch({other});
        page.view->goTo(30);
        QSignalSpy shown(page.view, &AnnotationView::shown);
        label::Annotation answer;
        page.view->show(page.project, page.task, other, answer);
        QCOMPARE(page.view->frame(), std::int64_t(-1)); // nothing of the old one
        QTRY_COMPARE(shown.size(), 1);
        QCOMPARE(page.view->player()->facts()->frames(), std::int64_t(7));
        page.view->trigger("video.play");
        delete page.view;
        page.view = nullptr;
    }

    void whatIsNoVideoIsSaid() {
        const auto file = m_folder.path() / "no.mp4";
        std::ofstream(file) << "not a video";
        Page page(file);
        QSignalSpy failed(page.view, &AnnotationView::failed);
        page.view->show(page.project, page.task, file, page.annotation);
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(page.view->findChild<QWidget*>("videoError")->isVisible());
        page.key(Qt::Key_F);
        page.key(Qt::Key_Space);
        QCOMPARE(page.view->frame(), std::int64_t(-1));
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

    void everythingThatTakesTheFocusHasAName() {
        Page page(m_frames);
        page.open();
        for (const auto* widget : page.view->findChildren<QWidget*>())
            if (widget->focusPolicy() & Qt::TabFocus && widget->isVisible() && widget != page.view->focusProxy())
                QVERIFY2(!widget->accessibleName().isEmpty(),
                    qPrintable(widget->objectName() + widget->metaObject()->className()));
    }
};

QTEST_MAIN(TestVideoView)
#include "tst_video_view.moc"
