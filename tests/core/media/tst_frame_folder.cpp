#include <array>
#include <fstream>

#include <QTest>

#include "core/base/file.h"
#include "core/media/image.h"
#include "core/media/video.h"

using namespace slipway;
using namespace slipway::media;

class TestFrameFolder : public QObject {
    Q_OBJECT
private slots:
    void picturesInAFolderAreFramesInNaturalOrder() {
        const auto folder = TemporaryFolder::create("slipway-frames").value();
        for (const int number : {10, 9, 1, 100, 2}) {
            Pixels pixels{20, 10, std::vector<std::uint8_t>(800, static_cast<std::uint8_t>(number))};
            QVERIFY(writePng(pixels, folder.path() / ("frame" + std::to_string(number) + ".png")));
        }
        std::ofstream(folder.path() / "notes.txt") << "not a frame";
        std::ofstream(folder.path() / "frame50.png") << "broken";
        Progress progress;
        const auto video = Video::open(folder.path(), progress);
        QVERIFY(video);
        QCOMPARE((*video)->frames(), std::int64_t(6));
        QCOMPARE((*video)->width(), 20);
        QVERIFY((*video)->hasConstantRate());
        const std::array wanted{1, 2, 9, 10, -1, 100};
        for (std::int64_t n : {5, 0, 3, 1, 2, 4}) {
            const auto pixels = (*video)->frame(n);
            if (wanted[static_cast<std::size_t>(n)] < 0) {
                QCOMPARE(pixels.error().code, ErrorCode::BadData);
                continue;
            }
            QVERIFY(pixels);
            QCOMPARE(int(pixels->rgba[0]), wanted[static_cast<std::size_t>(n)]);
        }
        QCOMPARE((*video)->frame(0, 5)->width, 5);
    }
};

QTEST_GUILESS_MAIN(TestFrameFolder)
#include "tst_frame_folder.moc"
