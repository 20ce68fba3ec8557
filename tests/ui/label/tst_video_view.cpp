#include <QLineEdit>
#include <QProcess>
#include <QStandardPaths>
#include <fstream>
#include <random>

#include "tests/ui/label/video_page.h"
#include "ui/label/video/frame_note.h"
#include "ui/label/video/video_player.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::isNear;
using testkit::kBlock;
using testkit::kFrames;
using testkit::kHeight;
using testkit::kWidth;
using testkit::makeFolder;
using Page = testkit::VideoPage;
using Frames = std::vector<std::int64_t>;

namespace {

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
