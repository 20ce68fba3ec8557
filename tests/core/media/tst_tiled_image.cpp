// First, since Qt defines `signals`.
#include "tests/core/media/pictures.h"

#include <atomic>
#include <thread>

#include <QTest>

#include "core/base/file.h"

using namespace slipway;
using namespace slipway::media;
using namespace slipway::testkit;

namespace {

constexpr int kWidth = 1300, kHeight = 1100;

int colour(int x, int y, int band) {
    return band == 0 ? x % 251 : band == 1 ? y % 241 : (x / 7 + y / 3) % 256;
}

TestImage picture(int width = kWidth, int height = kHeight) {
    return makeImage<std::uint8_t>(width, height, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, colour);
}

Rgba whole(int x, int y) {
    return {colour(x, y, 0), colour(x, y, 1), colour(x, y, 2), 255};
}

/// Slow gradients, so that a mean of four is near each of them.
TestImage smooth(int width, int height) {
    return makeImage<std::uint8_t>(
        width, height, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, [=](int x, int y, int b) {
            return b == 0 ? 255 * x / width : b == 1 ? 255 * y / height : 90;
        });
}

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

} // namespace

class TestTiledImage : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder = TemporaryFolder::create("slipway-tiles").value();
    std::string file(const std::string& name) const { return (m_folder.path() / name).string(); }

private slots:
    void tilesTogetherAreThePicture_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("png") << "a.png";
        QTest::newRow("strips") << "strips.tif";
        QTest::newRow("tiles") << "tiles.tif[tile,tile-width=128,tile-height=128]";
        QTest::newRow("deflated tiles") << "deflate.tif[tile,compression=deflate]";
        QTest::newRow("pyramid of pages") << "pages.tif[tile,pyramid]";
        QTest::newRow("pyramid of sub-images") << "sub.tif[tile,pyramid,subifd]";
        QTest::newRow("BigTIFF") << "big.tif[tile,bigtiff]";
    }
    void tilesTogetherAreThePicture() {
        QFETCH(QString, name);
        QVERIFY(save(picture(), file(name.toStdString())));
        const auto path = file(name.section('[', 0, 0).toStdString());
        const auto tiled = TiledImage::open(path);
        QVERIFY2(tiled, tiled ? "" : tiled.error().message.c_str());
        const auto& image = **tiled;
        QCOMPARE(image.info().width, kWidth);
        QCOMPARE(image.levels(), 3); // 1300, 650, 325
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 3; ++column) {
                const auto tile = image.tile(0, column, row);
                QVERIFY(tile);
                QCOMPARE(tile->width, column == 2 ? kWidth - 1024 : 512);
                QCOMPARE(tile->height, row == 2 ? kHeight - 1024 : 512);
                for (int y = 0; y < tile->height; y += 13)
                    for (int x = 0; x < tile->width; x += 11)
                        QCOMPARE(at(*tile, x, y), whole(512 * column + x, 512 * row + y));
            }
        const auto last = image.tile(2, 0, 0);
        QVERIFY(last);
        QCOMPARE(last->width, 325);
        QCOMPARE(last->height, 275);
        for (const auto& [level, column, row] :
            {std::array{0, 3, 0}, {0, 0, 3}, {-1, 0, 0}, {3, 0, 0}, {2, 1, 0}, {0, -1, 0}, {0, 0, -1}, {1, 2, 0}})
            QCOMPARE(image.tile(level, column, row).error().code, ErrorCode::InvalidArgument);
    }

    void eachLevelIsHalfOfTheOneBefore() {
        for (const char* name : {"smooth.png", "smooth.tif[tile]", "smooth2.tif[tile,pyramid]", "smooth.jpg[Q=98]"}) {
            QVERIFY(save(smooth(2111, 1003), file(name)));
            const auto tiled = TiledImage::open(file(QString(name).section('[', 0, 0).toStdString()));
            QVERIFY(tiled);
            QCOMPARE((*tiled)->levels(), 4);
            for (int level = 1, scale = 2; level < 4; ++level, scale *= 2) {
                const auto tile = (*tiled)->tile(level, 0, 0);
                QVERIFY(tile);
                QVERIFY(std::abs((*tiled)->width(level) - 2111.0 / scale) < 1);
                QVERIFY(std::abs((*tiled)->height(level) - 1003.0 / scale) < 1);
                QCOMPARE(tile->width, std::min(512, (*tiled)->width(level)));
                for (int at_ : {5, 50, 120}) {
                    const Rgba wanted{
                        255 * (at_ * scale + scale / 2) / 2111, 255 * (at_ * scale + scale / 2) / 1003, 90, 255};
                    QVERIFY2(at(*tile, at_, at_).isNear(wanted, 4), name);
                }
            }
        }
    }

    void orientationHoldsForEveryLevel() {
        for (const char* name : {"turned.jpg[Q=98]", "turned.tif[tile]", "turned2.tif[tile,pyramid]"}) {
            auto image = smooth(1500, 700);
            vips_image_set_int(image.get(), VIPS_META_ORIENTATION, 6); // the stored top left is shown top right
            QVERIFY(save(image, file(name)));
            const auto tiled = TiledImage::open(file(QString(name).section('[', 0, 0).toStdString()));
            QVERIFY(tiled);
            QCOMPARE((*tiled)->info().width, 700);
            QCOMPARE((*tiled)->info().height, 1500);
            QCOMPARE((*tiled)->levels(), 3);
            const auto top = (*tiled)->tile(0, 1, 0);
            QVERIFY(top);
            QVERIFY(at(*top, top->width - 1, 0).isNear({0, 0, 90, 255}, 5));
            const auto last = (*tiled)->tile(2, 0, 0);
            QVERIFY(last);
            QCOMPARE(last->width, 175);
            QVERIFY(at(*last, 174, 0).isNear({0, 0, 90, 255}, 6));
            QVERIFY(at(*last, 0, 374).isNear({254, 254, 90, 255}, 6));
        }
    }

    void sixteenBitsAreScaledAlikeInAllTiles() {
        for (const char* name : {"deep.tif", "deep.tif[tile]", "deep.png", "deep.tif[tile,pyramid]"}) {
            QVERIFY(save(makeImage<std::uint16_t>(1201, 600, 1, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_GREY16,
                             [](int x, int, int) { return 500 + x; }),
                file(name)));
            const auto tiled = TiledImage::open(file(QString(name).section('[', 0, 0).toStdString()));
            QVERIFY(tiled);
            for (int x : {0, 300, 600, 1200}) {
                const auto tile = (*tiled)->tile(0, x / 512, 0);
                QVERIFY(tile);
                QVERIFY(std::abs(at(*tile, x % 512, 9).r - 255 * x / 1200) <= 1);
            }
            const auto small = (*tiled)->tile((*tiled)->levels() - 1, 0, 0);
            QVERIFY(small);
            QVERIFY(std::abs(at(*small, 150, 50).r - 127) <= 2);
        }
    }

    void whatCannotBeSeenDoesNotStainItsNeighbours() {
        QVERIFY(save(makeImage<std::uint8_t>(600, 600, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB,
                         [](int x, int, int b) { return x % 2 ? (b == 0 || b == 3 ? 255 : 0) : 0; }),
            file("clear.png")));
        const auto tiled = TiledImage::open(file("clear.png"));
        QVERIFY(tiled);
        const auto small = (*tiled)->tile(1, 0, 0);
        QVERIFY(small);
        QVERIFY(at(*small, 100, 100).isNear({255, 0, 0, 128}, 2));
    }

    void aLargePictureGoesThroughATemporaryFileThatIsGoneAfterwards() {
        const auto scratch = m_folder.path() / "scratch";
        std::filesystem::create_directory(scratch);
        qputenv("TMPDIR", QByteArray::fromStdString(scratch.string()));
        QVERIFY(save(smooth(9000, 600), file("wide.jpg[Q=90]")));
        {
            std::atomic<int> updates = 0;
            Progress progress([&](double, const std::string&) { ++updates; });
            const auto tiled = TiledImage::open(file("wide.jpg"), progress);
            QVERIFY(tiled);
            QVERIFY(updates > 3);
            QCOMPARE((*tiled)->levels(), 6); // 9000, 4500, 2250, 1125, 563, 282
            const auto tile = (*tiled)->tile(0, 17, 1);
            QVERIFY(tile);
            QCOMPARE(tile->width, 9000 - 17 * 512);
            QVERIFY(at(*tile, tile->width - 1, tile->height - 1).isNear({254, 254, 90, 255}, 5));
        }
        QCOMPARE(filesIn(scratch), std::size_t(0));
        qunsetenv("TMPDIR");
    }

    void openingCanBeCancelled() {
        QVERIFY(save(smooth(9000, 2000), file("slow.png")));
        Progress progress([&](double, const std::string&) { progress.cancel(); });
        const auto tiled = TiledImage::open(file("slow.png"), progress);
        QVERIFY(!tiled);
        QCOMPARE(tiled.error().code, ErrorCode::Cancelled);
    }

    void manyThreadsReadAtOnce() {
        for (const char* name : {"many.png", "many.tif[tile,compression=deflate]"}) {
            QVERIFY(save(picture(), file(name)));
            const auto tiled = TiledImage::open(file(QString(name).section('[', 0, 0).toStdString()));
            QVERIFY(tiled);
            std::atomic<int> wrong = 0;
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([&, t] {
                    for (int i = 0; i < 60; ++i) {
                        const int column = (i + t) % 3, row = (i / 3) % 3;
                        const auto tile = (*tiled)->tile(0, column, row);
                        if (!tile || at(*tile, 70, 60) != whole(512 * column + 70, 512 * row + 60)) ++wrong;
                    }
                });
            threads.clear();
            QCOMPARE(wrong.load(), 0);
        }
    }

    void damagedFilesAreBadData() {
        QVERIFY(save(picture(), file("damaged.tif[tile,compression=deflate]")));
        auto bytes = bytesOf(file("damaged.tif"));
        for (std::size_t i = 8; i < bytes.size() / 3; ++i) bytes[i] = '\x5a';
        writeBytes(file("damaged.tif"), bytes);
        const auto tiled = TiledImage::open(file("damaged.tif"));
        QVERIFY(!tiled || !(*tiled)->tile(0, 0, 0));
        QVERIFY(save(picture(), file("half.png")));
        bytes = bytesOf(file("half.png"));
        writeBytes(file("half.png"), bytes.substr(0, bytes.size() / 2));
        QCOMPARE(TiledImage::open(file("half.png")).error().code, ErrorCode::BadData);
        QCOMPARE(TiledImage::open(file("nowhere.png")).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestTiledImage)
#include "tst_tiled_image.moc"
