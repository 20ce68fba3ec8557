#include <limits>
#include <numeric>
#include <random>

#include <QTest>

#include "core/label/mask.h"

using namespace slipway::label;

namespace {

std::vector<std::uint8_t> randomPixels(std::mt19937& random, int width, int height) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height));
    std::bernoulli_distribution turns(0.3);
    std::uint8_t value = 0;
    for (auto& pixel : pixels) pixel = value = turns(random) ? !value : value;
    return pixels;
}

std::vector<std::uint8_t> combined(const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b, bool minus) {
    auto result = a;
    for (std::size_t i = 0; i < a.size(); ++i) result[i] = minus ? a[i] && !b[i] : a[i] || b[i];
    return result;
}

} // namespace

class TestMask : public QObject {
    Q_OBJECT
private slots:
    void equalPixelsAreEqualMasks() {
        const auto a = Mask::fromPixels(3, 4, 4, 3, {0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0});
        const auto b = Mask::fromPixels(4, 5, 2, 2, {1, 1, 1, 0});
        QCOMPARE(a, b);
        QCOMPARE(a.bounds(), (Box{4, 5, 2, 2}));
        QCOMPARE(a.area(), 3);
        QVERIFY(a.contains(4, 6) && !a.contains(5, 6) && !a.contains(0, 0));
        QVERIFY(Mask::fromPixels(0, 0, 2, 1, {0, 0}).empty());
    }
    void runsThatDoNotFitAreRefused() {
        QVERIFY(Mask::fromRowRuns(0, 0, 2, 2, {1, 2, 1}).has_value());
        QVERIFY(!Mask::fromRowRuns(0, 0, 2, 2, {1, 2}).has_value());
        QVERIFY(!Mask::fromRowRuns(0, 0, 2, 2, {4'000'000'000u, 4'000'000'000u}).has_value());
        QVERIFY(!Mask::fromRowRuns(0, 0, -1, 2, {}).has_value());
        QVERIFY(!Mask::fromRowRuns(0, 0, 65'536, 1, {65'536}).has_value());
        QVERIFY(!Mask::fromRowRuns(2'000'000'000, 0, 1, 1, {0, 1}).has_value());
        QVERIFY(!Mask::fromRowRuns(0, 0, 65'535, 65'535, {0, 4'294'836'225u}).has_value()); // too many pixels
        QVERIFY(Mask::fromRowRuns(0, 0, 65'535, 65'535, {4'294'836'224u, 1}).has_value());  // one pixel far away
    }
    void combiningIsAsWithPixels() {
        std::mt19937 random(11);
        for (int i = 0; i < 50; ++i) {
            const int w = 1 + i % 13, h = 1 + i % 7;
            const auto pa = randomPixels(random, w, h), pb = randomPixels(random, w, h);
            const auto a = Mask::fromPixels(0, 0, w, h, pa), b = Mask::fromPixels(0, 0, w, h, pb);
            QCOMPARE(a.pixels(w, h), pa);
            QCOMPARE(a.united(b).pixels(w, h), combined(pa, pb, false));
            QCOMPARE(a.without(b).pixels(w, h), combined(pa, pb, true));
            std::int64_t both = 0;
            for (std::size_t k = 0; k < pa.size(); ++k) both += pa[k] && pb[k];
            QCOMPARE(intersectionArea(a, b), both);
        }
    }
    void movesAndCuts() {
        const auto mask = Mask::fromPixels(0, 0, 2, 2, {1, 1, 1, 1});
        QCOMPARE(mask.movedBy(-1, 3).bounds(), (Box{-1, 3, 2, 2}));
        QCOMPARE(mask.movedBy(-1, 3).cutTo(10, 4).bounds(), (Box{0, 3, 1, 1}));
        QVERIFY(mask.movedBy(20, 0).cutTo(10, 10).empty());
    }
    void ringsCoverThePixelsWhoseCentreIsInside() {
        const Ring square{{1, 1}, {4, 1}, {4, 4}, {1, 4}}, hole{{2, 2}, {3, 2}, {3, 3}, {2, 3}};
        const auto mask = Mask::fromRings({square, hole}, 10, 10);
        QCOMPARE(mask.area(), 8);
        QVERIFY(!mask.contains(2, 2) && mask.contains(1, 1) && !mask.contains(4, 4));
        QCOMPARE(Mask::fromRings({{{-5, -5}, {50, -5}, {50, 50}, {-5, 50}}}, 6, 5).area(), 30);
        QCOMPARE(Mask::fromRings({{{0, 0}, {1.49, 0}, {1.49, 1}, {0, 1}}}, 6, 5).area(), 1);
    }
    void drawingFillsTheRingAndItsBorder() {
        // worked out by hand: corners fall into pixels, and these are drawn with all between them
        const auto drawn = [](const Ring& ring) { return Mask::drawn({ring}, 10, 8); };
        QCOMPARE(drawn({{1.9, 1.2}, {4.5, 1}, {4.1, 3.9}, {1, 3}}).bounds(), (Box{1, 1, 4, 3}));
        QCOMPARE(drawn({{1.9, 1.2}, {4.5, 1}, {4.1, 3.9}, {1, 3}}).area(), 12);
        QCOMPARE(drawn({{2, 3}}).area(), 1);
        QCOMPARE(drawn({{2, 3}, {6, 3}}).area(), 5);
        QCOMPARE(drawn({{2, 1}, {2, 6}, {2, 4}}).area(), 6);
        QCOMPARE(drawn({{0, 0}, {4, 4}, {0, 4}}).pixels(5, 5),
            (std::vector<std::uint8_t>{1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1}));
        QCOMPARE(drawn({{-50, -50}, {50, -50}, {50, 50}, {-50, 50}}).area(), 80);
        // a spike that leans: its tip reaches to where the next row begins
        QCOMPARE(Mask::drawn({{{0, 0}, {9, 2}, {4, 2}}}, 10, 3).pixels(10, 1),
            (std::vector<std::uint8_t>{1, 1, 0, 0, 0, 0, 0, 0, 0, 0}));
    }
    void drawingPutsRingsTogether() {
        const Ring a{{1, 1}, {3, 1}, {3, 3}, {1, 3}}, b{{3, 3}, {5, 3}, {5, 5}, {3, 5}};
        QCOMPARE(Mask::drawn({a, b}, 20, 20).area(), 9 + 9 - 1);
        QVERIFY(Mask::drawn({}, 20, 20).empty());
        QVERIFY(Mask::drawn({{}}, 20, 20).empty());
        QVERIFY(Mask::drawn({{{30, 30}, {40, 30}, {40, 40}}}, 20, 20).empty());
    }
    void drawingHostileRingsEnds() {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(Mask::drawn({{{-1e300, -1e300}, {1e300, -1e300}, {1e300, 1e300}, {-1e300, 1e300}}}, 9, 7).area(), 63);
        QVERIFY(Mask::drawn({{{nan, 3}, {nan, nan}, {4, nan}}}, 9, 7).area() <= 63);
        Ring zigzag;
        for (int i = 0; i < 200'000; ++i) zigzag.push_back({double(i % 7), i % 2 ? 60'000.0 : 0.0});
        QVERIFY(Mask::drawn({zigzag}, 65'535, 65'535).empty());
    }
    void fillingHostileRingsEnds() {
        const double far = 1e308, nan = std::numeric_limits<double>::quiet_NaN();
        // 0 · ∞ along the way, which is no number that could be put in order
        Ring wide;
        for (int i = 0; i < 100; ++i) wide.push_back({i % 2 ? far : -far, i % 3 ? 0.5 : 7.5});
        QVERIFY(Mask::fromRings({wide}, 9, 7).area() <= 63);
        QVERIFY(Mask::fromRings({{{nan, 3}, {nan, nan}, {4, nan}, {nan, 9}}}, 9, 7).area() <= 63);
        Ring zigzag;
        for (int i = 0; i < 200'000; ++i) zigzag.push_back({double(i % 7), i % 2 ? 60'000.0 : 0.0});
        QVERIFY(Mask::fromRings({zigzag}, 65'535, 65'535).empty()); // it would take 200 GB
    }
    void outlinesEncloseExactlyThePixels() {
        std::mt19937 random(5);
        for (int i = 0; i < 60; ++i) {
            const int w = 2 + i % 9, h = 2 + i % 8;
            const auto mask = Mask::fromPixels(0, 0, w, h, randomPixels(random, w, h));
            const auto rings = mask.outlines();
            QCOMPARE(Mask::fromRings(rings, w, h), mask);
            double sum = 0; // outer ones count up, holes down
            for (const auto& ring : rings) sum += signedArea(ring);
            QCOMPARE(sum, double(mask.area()));
        }
        QCOMPARE(Mask::fromPixels(2, 3, 2, 2, {1, 1, 1, 1}).outlines().front().size(), std::size_t(4));
        QCOMPARE(Mask::fromPixels(0, 0, 2, 2, {1, 0, 0, 1}).outlines().size(), std::size_t(2));
    }
    void columnRunsAreCocos() {
        // 3 wide, 2 high; on: (0,1) (1,0) (1,1)
        const auto mask = Mask::fromPixels(0, 0, 3, 2, {0, 1, 0, 1, 1, 0});
        QCOMPARE(columnRuns(mask, 3, 2), (std::vector<std::uint32_t>{1, 3, 2}));
        QCOMPARE(columnRuns(Mask(), 3, 2), (std::vector<std::uint32_t>{6}));
        QCOMPARE(columnRuns(Mask::fromPixels(0, 0, 1, 1, {1}), 1, 1), (std::vector<std::uint32_t>{0, 1}));
        std::mt19937 random(3);
        for (int i = 0; i < 50; ++i) {
            const int w = 1 + i % 11, h = 1 + i % 9;
            const auto one = Mask::fromPixels(0, 0, w, h, randomPixels(random, w, h));
            const auto runs = columnRuns(one, w, h);
            QCOMPARE(std::accumulate(runs.begin(), runs.end(), 0u), unsigned(w * h));
            QCOMPARE(*maskFromColumnRuns(runs, w, h), one);
            QCOMPARE(*Mask::fromRowRuns(0, 0, w, h, rowRuns(one, w, h)), one);
        }
        QVERIFY(!maskFromColumnRuns({1, 2}, 2, 2).has_value());
    }
    void packedRunsAreCocosText() {
        // worked out by hand from the rule: 5 bits a character, lowest first, from the fourth run on the difference
        QCOMPARE(compressRuns({1, 3, 2}), std::string("132"));
        QCOMPARE(compressRuns({6, 1, 40, 4, 3}), std::string("61X13kN")); // 40 = 8 + 32; 4-1=3; 3-40=-37
        std::mt19937 random(9);
        std::uniform_int_distribution<std::uint32_t> length;
        for (int i = 0; i < 200; ++i) {
            std::vector<std::uint32_t> runs;
            for (int k = 0; k < i % 12; ++k) runs.push_back(length(random) >> (random() % 32));
            QCOMPARE(*decompressRuns(compressRuns(runs), 12), runs);
        }
    }
    void brokenPackedRunsAreRefused() {
        for (const char* text : {"P", "PPPPPPPPPPPPPP", "\x7f", "\x20", "OOOOOOO", "1111N", "oooooooooooo0"})
            QVERIFY2(!decompressRuns(text, 1000).has_value(), text);
        QVERIFY(!decompressRuns("1111", 3).has_value());
        QVERIFY(decompressRuns("", 0).has_value());
    }
    void brushRunsReadBackAndKeepTheirHead() {
        std::mt19937 random(13);
        for (int i = 0; i < 40; ++i) {
            const int w = 1 + i * 17 % 400, h = 1 + i * 7 % 90;
            const auto mask = Mask::fromPixels(0, 0, w, h, randomPixels(random, w, h));
            const auto bytes = encodeBrush(mask, w, h);
            const std::uint32_t count = bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
            QCOMPARE(count, unsigned(w * h * 4));
            QCOMPARE(*decodeBrush(bytes, w, h), mask);
            QVERIFY(!decodeBrush({bytes.begin(), bytes.end() - 1}, w, h).has_value());
            QVERIFY(!decodeBrush(bytes, w + 1, h).has_value());
        }
        // 1 × 1, on: count 4, word 8, widths 3 4 8 16, one run of four 255
        const std::vector<std::uint8_t> one{0, 0, 0, 4, 0b00111001, 0b00011011, 0b11111100, 0b01111111, 0b11100000};
        QCOMPARE(encodeBrush(Mask::fromPixels(0, 0, 1, 1, {1}), 1, 1), one);
    }
};

QTEST_GUILESS_MAIN(TestMask)
#include "tst_mask.moc"
