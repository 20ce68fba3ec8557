#include <algorithm>
#include <numeric>
#include <random>

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include "core/base/file.h"
#include "core/media/video.h"

using namespace slipway;
using namespace slipway::media;

namespace {

constexpr int kBits = 10, kBlock = 16; // 10 squares of 16 pixels on top of the picture: the number, in binary

/// Draws the number of each frame that comes by.
const QString kBurnIn = "geq=lum='if(lt(Y,%1),16+219*mod(floor(N/pow(2,floor(X/%1))),2),lum(X,Y))':"
                        "cb='if(lt(Y,%1/2),128,cb(X,Y))':cr='if(lt(Y,%1/2),128,cr(X,Y))'";

QString burnIn() {
    return kBurnIn.arg(kBlock);
}

int burntIn(const Pixels& pixels) {
    int number = 0;
    for (int bit = 0; bit < kBits; ++bit) {
        const auto* pixel = pixels.row(kBlock / 2) + 4 * (bit * kBlock + kBlock / 2);
        if (pixel[1] > 128) number |= 1 << bit;
    }
    return number;
}

bool haveFfmpeg() {
    return !QStandardPaths::findExecutable("ffmpeg").isEmpty();
}

QByteArray ffmpeg(const QStringList& arguments, QString* problem = nullptr) {
    QProcess process;
    process.start("ffmpeg", QStringList{"-hide_banner", "-nostdin", "-v", "error", "-y"} + arguments);
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(60000) && process.exitCode() == 0;
    if (!ended && problem) *problem = process.readAllStandardError();
    return process.readAllStandardOutput();
}

QStringList testPicture(int frames) {
    return {"-f", "lavfi", "-i", "testsrc2=size=160x96:rate=25", "-frames:v", QString::number(frames)};
}

/// The numbers that the ffmpeg program sees, frame by frame.
std::vector<int> numbersByProgram(const QString& file, int width, int height) {
    const auto raw = ffmpeg({"-i", file, "-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "-"});
    std::vector<int> numbers;
    for (qsizetype frame = 0; frame + width * height <= raw.size(); frame += width * height) {
        int number = 0;
        for (int bit = 0; bit < kBits; ++bit) {
            const auto at = frame + kBlock / 2 * width + bit * kBlock + kBlock / 2;
            if (static_cast<unsigned char>(raw[at]) > 128) number |= 1 << bit;
        }
        numbers.push_back(number);
    }
    return numbers;
}

std::vector<int> upTo(int count) {
    std::vector<int> numbers(static_cast<std::size_t>(count));
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

Result<std::unique_ptr<Video>> openVideo(const QString& file) {
    Progress progress;
    return Video::open(file.toStdString(), progress);
}

} // namespace

class TestVideo : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder = TemporaryFolder::create("slipway-video").value();
    QString file(const QString& name) const {
        return QString::fromStdString((m_folder.path() / name.toStdString()).string());
    }

    void make(const QStringList& arguments) {
        QString problem;
        ffmpeg(arguments, &problem);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    QString simpleVideo(
        const QString& name, int frames, const QStringList& options = {"-c:v", "libx264", "-bf", "3", "-g", "30"}) {
        make(testPicture(frames) + QStringList{"-vf", burnIn(), "-pix_fmt", "yuv420p"} + options +
             QStringList{file(name)});
        return file(name);
    }

    void verifyNumbers(Video& video, const std::vector<int>& wanted) {
        QCOMPARE(video.frames(), std::int64_t(wanted.size()));
        const auto check = [&](std::int64_t n) {
            const auto pixels = video.frame(n);
            QVERIFY2(pixels, pixels ? "" : pixels.error().message.c_str());
            QCOMPARE(burntIn(*pixels), wanted[static_cast<std::size_t>(n)]);
        };
        std::vector<std::int64_t> order(wanted.size());
        std::iota(order.begin(), order.end(), 0);
        for (auto n : order) check(n);
        std::ranges::reverse(order);
        for (auto n : order) check(n);
        std::ranges::shuffle(order, std::mt19937(7));
        for (auto n : order) check(n);
    }

private slots:
    void initTestCase() {
        if (!haveFfmpeg()) QSKIP("SKIPPED: cannot be installed: the ffmpeg program that makes the videos is not here");
    }

    void theFrameIsTheBurntInNumber_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("constant");
        const QString irregular = "settb=1/1000,setpts='(N*40+mod(N*N*7,23)+floor(N/20)*300)/1000/TB',";
        const QString dropped = "select='not(eq(mod(n,5),3))*not(between(n,40,60))',";
        const QStringList h264{"-c:v", "libx264", "-bf", "3", "-g", "40", "-pix_fmt", "yuv420p"};
        const QStringList mpeg4{"-c:v", "mpeg4", "-bf", "2", "-g", "25", "-q:v", "3"};
        QTest::newRow("H.264 with B-frames, MP4") << "" << h264 << "a.mp4" << true;
        QTest::newRow("H.264 with B-frames, Matroska") << "" << h264 << "a.mkv" << true;
        QTest::newRow("H.264 with B-frames, QuickTime") << "" << h264 << "a.mov" << true;
        QTest::newRow("H.264 with B-frames, transport stream") << "" << h264 << "a.ts" << true;
        QTest::newRow("H.264 with B-frames, AVI") << "" << h264 << "a.avi" << true;
        QTest::newRow("H.264 with B-frames, bare") << "" << h264 << "a.h264" << true;
        QTest::newRow("variable rate, MP4") << irregular << h264 << "v.mp4" << false;
        QTest::newRow("variable rate, Matroska") << irregular << h264 << "v.mkv" << false;
        QTest::newRow("dropped frames, MP4") << dropped << h264 << "d.mp4" << false;
        QTest::newRow("dropped frames, Matroska, MPEG-4") << dropped << mpeg4 << "d.mkv" << false;
        QTest::newRow("MPEG-4 with B-frames, MP4") << "" << mpeg4 << "b.mp4" << true;
        QTest::newRow("MPEG-4 with B-frames, AVI") << "" << mpeg4 << "b.avi" << true;
        QTest::newRow("MPEG-2, program stream")
            << "" << QStringList{"-c:v", "mpeg2video", "-bf", "2", "-q:v", "3"} << "c.mpg" << true;
        QTest::newRow("MPEG-2, transport stream")
            << "" << QStringList{"-c:v", "mpeg2video", "-bf", "2", "-q:v", "3"} << "c.ts" << true;
        QTest::newRow("open groups of pictures, MP4")
            << "" << h264 + QStringList{"-x264-params", "open-gop=1:bframes=3:keyint=20:scenecut=0"} << "o.mp4" << true;
        QTest::newRow("open groups of pictures, transport stream")
            << "" << h264 + QStringList{"-x264-params", "open-gop=1:bframes=3:keyint=20:scenecut=0"} << "o.ts" << true;
        QTest::newRow("refreshed bit by bit")
            << "" << h264 + QStringList{"-x264-params", "intra-refresh=1:bframes=0:keyint=30"} << "r.mp4" << true;
        QTest::newRow("fragmented MP4") << "" << h264 + QStringList{"-movflags", "frag_keyframe+empty_moov"} << "f.mp4"
                                        << true;
        QTest::newRow("VP8 with hidden frames")
            << ""
            << QStringList{"-c:v", "libvpx", "-auto-alt-ref", "1", "-lag-in-frames", "16", "-b:v", "1M", "-g", "50"}
            << "h.webm" << true;
        QTest::newRow("VP9 with hidden frames")
            << "" << QStringList{"-c:v", "libvpx-vp9", "-lag-in-frames", "16", "-deadline", "realtime", "-b:v", "1M"}
            << "n.webm" << true;
        QTest::newRow("H.265 with open groups")
            << "" << QStringList{"-c:v", "libx265", "-x265-params", "log-level=none:open-gop=1:keyint=25:bframes=4"}
            << "e.mp4" << true;
        QTest::newRow("H.265 with ten bits")
            << ""
            << QStringList{"-c:v", "libx265", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none:keyint=30"}
            << "t.mkv" << true;
        QTest::newRow("AV1") << "" << QStringList{"-c:v", "libsvtav1", "-preset", "12", "-g", "32"} << "1.mp4" << true;
        QTest::newRow("Motion JPEG") << "" << QStringList{"-c:v", "mjpeg", "-q:v", "3"} << "j.mov" << true;
    }
    void theFrameIsTheBurntInNumber() {
        QFETCH(QString, filter);
        QFETCH(QStringList, options);
        QFETCH(QString, name);
        QFETCH(bool, constant);
        make(testPicture(120) + QStringList{"-vf", filter + burnIn(), "-vsync", "passthrough"} +
             (filter.startsWith("settb") ? QStringList{"-enc_time_base", "1:1000"} : QStringList{}) + options +
             QStringList{file(name)});
        const auto byProgram = numbersByProgram(file(name), 160, 96);
        QVERIFY(byProgram.size() > 70);
        QCOMPARE(byProgram, upTo(static_cast<int>(byProgram.size()))); // or the video is made wrong
        const auto video = openVideo(file(name));
        QVERIFY2(video, video ? "" : video.error().message.c_str());
        verifyNumbers(**video, byProgram);
        QCOMPARE((*video)->hasConstantRate(), constant);
        const auto& times = (*video)->times();
        QVERIFY(std::ranges::is_sorted(times, {}, &FrameTime::seconds));
        QCOMPARE(times.front().seconds, 0.0);
        for (std::int64_t n = 0; n < (*video)->frames(); ++n)
            QCOMPARE((*video)->frameAt(times[static_cast<std::size_t>(n)].seconds + 0.0005), n);
        if (constant) QVERIFY(std::abs((*video)->framesPerSecond() - 25) < 0.3);
    }

    void editListsAreKept() {
        const auto whole = simpleVideo("whole.mp4", 150);
        // Cut without coding again: the frames before the cut, back to the key frame, are in the file but not shown.
        for (const char* start : {"1.72", "3.2"}) {
            make({"-ss", start, "-i", whole, "-c", "copy", file("cut.mp4")});
            const auto byProgram = numbersByProgram(file("cut.mp4"), 160, 96);
            QVERIFY(byProgram.front() > 35);
            const auto video = openVideo(file("cut.mp4"));
            QVERIFY(video);
            verifyNumbers(**video, byProgram);
            QCOMPARE((*video)->times().front().seconds, 0.0);
        }
    }

    void repeatedTimestampsAreFramesOfTheirOwn() {
        make(testPicture(40) + QStringList{"-vf", burnIn(), "-c:v", "mjpeg", "-q:v", "3", "-bsf:v",
                                   "setts=ts='floor(N/2)*40'", file("twice.mkv")});
        const auto video = openVideo(file("twice.mkv"));
        QVERIFY2(video, video ? "" : video.error().message.c_str());
        verifyNumbers(**video, upTo(40));
        QVERIFY(!(*video)->hasConstantRate());
    }

    void digitsAreReadOffTheFrames() {
        const QString digits = "drawtext=text='%{frame_num}':fontsize=30:x=4:y=2:fontcolor=white:box=1:boxcolor=black";
        const QStringList source{
            "-f", "lavfi", "-i", "color=gray:size=64x36:rate=30", "-frames:v", "90", "-vf", digits};
        make(
            source + QStringList{"-c:v", "libx264", "-bf", "3", "-g", "24", "-pix_fmt", "yuv420p", file("digits.mp4")});
        const auto raw = ffmpeg(source + QStringList{"-f", "rawvideo", "-pix_fmt", "gray", "-"});
        QCOMPARE(raw.size(), qsizetype(90 * 64 * 36));
        const auto video = openVideo(file("digits.mp4"));
        QVERIFY(video);
        const auto difference = [&](const Pixels& pixels, int reference) {
            long sum = 0;
            for (int i = 0; i < 64 * 36; ++i)
                sum += std::abs(pixels.rgba[4 * static_cast<std::size_t>(i) + 1] -
                                static_cast<unsigned char>(raw[reference * 64 * 36 + i]));
            return sum;
        };
        for (int i = 0; i < 90; ++i) {
            const int n = i * 37 % 90; // each once, in jumps
            const auto pixels = (*video)->frame(n);
            QVERIFY(pixels);
            const auto references = upTo(90);
            const auto nearest =
                std::ranges::min_element(references, {}, [&](int reference) { return difference(*pixels, reference); });
            QCOMPARE(*nearest, n);
        }
    }

    void rotationIsApplied() {
        const auto plain = simpleVideo("plain.mp4", 5);
        for (int angle : {90, 180, 270}) {
            make({"-i", plain, "-c", "copy", "-metadata:s:v:0", QString("rotate=%1").arg(angle), file("turned.mp4")});
            const auto video = openVideo(file("turned.mp4"));
            QVERIFY(video);
            const int width = angle == 180 ? 160 : 96, height = angle == 180 ? 96 : 160;
            QCOMPARE((*video)->width(), width);
            QCOMPARE((*video)->height(), height);
            const auto raw = ffmpeg({"-i", file("turned.mp4"), "-f", "rawvideo", "-pix_fmt", "rgba", "-"});
            const auto pixels = (*video)->frame(3);
            QVERIFY(pixels);
            const auto* reference = reinterpret_cast<const std::uint8_t*>(raw.constData()) + 3 * 4 * 160 * 96;
            long sum = 0;
            for (std::size_t i = 0; i < pixels->rgba.size(); ++i) sum += std::abs(pixels->rgba[i] - reference[i]);
            QVERIFY2(sum < 6 * long(pixels->rgba.size()),
                qPrintable(QString("turned by %1: off by %2").arg(angle).arg(sum)));
        }
    }

    void oddSizesAndSmallOnesAreWhole() {
        make(QStringList{"-f", "lavfi", "-i", "testsrc=size=161x97:rate=25", "-frames:v", "3"} +
             QStringList{"-c:v", "libx264", "-pix_fmt", "yuv444p", file("odd.mp4")});
        const auto video = openVideo(file("odd.mp4"));
        QVERIFY(video);
        QCOMPARE((*video)->width(), 161);
        const auto pixels = (*video)->frame(1);
        QVERIFY(pixels);
        QCOMPARE(pixels->rgba.size(), std::size_t(4 * 161 * 97));
        const auto small = (*video)->frame(1, 50);
        QVERIFY(small);
        QCOMPARE(small->width, 50);
        QCOMPARE(small->height, 30);
        QCOMPARE((*video)->frame(2, 1)->width, 1);
        QCOMPARE((*video)->frame(3).error().code, ErrorCode::InvalidArgument);
        QCOMPARE((*video)->frame(-1).error().code, ErrorCode::InvalidArgument);
        QCOMPARE((*video)->frame(0, -1).error().code, ErrorCode::InvalidArgument);
    }

    void whiteIsWhiteInBothRanges() {
        for (const char* range : {"tv", "pc"}) {
            make({"-f", "lavfi", "-i", "color=white:size=64x64", "-frames:v", "2", "-vf",
                QString("scale=out_range=%1").arg(range), "-c:v", "libx264", "-pix_fmt", "yuv420p", "-color_range",
                range, file("white.mp4")});
            const auto video = openVideo(file("white.mp4"));
            QVERIFY(video);
            const auto pixels = (*video)->frame(0);
            QVERIFY(pixels);
            for (int band = 0; band < 4; ++band) QVERIFY(pixels->row(32)[4 * 32 + band] >= 253);
        }
    }

    void aVideoCutShortHasTheFramesBefore() {
        const auto whole = simpleVideo("long.mkv", 120);
        QFile source(whole);
        QVERIFY(source.open(QIODevice::ReadOnly));
        const auto bytes = source.readAll();
        for (const double part : {0.3, 0.6, 0.95}) {
            QFile cut(file("short.mkv"));
            QVERIFY(cut.open(QIODevice::WriteOnly));
            cut.write(bytes.left(static_cast<qsizetype>(part * static_cast<double>(bytes.size()))));
            cut.close();
            const auto video = openVideo(file("short.mkv"));
            QVERIFY(video);
            const auto frames = (*video)->frames();
            QVERIFY(frames > 5 && frames < 120);
            int good = 0;
            for (std::int64_t n = 0; n < frames; ++n) {
                const auto pixels = (*video)->frame(n);
                if (!pixels) QCOMPARE(pixels.error().code, ErrorCode::BadData);
                if (pixels && burntIn(*pixels) == n) ++good;
            }
            QVERIFY(good >= frames - 4);
        }
    }

    void damageInTheMiddleSpoilsOnlyItsFrames() {
        const auto whole = simpleVideo("hurt.mp4", 120, {"-c:v", "mjpeg", "-q:v", "3"});
        QFile video(whole);
        QVERIFY(video.open(QIODevice::ReadWrite));
        video.seek(video.size() / 2);
        video.write(QByteArray(3000, '\0'));
        video.close();
        const auto opened = openVideo(whole);
        QVERIFY(opened);
        QCOMPARE((*opened)->frames(), std::int64_t(120));
        int good = 0;
        for (std::int64_t n = 0; n < 120; ++n) {
            const auto pixels = (*opened)->frame(n);
            if (pixels && burntIn(*pixels) == n) ++good;
        }
        QVERIFY2(good >= 115, qPrintable(QString::number(good)));
        QCOMPARE(burntIn(*(*opened)->frame(0)), 0);
        QCOMPARE(burntIn(*(*opened)->frame(119)), 119);
    }

    void damageInACodedGroupSpoilsNothingBehindTheNextKeyFrame() {
        const auto whole = simpleVideo("group.mp4", 150);
        QFile video(whole);
        QVERIFY(video.open(QIODevice::ReadWrite));
        video.seek(video.size() / 2);
        video.write(QByteArray(400, '\x7f'));
        video.close();
        const auto opened = openVideo(whole);
        QVERIFY(opened);
        QCOMPARE((*opened)->frames(), std::int64_t(150));
        int good = 0;
        for (const std::int64_t n : {149, 0, 130, 10, 140, 20, 125, 29}) {
            const auto pixels = (*opened)->frame(n);
            QVERIFY(pixels);
            QCOMPARE(std::int64_t(burntIn(*pixels)), n);
        }
        for (std::int64_t n = 0; n < 150; ++n) {
            const auto pixels = (*opened)->frame(n);
            if (!pixels) QCOMPARE(pixels.error().code, ErrorCode::BadData);
            if (pixels && burntIn(*pixels) == n) ++good;
        }
        QVERIFY2(good >= 100, qPrintable(QString::number(good)));
    }

    void whatIsNoVideoIsRefused() {
        const auto write = [&](const QString& name, const QByteArray& bytes) {
            QFile to(file(name));
            QVERIFY(to.open(QIODevice::WriteOnly));
            to.write(bytes);
        };
        write("text.mp4", "no video, just words\n");
        write("list.mp4",
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + file("x.ts").toUtf8() + "\n#EXT-X-ENDLIST\n");
        write("concat.mp4", "ffconcat version 1.0\nfile x.ts\n");
        write("empty.mp4", "");
        make({"-f", "lavfi", "-i", "sine", "-t", "1", file("sound.mp4")});
        for (const char* name : {"text.mp4", "list.mp4", "concat.mp4", "empty.mp4", "sound.mp4"}) {
            const auto video = openVideo(file(name));
            QVERIFY2(!video, name);
            QCOMPARE(video.error().code, ErrorCode::BadData);
            QVERIFY(video.error().message.contains(name));
        }
        QCOMPARE(openVideo(file("none.mp4")).error().code, ErrorCode::NotFound);
        std::filesystem::create_directory(m_folder.path() / "nothing");
        QCOMPARE(openVideo(file("nothing")).error().code, ErrorCode::BadData);
    }

    void openingCanBeCancelled() {
        const auto path = simpleVideo("cancel.avi", 60, {"-c:v", "mpeg4", "-bf", "2"});
        Progress progress;
        progress.cancel();
        const auto video = Video::open(path.toStdString(), progress);
        QVERIFY(!video);
        QCOMPARE(video.error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestVideo)
#include "tst_video.moc"
