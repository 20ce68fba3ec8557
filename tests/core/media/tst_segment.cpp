#include <cmath>
#include <numeric>

#include <QTest>

#include "core/media/image.h"
#include "core/media/segment.h"

using namespace slipway;
using namespace slipway::media;

namespace {

/// Around the first coin of the last row of coins.png.
constexpr PixelBox kCoin{5, 114, 34, 34};

/// A red disc on green noise, and a second disc of the same red.
Pixels discs(int width = 240, int height = 160) {
    Pixels pixels{width, height, {}};
    unsigned seed = 5;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            seed = seed * 1664525u + 1013904223u;
            const auto noise = static_cast<std::uint8_t>(seed >> 28);
            const bool inside = std::hypot(x - 80, y - 80) < 40 || std::hypot(x - 200, y - 120) < 20;
            const std::uint8_t rgba[]{static_cast<std::uint8_t>((inside ? 200 : 30) + noise),
                static_cast<std::uint8_t>((inside ? 20 : 120) + noise), static_cast<std::uint8_t>(40 + noise), 255};
            pixels.rgba.insert(pixels.rgba.end(), std::begin(rgba), std::end(rgba));
        }
    return pixels;
}

Pixels oneColour(int width, int height) {
    return {width, height, std::vector<std::uint8_t>(4 * static_cast<std::size_t>(width * height), 90)};
}

long area(const Segment& segment) {
    return std::accumulate(segment.mask.begin(), segment.mask.end(), 0L) / 255;
}

/// Intersection over union with the disc around (cx, cy).
double overlap(const Segment& segment, int cx, int cy, double radius, const Pixels& picture) {
    long both = 0, either = 0;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const bool a = segment.contains(x, y), b = std::hypot(x - cx, y - cy) < radius;
            both += a && b;
            either += a || b;
        }
    return static_cast<double>(both) / static_cast<double>(either);
}

} // namespace

class TestSegment : public QObject {
    Q_OBJECT
private slots:
    void theWandTakesWhatHangsTogether() {
        const auto picture = discs();
        const auto disc = selectSimilar(picture, 80, 80, {20, true});
        QVERIFY(disc);
        QCOMPARE(overlap(*disc, 80, 80, 40, picture), 1.0);
        QCOMPARE(disc->left, 41);
        QCOMPARE(disc->top, 41);
        QCOMPARE(disc->width, 79);
        QVERIFY(!disc->contains(200, 120));
        const auto both = selectSimilar(picture, 80, 80, {20, false});
        QVERIFY(both);
        QVERIFY(both->contains(200, 120) && both->contains(80, 80) && !both->contains(130, 20));
        QCOMPARE(selectSimilar(picture, 80, 80, {255, true})->mask.size(), std::size_t(240 * 160));
        const auto exact = selectSimilar(picture, 80, 80, {0, true});
        QVERIFY(exact);
        QVERIFY(exact->contains(80, 80) && area(*exact) < 200);
    }

    void theWandReachesTheBorders() {
        const auto picture = oneColour(30, 20);
        for (const auto& [x, y] : {std::pair(0, 0), {29, 19}, {0, 19}, {29, 0}}) {
            const auto all = selectSimilar(picture, x, y);
            QVERIFY(all);
            QCOMPARE(area(*all), 600L);
            QCOMPARE(all->left, 0);
            QCOMPARE(all->height, 20);
        }
        for (const auto& [x, y] : {std::pair(-1, 0), {30, 0}, {0, 20}})
            QCOMPARE(selectSimilar(picture, x, y).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(selectSimilar(picture, 0, 0, {256, true}).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(selectSimilar({}, 0, 0).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(selectSimilar({5, 5, {1, 2, 3}}, 0, 0).error().code, ErrorCode::InvalidArgument);
    }

    void aBoxAroundADiscFindsTheDisc() {
        const auto picture = discs();
        Progress progress;
        const auto disc = cutOut(picture, {30, 30, 100, 100}, progress);
        QVERIFY(disc);
        QVERIFY2(overlap(*disc, 80, 80, 40, picture) > 0.97,
            qPrintable(QString::number(overlap(*disc, 80, 80, 40, picture))));
        QCOMPARE(cutOut(picture, {30, 30, 100, 100}, progress)->mask, disc->mask);
    }

    void aLargePictureIsLookedAtSmaller() {
        const auto small = discs();
        Pixels large{1200, 800, std::vector<std::uint8_t>(4 * 1200 * 800)};
        for (int y = 0; y < 800; ++y)
            for (int x = 0; x < 1200; ++x) std::copy_n(small.row(y / 5) + 4 * (x / 5), 4, large.row(y) + 4 * x);
        Progress progress;
        const auto disc = cutOut(large, {150, 150, 500, 500}, progress, {5, 20000});
        QVERIFY(disc);
        QVERIFY(overlap(*disc, 402, 402, 200, large) > 0.95);
    }

    void whatIsOutsideTheBoxIsNeverTaken() {
        const auto picture = discs();
        Progress progress;
        int filled = 0;
        for (const PixelBox box :
            {PixelBox{30, 30, 100, 100}, {45, 45, 70, 70}, {30, 30, 50, 100}, {178, 98, 44, 44}}) {
            const auto found = cutOut(picture, box, progress);
            QVERIFY(found);
            if (found->width == 0) continue;
            ++filled;
            QVERIFY(found->left >= box.left && found->left + found->width <= box.left + box.width);
            QVERIFY(found->top >= box.top && found->top + found->height <= box.top + box.height);
        }
        QVERIFY(filled >= 2); // a box through the thing itself may find nothing
        const auto over = cutOut(picture, {-500, -500, 5000, 5000}, progress); // the whole picture and more
        QVERIFY(over);
        QVERIFY(
            over->left >= 0 && over->top >= 0 && over->left + over->width <= 240 && over->top + over->height <= 160);
        const auto hugeNumbers = cutOut(picture, {2147483000, 10, 2147483000, 100}, progress);
        QCOMPARE(hugeNumbers.error().code, ErrorCode::InvalidArgument);
    }

    void oneColourIsNoThing() {
        Progress progress;
        const auto nothing = cutOut(oneColour(60, 60), {10, 10, 30, 30}, progress);
        QVERIFY(nothing);
        QCOMPARE(nothing->width, 0);
        QVERIFY(nothing->mask.empty());
        for (const PixelBox box : {PixelBox{10, 10, 3, 30}, {10, 10, 30, 0}, {70, 10, 30, 30}, {10, 10, -5, 9}})
            QCOMPARE(cutOut(oneColour(60, 60), box, progress).error().code, ErrorCode::InvalidArgument);
    }

    void fewColoursAndSmallPicturesAreNoFault() {
        Progress progress;
        for (const int side : {4, 5, 9, 33}) {
            auto picture = oneColour(side, side);
            picture.row(side / 2)[4 * (side / 2)] = 255; // one pixel differs
            for (const auto& box : {PixelBox{0, 0, side, side}, PixelBox{0, 0, 4, 4}}) {
                const auto segment = cutOut(picture, box, progress);
                QVERIFY2(segment, segment ? "" : segment.error().message.c_str());
            }
        }
    }

    void itCanBeCancelledBetweenRounds() {
        int rounds = 0;
        Progress progress([&](double, const std::string&) {
            if (++rounds == 2) progress.cancel();
        });
        const auto segment = cutOut(discs(), {30, 30, 100, 100}, progress, {50, 200000});
        QCOMPARE(segment.error().code, ErrorCode::Cancelled);
        QVERIFY(rounds <= 3);
    }

    void aCoinIsCutOutOfAPhotograph() {
        const auto picture = readImage(std::filesystem::path(SLIPWAY_SOURCE_DIR) / "tests/data/media/coins.png");
        QVERIFY(picture);
        Progress progress;
        const auto coin = cutOut(*picture, kCoin, progress);
        QVERIFY(coin);
        const double round = 3.14159 / 4 * kCoin.width * kCoin.height;
        QVERIFY2(area(*coin) > 0.5 * round && area(*coin) < 1.1 * round, qPrintable(QString::number(area(*coin))));
        QVERIFY(coin->contains(kCoin.left + kCoin.width / 2, kCoin.top + kCoin.height / 2));
    }
};

QTEST_GUILESS_MAIN(TestSegment)
#include "tst_segment.moc"
