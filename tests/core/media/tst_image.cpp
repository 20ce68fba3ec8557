// First, since Qt defines `signals`.
#include "tests/core/media/pictures.h"

#include <array>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include <QTest>

#include "core/base/file.h"
#include "core/media/image.h"

using namespace slipway;
using namespace slipway::media;
using namespace slipway::testkit;

namespace {

int colour(int x, int y, int band) {
    return band == 0 ? 3 * x : band == 1 ? 5 * y : 40 + x + y;
}

TestImage plainPicture(int width = 60, int height = 40) {
    return makeImage<std::uint8_t>(width, height, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, colour);
}

/// Where the stored pixel (x, y) is shown.
std::pair<int, int> shown(int orientation, int x, int y, int width, int height) {
    switch (orientation) {
    case 2:
        return {width - 1 - x, y};
    case 3:
        return {width - 1 - x, height - 1 - y};
    case 4:
        return {x, height - 1 - y};
    case 5:
        return {y, x};
    case 6:
        return {height - 1 - y, x};
    case 7:
        return {height - 1 - y, width - 1 - x};
    case 8:
        return {y, width - 1 - x};
    default:
        return {x, y};
    }
}

/// What a call writes to standard error.
template <class Call> std::string errorOutputOf(const std::filesystem::path& scratch, Call call) {
    std::fflush(stderr);
    const int kept = ::dup(2);
    const int file = ::open(scratch.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    ::dup2(file, 2);
    call();
    std::fflush(stderr);
    ::dup2(kept, 2);
    ::close(kept);
    ::close(file);
    return bytesOf(scratch);
}

/// The head of a PNG that says it is large, with nothing behind.
std::string pngHead(std::uint32_t width, std::uint32_t height, char interlace) {
    std::string chunk = "IHDR";
    for (auto side : {width, height})
        for (int shift : {24, 16, 8, 0}) chunk += static_cast<char>(side >> shift);
    chunk += std::string("\x08\x02\0\0", 4) + interlace;
    std::uint32_t crc = 0xffffffffu;
    for (unsigned char byte : chunk) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
    }
    crc = ~crc;
    std::string end;
    for (int shift : {24, 16, 8, 0}) end += static_cast<char>(crc >> shift);
    return std::string("\x89PNG\r\n\x1a\n\0\0\0\x0d", 12) + chunk + end + std::string("\0\0\1\0IDAT", 8);
}

std::string bytes(std::initializer_list<int> values) {
    std::string text;
    for (int value : values) text += static_cast<char>(value);
    return text;
}

/// A JPEG file with a small JPEG and an orientation in its EXIF part, as cameras write it.
std::string withThumbnail(const std::string& jpeg, const std::string& small, int orientation) {
    const auto number = [](std::size_t value) {
        return bytes({int(value >> 24 & 255), int(value >> 16 & 255), int(value >> 8 & 255), int(value & 255)});
    };
    const std::string tiff = bytes({'M', 'M', 0, 42, 0, 0, 0, 8}) +
                             bytes({0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 26}) +
                             bytes({0, 3, 0x01, 0x03, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0}) +
                             bytes({0x02, 0x01, 0, 4, 0, 0, 0, 1}) + number(68) +
                             bytes({0x02, 0x02, 0, 4, 0, 0, 0, 1}) + number(small.size()) + number(0) + small;
    const auto length = tiff.size() + 8;
    return jpeg.substr(0, 2) + bytes({0xFF, 0xE1, int(length >> 8), int(length & 255)}) + std::string("Exif\0\0", 6) +
           tiff + jpeg.substr(2);
}

} // namespace

class TestImageFiles : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder = TemporaryFolder::create("slipway-image").value();
    std::string file(const std::string& name) const { return (m_folder.path() / name).string(); }

private slots:
    void sizesAndPixelsAreAsShown() {
        for (int orientation = 1; orientation <= 8; ++orientation) {
            auto image = plainPicture();
            vips_image_set_int(image.get(), VIPS_META_ORIENTATION, orientation);
            QVERIFY(save(image, file("turned.tif")));
            const bool turned = orientation >= 5;
            const auto info = readImageInfo(file("turned.tif"));
            QVERIFY(info);
            QCOMPARE(info->orientation, orientation);
            QCOMPARE(info->width, turned ? 40 : 60);
            QCOMPARE(info->height, turned ? 60 : 40);
            const auto pixels = readImage(file("turned.tif"));
            QVERIFY(pixels);
            QCOMPARE(pixels->width, info->width);
            QCOMPARE(pixels->height, info->height);
            for (const auto& [x, y] : {std::pair(0, 0), {59, 0}, {0, 39}, {59, 39}, {17, 5}}) {
                const auto [sx, sy] = shown(orientation, x, y, 60, 40);
                QCOMPARE(at(*pixels, sx, sy), (Rgba{colour(x, y, 0), colour(x, y, 1), colour(x, y, 2), 255}));
            }
        }
    }

    void aTurnedJpegReadSmallIsTurnedToo() {
        auto image = plainPicture(80, 48);
        vips_image_set_int(image.get(), VIPS_META_ORIENTATION, 6);
        QVERIFY(save(image, file("phone.jpg[Q=100]")));
        const auto info = readImageInfo(file("phone.jpg"));
        QVERIFY(info);
        QCOMPARE(info->width, 48);
        QCOMPARE(info->height, 80);
        const auto small = readImage(file("phone.jpg"), 40);
        QVERIFY(small);
        QCOMPARE(small->width, 24);
        QCOMPARE(small->height, 40);
        QVERIFY(at(*small, 23, 0).r < 20);   // stored (0, 0)
        QVERIFY(at(*small, 23, 39).r > 215); // stored (79, 0)
    }

    void smallIsNotLargerThanAskedAndKeepsItsRatio() {
        QVERIFY(save(plainPicture(85, 33), file("wide.jpg[Q=98]")));
        for (int most : {1, 7, 20, 84}) {
            const auto small = readImage(file("wide.jpg"), most);
            QVERIFY(small);
            QCOMPARE(small->width, most);
            QVERIFY(std::abs(small->height - std::max(1.0, 33.0 * most / 85)) <= 1);
            QCOMPARE(small->rgba.size(), std::size_t(4 * small->width * small->height));
        }
        for (int most : {0, 85, 4000}) {
            const auto whole = readImage(file("wide.jpg"), most);
            QVERIFY(whole);
            QCOMPARE(whole->width, 85);
            QCOMPARE(whole->height, 33);
        }
        QCOMPARE(readImage(file("wide.jpg"), -1).error().code, ErrorCode::InvalidArgument);
    }

    void smallLooksLikeTheWhole() {
        QVERIFY(save(plainPicture(80, 48), file("s.jpg[Q=100]")));
        QVERIFY(save(plainPicture(80, 48), file("s.png")));
        for (const char* name : {"s.jpg", "s.png"}) {
            const auto small = readImage(file(name), 20); // a quarter
            QVERIFY(small);
            for (int x : {3, 10, 16})
                QVERIFY(at(*small, x, 6).isNear({3 * (4 * x + 2), 5 * 26, 40 + 4 * x + 2 + 26, 255}, 9));
        }
    }

    void sixteenBitsAreScaledFromDarkestToBrightest() {
        const auto value = [](int x, int, int) { return 1000 + 40 * x; }; // 1000 … 3000
        QVERIFY(save(makeImage<std::uint16_t>(51, 8, 1, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_GREY16, value),
            file("deep.tif")));
        QVERIFY(save(makeImage<std::uint16_t>(51, 8, 1, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_GREY16, value),
            file("deep.png")));
        for (const char* name : {"deep.tif", "deep.png"}) {
            const auto info = readImageInfo(file(name));
            QVERIFY(info);
            QCOMPARE(info->bits, 16);
            QCOMPARE(info->bands, 1);
            const auto pixels = readImage(file(name));
            QVERIFY(pixels);
            QCOMPARE(at(*pixels, 0, 3), (Rgba{0, 0, 0, 255}));
            QVERIFY(at(*pixels, 25, 3).isNear({127, 127, 127, 255}, 1));
            QCOMPARE(at(*pixels, 50, 3), (Rgba{255, 255, 255, 255}));
        }
        const auto small = readImage(file("deep.tif"), 17);
        QVERIFY(small);
        QCOMPARE(small->width, 17);
        QVERIFY(at(*small, 8, 1).isNear({127, 127, 127, 255}, 3));
    }

    void floatsAreScaledTooAndOneColourIsNoFault() {
        QVERIFY(save(makeImage<float>(11, 4, 1, VIPS_FORMAT_FLOAT, VIPS_INTERPRETATION_B_W,
                         [](int x, int, int) { return -2.5 + 0.5 * x; }),
            file("float.tif")));
        const auto pixels = readImage(file("float.tif"));
        QVERIFY(pixels);
        QCOMPARE(readImageInfo(file("float.tif"))->bits, 32);
        QCOMPARE(at(*pixels, 0, 0).r, 0);
        QCOMPARE(at(*pixels, 10, 0).r, 255);
        QVERIFY(std::abs(at(*pixels, 5, 0).r - 127) <= 1);
        QVERIFY(save(makeImage<std::uint16_t>(
                         9, 9, 1, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_GREY16, [](int, int, int) { return 32768; }),
            file("even.tif")));
        QVERIFY(std::abs(at(*readImage(file("even.tif")), 4, 4).r - 127) <= 1);
    }

    void greyAlphaPaletteAndPrintColoursBecomeRgba() {
        QVERIFY(save(makeImage<std::uint8_t>(
                         20, 10, 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, [](int x, int, int) { return 10 * x; }),
            file("grey.png")));
        QCOMPARE(readImageInfo(file("grey.png"))->bands, 1);
        QCOMPARE(at(*readImage(file("grey.png")), 7, 2), (Rgba{70, 70, 70, 255}));

        QVERIFY(save(makeImage<std::uint8_t>(20, 10, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB,
                         [](int x, int, int b) { return b == 3 ? 12 * x : 50 * b; }),
            file("clear.png")));
        QCOMPARE(readImageInfo(file("clear.png"))->bands, 4);
        QCOMPARE(at(*readImage(file("clear.png")), 9, 2), (Rgba{0, 50, 100, 108}));

        QVERIFY(save(makeImage<std::uint8_t>(20, 10, 2, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W,
                         [](int x, int, int b) { return b == 1 ? 12 * x : 77; }),
            file("greyclear.png")));
        QCOMPARE(readImageInfo(file("greyclear.png"))->bands, 2);
        QCOMPARE(at(*readImage(file("greyclear.png")), 5, 2), (Rgba{77, 77, 77, 60}));

        QVERIFY(save(plainPicture(), file("palette.png[palette]")));
        QCOMPARE(readImageInfo(file("palette.png"))->bands, 3);
        QVERIFY(at(*readImage(file("palette.png")), 30, 20).isNear({90, 100, 90, 255}, 30));

        QVERIFY(save(makeImage<std::uint8_t>(32, 16, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_CMYK,
                         [](int x, int, int b) { return b == 0 && x >= 16 ? 255 : 0; }),
            file("print.tif")));
        QCOMPARE(readImageInfo(file("print.tif"))->bands, 3);
        const auto print = readImage(file("print.tif"));
        QVERIFY(print);
        QVERIFY(at(*print, 4, 8).isNear({255, 255, 255, 255}, 6)); // no ink
        const auto cyan = at(*print, 28, 8);
        QVERIFY(cyan.r < 80 && cyan.g > 120 && cyan.b > 180);
        QVERIFY(readImage(file("print.tif"), 8));
    }

    void ofSeveralPagesTheFirstIsRead() {
        const auto pages = makeImage<std::uint8_t>(
            16, 30, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, [](int, int y, int) { return y / 10 * 100; });
        vips_image_set_int(pages.get(), VIPS_META_PAGE_HEIGHT, 10);
        for (const char* name : {"pages.tif", "pages.gif", "pages.webp[lossless]"}) {
            QVERIFY2(save(pages, file(name)), vips_error_buffer());
            const auto path = file(QString(name).section('[', 0, 0).toStdString());
            const auto info = readImageInfo(path);
            QVERIFY(info);
            QCOMPARE(info->pages, 3);
            QCOMPARE(info->height, 10);
            const auto pixels = readImage(path);
            QVERIFY(pixels);
            QCOMPARE(pixels->height, 10);
            QVERIFY(at(*pixels, 8, 9).r < 5);
        }
    }

    void whatIsDrawnIsWhatIsRead() {
        const auto clear = makeImage<std::uint8_t>(30, 20, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB,
            [](int x, int y, int b) { return b == 3 ? 8 * x : (x * 7 + y * 11 + b * 50) % 256; });
        const auto greyClear = makeImage<std::uint8_t>(30, 20, 2, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W,
            [](int x, int y, int b) { return b == 1 ? 8 * x : 10 * y; });
        const auto grey = makeImage<std::uint8_t>(
            30, 20, 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, [](int x, int, int) { return 7 * x; });
        const auto plain = plainPicture(700, 400); // more rows than are decoded together
        for (const auto& [image, most] :
            {std::pair(&clear, 0), {&greyClear, 0}, {&grey, 0}, {&plain, 0}, {&plain, 90}}) {
            QVERIFY(save(*image, file("drawn.png")));
            const auto read = readImage(file("drawn.png"), most);
            QVERIFY(read);
            std::vector<std::uint32_t> drawn;
            bool alpha = false;
            QVERIFY(drawImage(file("drawn.png"), most, [&](int width, int height, bool clearToo) {
                drawn.resize(static_cast<std::size_t>(width * height));
                alpha = clearToo;
                return drawn.data();
            }));
            QCOMPARE(alpha, image == &clear || image == &greyClear);
            QCOMPARE(drawn.size(), read->rgba.size() / 4);
            for (std::size_t i = 0; i < drawn.size(); ++i) {
                const auto* want = read->rgba.data() + 4 * i;
                const auto share = [&](int band) {
                    return static_cast<std::uint32_t>(std::lround(want[band] * want[3] / 255.0));
                };
                QCOMPARE(drawn[i], std::uint32_t{want[3]} << 24 | share(0) << 16 | share(1) << 8 | share(2));
            }
        }
        QVERIFY(!drawImage(file("drawn.png"), 0, [](int, int, bool) { return nullptr; }));
        const auto whole = bytesOf(file("drawn.png"));
        writeBytes(file("drawn.png"), whole.substr(0, whole.size() / 2));
        std::vector<std::uint32_t> room(700 * 400);
        const auto cut = drawImage(file("drawn.png"), 0, [&](int, int, bool) { return room.data(); });
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, ErrorCode::BadData);
    }

    void theSmallPictureOfACameraIsTurnedLikeTheLargeOne() {
        QVERIFY(save(plainPicture(80, 48), file("large.jpg[strip]")));
        QVERIFY(save(plainPicture(40, 24), file("small.jpg[strip,Q=100]")));
        const auto large = bytesOf(file("large.jpg")), small = bytesOf(file("small.jpg"));
        QVERIFY(!*readThumbnail(file("large.jpg")));
        for (int orientation : {1, 6}) {
            writeBytes(file("camera.jpg"), withThumbnail(large, small, orientation));
            QCOMPARE(readImageInfo(file("camera.jpg"))->orientation, orientation);
            const auto thumbnail = readThumbnail(file("camera.jpg"));
            QVERIFY(thumbnail && *thumbnail);
            QCOMPARE((*thumbnail)->width, orientation == 1 ? 40 : 24);
            QCOMPARE((*thumbnail)->height, orientation == 1 ? 24 : 40);
            const auto [x, y] = shown(orientation, 30, 4, 40, 24);
            QVERIFY(at(**thumbnail, x, y).isNear({90, 20, 74, 255}, 8));
        }
    }

    void aSmallPictureOfAnotherShapeOrADamagedOneIsNone() {
        QVERIFY(save(plainPicture(80, 48), file("large.jpg[strip]")));
        QVERIFY(save(plainPicture(40, 30), file("small.jpg[strip]")));
        const auto large = bytesOf(file("large.jpg")), small = bytesOf(file("small.jpg"));
        for (const auto& bad : {small, small.substr(0, 200), std::string("no picture"), large.substr(0, 300)}) {
            writeBytes(file("camera.jpg"), withThumbnail(large, bad, 1));
            const auto thumbnail = readThumbnail(file("camera.jpg"));
            QVERIFY2(thumbnail, thumbnail ? "" : thumbnail.error().message.c_str());
            QVERIFY(!*thumbnail);
            QVERIFY(readImage(file("camera.jpg")));
        }
        QVERIFY(!readThumbnail(file("missing.jpg")));
    }

    void everyFormatSaysItsName_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QString>("format");
        QTest::newRow("jpeg") << ".jpg" << "jpeg";
        QTest::newRow("png") << ".png" << "png";
        QTest::newRow("tiff") << ".tif" << "tiff";
        QTest::newRow("webp") << ".webp" << "webp";
        QTest::newRow("gif") << ".gif" << "gif";
    }
    void everyFormatSaysItsName() {
        QFETCH(QString, ending);
        QFETCH(QString, format);
        const auto path = file("format" + ending.toStdString());
        QVERIFY(save(plainPicture(), path));
        const auto info = readImageInfo(path);
        QVERIFY(info);
        QCOMPARE(QString::fromStdString(info->format), format);
        QCOMPARE(info->bits, 8);
        QVERIFY(isImageName(path));
        const auto fromMemory = readImageBytes(bytesOf(path));
        QVERIFY(fromMemory);
        QCOMPARE(fromMemory->rgba, readImage(path)->rgba);
    }

    void aFileThatIsCutShortIsBadData_data() { everyFormatSaysItsName_data(); }
    void aFileThatIsCutShortIsBadData() {
        QFETCH(QString, ending);
        // Noise, so that there is something to cut.
        const auto noise = makeImage<std::uint8_t>(200, 150, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB,
            [seed = 1u](int, int, int) mutable { return (seed = seed * 1664525u + 1013904223u) >> 24; });
        const auto path = file("cut" + ending.toStdString());
        QVERIFY(save(noise, path));
        QVERIFY(readImage(path));
        const auto whole = bytesOf(path);
        for (double part : {0.0, 0.001, 0.05, 0.5, 0.9}) {
            writeBytes(path, whole.substr(0, static_cast<std::size_t>(part * static_cast<double>(whole.size()))));
            Result<Pixels> pixels;
            const auto noise2 = errorOutputOf(file("stderr"), [&] { pixels = readImage(path); });
            QVERIFY2(!pixels, qPrintable(QString("%1 of the file was read").arg(part)));
            QCOMPARE(pixels.error().code, ErrorCode::BadData);
            QVERIFY(pixels.error().message.contains("cut" + ending.toStdString()));
            QVERIFY(!pixels.error().hint.empty() || part == 0);
            QCOMPARE(noise2, std::string());
            QVERIFY(!readImage(path, 50));
        }
    }

    void whatOnlyLooksLikeAPictureIsRefused() {
        writeBytes(file("text.jpg"), "Dear reader, this is no picture at all.\n");
        writeBytes(file("drawing.png"), "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"></svg>");
        writeBytes(file("paper.jpg"), "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF");
        writeBytes(file("old.png"), "P3\n1 1\n255\n1 2 3\n");
        writeBytes(
            file("script.gif"), "push graphic-context\nviewbox 0 0 1 1\nimage over 0,0 0,0 'https://example.com'\n");
        std::filesystem::create_directory(file("folder.jpg"));
        for (const char* name : {"text.jpg", "drawing.png", "paper.jpg", "old.png", "script.gif"}) {
            const auto info = readImageInfo(file(name));
            QVERIFY2(!info, name);
            QCOMPARE(info.error().code, ErrorCode::BadData);
            QVERIFY(info.error().message.contains(name));
            QVERIFY(info.error().hint.contains("JPEG"));
            QVERIFY(!readImage(file(name), 20));
            QVERIFY(!readImageBytes(bytesOf(file(name))));
        }
        QVERIFY(!readImageInfo(file("folder.jpg")));
        QCOMPARE(readImageInfo(file("missing.jpg")).error().code, ErrorCode::NotFound);
        QCOMPARE(readImageBytes("").error().code, ErrorCode::BadData);
    }

    void aNameIsNeverReadAsOptions() {
        QVERIFY(save(plainPicture(), file("plain.png")));
        std::filesystem::copy_file(file("plain.png"), file("a[page=3,shrink=8].png"));
        const auto pixels = readImage(file("a[page=3,shrink=8].png"));
        QVERIFY(pixels);
        QCOMPARE(pixels->width, 60);
    }

    void whatIsTooLargeIsRefusedByItsHead() {
        writeBytes(file("huge.png"), pngHead(60000, 60000, 0));
        writeBytes(file("interlaced.png"), pngHead(20000, 20000, 1));
        for (const char* name : {"huge.png", "interlaced.png"})
            for (const auto& error : {readImageInfo(file(name)).error(), readImage(file(name), 100).error()}) {
                QCOMPARE(error.code, ErrorCode::BadData);
                QVERIFY2(error.message.contains("0000 × "), error.message.c_str());
            }
        writeBytes(file("large.png"), pngHead(20000, 20000, 0));
        QVERIFY(readImageInfo(file("large.png")));
        QCOMPARE(readImage(file("large.png")).error().code, ErrorCode::InvalidArgument);
    }

    void masksSurviveAsPng() {
        std::vector<std::uint8_t> values;
        for (int i = 0; i < 37 * 21; ++i) values.push_back(static_cast<std::uint8_t>(i * 7));
        const auto bytes = encodeGreyPng(37, 21, values);
        QVERIFY(bytes);
        const auto again = decodeGrey(*bytes);
        QVERIFY(again);
        QCOMPARE(again->width, 37);
        QCOMPARE(again->height, 21);
        QCOMPARE(again->values, values);
        QCOMPARE(encodeGreyPng(37, 20, values).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(encodeGreyPng(0, 0, {}).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(decodeGrey("no mask").error().code, ErrorCode::BadData);
        QCOMPARE(decodeGrey(bytes->substr(0, bytes->size() / 2)).error().code, ErrorCode::BadData);
    }

    void greyOfSixteenBitsKeepsSmallNumbers() {
        QVERIFY(save(makeImage<std::uint16_t>(9, 3, 1, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_GREY16,
                         [](int x, int, int) { return x == 8 ? 65535 : x; }),
            file("ids.png")));
        const auto grey = decodeGrey(bytesOf(file("ids.png")));
        QVERIFY(grey);
        QCOMPARE(grey->values[4], std::uint8_t(4));
        QCOMPARE(grey->values[8], std::uint8_t(255));
    }

    void aWrittenPngReadsBackAlphaAndAll() {
        Pixels pixels{5, 3, {}};
        for (int i = 0; i < 60; ++i) pixels.rgba.push_back(static_cast<std::uint8_t>(i * 4));
        QVERIFY(writePng(pixels, file("written.png")));
        const auto again = readImage(file("written.png"));
        QVERIFY(again);
        QCOMPARE(again->rgba, pixels.rgba);
    }

    void photographsAreRead() {
        const auto data = std::filesystem::path(SLIPWAY_SOURCE_DIR) / "tests/data/media";
        const auto rocket = readImageInfo(data / "rocket.jpg");
        QVERIFY(rocket);
        QCOMPARE(rocket->bands, 3);
        const auto coins = readImage(data / "coins.png");
        QVERIFY(coins);
        QCOMPARE(coins->width, 192);
    }

    void manyThreadsReadAtOnce() {
        QVERIFY(save(plainPicture(400, 300), file("shared.jpg[Q=100]")));
        const auto wanted = readImage(file("shared.jpg"))->rgba;
        std::atomic<int> wrong = 0;
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 20; ++i) {
                    const auto pixels = readImage(file("shared.jpg"));
                    if (!pixels || pixels->rgba != wanted || readImage(file("nowhere.jpg"))) ++wrong;
                }
            });
        threads.clear();
        QCOMPARE(wrong.load(), 0);
    }

    void namesTellPicturesFromVideos() {
        QVERIFY(isImageName("a/B.JPG") && isImageName("x.tiff") && !isImageName("x.svg") && !isImageName("jpg"));
        QVERIFY(isVideoName("a.MP4") && isVideoName("b.mkv") && !isVideoName("b.jpg") && !isVideoName("mp4"));
    }
};

QTEST_GUILESS_MAIN(TestImageFiles)
#include "tst_image.moc"
