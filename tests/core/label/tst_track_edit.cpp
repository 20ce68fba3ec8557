#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include <QTest>

#include "core/label/ring_match.h"
#include "core/label/track_edit.h"

using namespace slipway;
using namespace slipway::label;

namespace {

constexpr std::int64_t kFrames = 40;

/// What is seen frame by frame: nothing, or the box with its flags. The oracle of all tests.
struct Seen {
    std::optional<Box> box;
    bool occluded = false;
    FrameAttributes attributes;
};
using Film = std::vector<Seen>;

Film filmOf(const Track& track) {
    Film film;
    for (std::int64_t f = 0; f < kFrames; ++f) {
        const auto shown = shapeAt(track, f);
        film.push_back(shown ? Seen{std::get<Box>(shown->shape), shown->occluded, attributesAt(track, f)} : Seen{});
    }
    return film;
}

bool isNear(const Seen& a, const Seen& b) {
    if (a.box.has_value() != b.box.has_value()) return false;
    if (!a.box) return true;
    return std::abs(a.box->left - b.box->left) < 1e-6 && std::abs(a.box->top - b.box->top) < 1e-6 &&
           std::abs(a.box->width - b.box->width) < 1e-6 && a.occluded == b.occluded && a.attributes == b.attributes;
}

/// The first frame of from … to where the two differ; -1 for none.
std::int64_t firstDifference(const Film& a, const Film& b, std::int64_t from = 0, std::int64_t to = kFrames - 1) {
    for (std::int64_t f = from; f <= to; ++f)
        if (!isNear(a[static_cast<std::size_t>(f)], b[static_cast<std::size_t>(f)])) return f;
    return -1;
}

bool isInOrder(const Track& track) {
    return std::ranges::adjacent_find(track.keyframes, std::greater_equal{}, &Keyframe::frame) == track.keyframes.end();
}

Box boxAt(double left) {
    return {left, 2 * left, 10, 20};
}

Keyframe key(std::int64_t frame, double left, bool outside = false) {
    return {frame, outside, false, boxAt(left), {}};
}

Track randomTrack(std::mt19937& random) {
    const auto upTo = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    Track track;
    for (std::int64_t frame = upTo(8); frame < kFrames; frame += 1 + upTo(9)) {
        Keyframe made{frame, !track.keyframes.empty() && upTo(3) == 0, upTo(3) == 0, boxAt(upTo(100)), {}};
        if (upTo(2)) made.attributes = {{"pose", std::to_string(upTo(3))}};
        track.keyframes.push_back(made);
        if (upTo(6) == 0) break;
    }
    return track;
}

Seen& at(Film& film, std::int64_t frame) {
    return film[static_cast<std::size_t>(frame)];
}

/// A property that holds for random tracks at each frame.
template <class F> void forRandomTracks(F check) {
    std::mt19937 random(11);
    for (int i = 0; i < 60; ++i) {
        const Track track = randomTrack(random);
        for (std::int64_t frame = 0; frame < kFrames; ++frame) check(track, frame);
    }
}

Ring movedRing(Ring ring, double dx, double dy) {
    for (auto& p : ring) p = {p.x + dx, p.y + dy};
    return ring;
}

Polygon polygonOf(Ring ring) {
    return {{{std::move(ring), {}}}};
}

const Ring kSquare{{0, 0}, {10, 0}, {10, 10}, {0, 10}};

} // namespace

class TestTrackEdit : public QObject {
    Q_OBJECT
private slots:
    void aShapeThatIsSetIsSeenThereAndOthersKeyFramesStay() {
        forRandomTracks([](const Track& track, std::int64_t frame) {
            const Track edited = setShapeAt(track, frame, boxAt(777));
            QVERIFY(isInOrder(edited));
            const Film before = filmOf(track), after = filmOf(edited);
            QCOMPARE(after[std::size_t(frame)].box->left, 777.0);
            QVERIFY(shapeAt(edited, frame)->keyframe);
            const auto previous = previousKeyframe(track, frame), next = nextKeyframe(track, frame);
            QCOMPARE(firstDifference(before, after, 0, previous.value_or(0) - 1), std::int64_t(-1));
            if (previous) QVERIFY(isNear(before[std::size_t(*previous)], after[std::size_t(*previous)]));
            if (next) QCOMPARE(firstDifference(before, after, *next), std::int64_t(-1));
        });
        const Track first = setShapeAt({}, 5, boxAt(1));
        QCOMPARE(first.keyframes, (std::vector<Keyframe>{key(5, 1)}));
    }

    void aKeyFrameThatIsAddedChangesNothingThatIsSeen() {
        forRandomTracks([](const Track& track, std::int64_t frame) {
            if (!keyframeBefore(track, frame)) return;
            const Track edited = addKeyframe(track, frame);
            QVERIFY(keyframeAt(edited, frame));
            QCOMPARE(firstDifference(filmOf(track), filmOf(edited)), std::int64_t(-1));
            if (!keyframeAt(track, frame)) QCOMPARE(removeKeyframe(edited, frame), track);
        });
    }

    void keyFramesMoveBetweenTheirNeighboursOnly() {
        const Track track{{key(5, 0), key(10, 10), key(20, 30)}};
        QCOMPARE(moveKeyframe(track, 10, 15).keyframes[1], key(15, 10));
        QCOMPARE(moveKeyframe(track, 10, 2).keyframes[1].frame, std::int64_t(6));
        QCOMPARE(moveKeyframe(track, 10, 99).keyframes[1].frame, std::int64_t(19));
        QCOMPARE(moveKeyframe(track, 5, -3).keyframes[0].frame, std::int64_t(0));
        QCOMPARE(moveKeyframe(track, 20, 99).keyframes[2].frame, std::int64_t(99));
        QCOMPARE(moveKeyframe(track, 11, 12), track);
    }

    void outsideHidesToTheNextKeyFrameAndComesBack() {
        forRandomTracks([](const Track& track, std::int64_t frame) {
            const Film before = filmOf(track), after = filmOf(toggleOutside(track, frame));
            QVERIFY(before[std::size_t(frame)].box.has_value() != after[std::size_t(frame)].box.has_value());
            const auto next = nextKeyframe(track, frame);
            const bool nowGone = !after[std::size_t(frame)].box;
            for (std::int64_t f = frame; f < next.value_or(kFrames); ++f)
                QCOMPARE(after[std::size_t(f)].box.has_value(), !nowGone);
            if (next) QCOMPARE(firstDifference(before, after, *next), std::int64_t(-1));
            if (keyframeBefore(track, frame)) QCOMPARE(firstDifference(before, after, 0, frame - 1), std::int64_t(-1));
        });
    }

    void outsideTwiceIsWhatWasSeenBefore() {
        forRandomTracks([](const Track& track, std::int64_t frame) {
            if (!shapeAt(track, frame)) return;
            const Track twice = toggleOutside(toggleOutside(track, frame), frame);
            QCOMPARE(firstDifference(filmOf(track), filmOf(twice)), std::int64_t(-1));
        });
    }

    void occludedHoldsToTheNextKeyFrame() {
        forRandomTracks([](const Track& track, std::int64_t frame) {
            const Track edited = toggleOccluded(track, frame);
            if (!shapeAt(track, frame)) {
                QCOMPARE(edited, track);
                return;
            }
            Film wanted = filmOf(track);
            const auto end = nextKeyframe(track, frame).value_or(kFrames);
            for (auto f = frame; f < end; ++f) at(wanted, f).occluded = !at(wanted, f).occluded;
            QCOMPARE(firstDifference(wanted, filmOf(edited)), std::int64_t(-1));
        });
    }

    void attributesHoldUntilAnotherValue() {
        const Track track{{key(0, 0), key(10, 5)}};
        const Track edited = setAttributeAt(setAttributeAt(track, 4, "pose", "sits"), 20, "pose", "stands");
        QVERIFY(attributesAt(edited, 3).empty());
        QCOMPARE(attributesAt(edited, 4), (FrameAttributes{{"pose", "sits"}}));
        QCOMPARE(attributesAt(edited, 19), (FrameAttributes{{"pose", "sits"}}));
        QCOMPARE(attributesAt(edited, 25), (FrameAttributes{{"pose", "stands"}}));
        QCOMPARE(edited.keyframes[1].shape, FrameShape(boxAt(2)));
    }

    void lifeSpansAreWhereTheObjectIsSeen() {
        std::mt19937 random(5);
        for (int i = 0; i < 200; ++i) {
            const Track track = randomTrack(random);
            std::vector<bool> covered(kFrames, false);
            std::int64_t end = -2;
            for (const auto& span : lifeSpans(track, kFrames)) {
                QVERIFY(span.first > end + 1 && span.last >= span.first && span.last < kFrames);
                end = span.last;
                for (auto f = span.first; f <= span.last; ++f) covered[std::size_t(f)] = true;
            }
            for (std::int64_t f = 0; f < kFrames; ++f)
                QCOMPARE(bool(covered[std::size_t(f)]), shapeAt(track, f).has_value());
        }
    }

    void copiesRestAndWhatComesLaterStays() {
        forRandomTracks([](const Track& track, std::int64_t frame) {
            const Track edited = copyOn(track, frame, 7);
            if (!shapeAt(track, frame)) {
                QCOMPARE(edited, track);
                return;
            }
            QVERIFY(isInOrder(edited));
            const Film before = filmOf(track), after = filmOf(edited);
            for (auto f = frame; f <= std::min(frame + 7, kFrames - 1); ++f)
                QVERIFY(isNear(after[std::size_t(f)], before[std::size_t(frame)]));
            QCOMPARE(firstDifference(before, after, 0, frame), std::int64_t(-1));
            if (const auto next = nextKeyframe(track, frame + 7); next && *next < kFrames)
                QCOMPARE(after[std::size_t(*next)].box, before[std::size_t(*next)].box);
        });
    }

    void shortenedTracksAreSeenInsideOnly() {
        forRandomTracks([](const Track& track, std::int64_t frame) {
            const std::int64_t last = std::min(frame + 9, kFrames - 1);
            Film wanted(kFrames);
            const Film all = filmOf(track);
            std::copy(all.begin() + frame, all.begin() + last + 1, wanted.begin() + frame);
            const Track edited = shorten(track, frame, last);
            QVERIFY(isInOrder(edited));
            QCOMPARE(firstDifference(wanted, filmOf(edited)), std::int64_t(-1));
        });
    }

    void splitPartsShowTogetherWhatTheWholeShowed() {
        forRandomTracks([](const Track& track, std::int64_t frame) {
            const Film whole = filmOf(track);
            const auto seen = [](const Seen& s) { return s.box.has_value(); };
            const bool both = std::any_of(whole.begin(), whole.begin() + frame, seen) &&
                              std::any_of(whole.begin() + frame, whole.end(), seen);
            const auto parts = split(track, frame);
            QCOMPARE(parts.has_value(), both);
            if (!parts) return;
            QVERIFY(isInOrder(parts->before) && isInOrder(parts->after));
            Film before(kFrames), after(kFrames);
            std::copy(whole.begin(), whole.begin() + frame, before.begin());
            std::copy(whole.begin() + frame, whole.end(), after.begin() + frame);
            QCOMPARE(firstDifference(before, filmOf(parts->before)), std::int64_t(-1));
            QCOMPARE(firstDifference(after, filmOf(parts->after)), std::int64_t(-1));
        });
    }

    void mergingWhatWasSplitShowsTheWhole() {
        forRandomTracks([](const Track& track, std::int64_t frame) {
            const auto parts = split(track, frame);
            if (!parts) return;
            const Track joined = merge(parts->before, parts->after);
            QVERIFY(isInOrder(joined));
            QCOMPARE(firstDifference(filmOf(track), filmOf(joined)), std::int64_t(-1));
        });
    }

    void mergedTracksShowTheLaterElseTheEarlierElseNothing() {
        std::mt19937 random(3);
        int compared = 0;
        for (int i = 0; i < 600; ++i) {
            Track a = randomTrack(random), b = randomTrack(random);
            if (a.keyframes.empty() || b.keyframes.empty()) continue;
            if (b.keyframes.front().frame < a.keyframes.front().frame) std::swap(a, b);
            const auto begins = b.keyframes.front().frame;
            const bool rests = a.keyframes.back().frame < begins && !a.keyframes.back().outside;
            Film wanted = filmOf(a);
            const Film later = filmOf(b);
            for (std::int64_t f = 0; f < kFrames; ++f) {
                if (rests && f >= begins) at(wanted, f) = {};
                if (later[std::size_t(f)].box) at(wanted, f) = later[std::size_t(f)];
            }
            const Track joined = merge(a, b);
            QVERIFY(isInOrder(joined));
            const Film film = filmOf(joined);
            for (std::int64_t f = 0; f < kFrames; ++f) { // attributes of the other track live on until they are set
                QCOMPARE(film[std::size_t(f)].box.has_value(), wanted[std::size_t(f)].box.has_value());
                const bool moves = rests && f > a.keyframes.back().frame && f < begins;
                if (!film[std::size_t(f)].box || moves) continue;
                QVERIFY(std::abs(film[std::size_t(f)].box->left - wanted[std::size_t(f)].box->left) < 1e-6);
                QCOMPARE(film[std::size_t(f)].occluded, wanted[std::size_t(f)].occluded);
                ++compared;
            }
        }
        QVERIFY(compared > 5000);
    }

    void aTrackThatRestsMovesOnToWhereTheNextBegins() {
        const Track joined = merge({{key(0, 0)}}, {{key(10, 100), key(20, 100, true)}});
        QCOMPARE(std::get<Box>(shapeAt(joined, 5)->shape), boxAt(50));
        QVERIFY(!shapeAt(joined, 20));
        const Track gap = merge({{key(0, 0), key(4, 0, true)}}, {{key(10, 100)}});
        QCOMPARE(lifeSpans(gap, kFrames), (std::vector<LifeSpan>{{0, 3}, {10, kFrames - 1}}));
    }

    void neighboursOfKeyFramesAreFound() {
        const Track track{{key(5, 0), key(10, 10)}};
        QCOMPARE(nextKeyframe(track, 5), std::optional<std::int64_t>(10));
        QCOMPARE(nextKeyframe(track, 10), std::nullopt);
        QCOMPARE(previousKeyframe(track, 10), std::optional<std::int64_t>(5));
        QCOMPARE(previousKeyframe(track, 5), std::nullopt);
        QVERIFY(!keyframeBefore(track, 4) && keyframeBefore(track, 400)->frame == 10);
    }

    void aVertexMoreLetsThePolygonStillMove() {
        Ring richer = movedRing(kSquare, 40, 0);
        richer.insert(richer.begin() + 1, {45, -3}); // a vertex drawn into the top side
        const Track track =
            matchCorners({{{0, false, false, polygonOf(kSquare), {}}, {10, false, false, polygonOf(richer), {}}}});
        const Ring& first = std::get<Polygon>(track.keyframes[0].shape).parts[0].outer;
        QCOMPARE(first.size(), std::size_t(5));
        QCOMPARE(track.keyframes[1].shape, FrameShape(polygonOf(richer)));
        QCOMPARE(area(first), area(kSquare));
        QCOMPARE(first[0], (Point{0, 0}));
        QCOMPARE(first[1], (Point{5, 0}));
        QCOMPARE(first[2], (Point{10, 0}));
        const auto half = std::get<Polygon>(shapeAt(track, 5)->shape).parts[0].outer;
        QCOMPARE(half[0], (Point{20, 0}));
        QCOMPARE(half[1], (Point{25, -1.5}));
    }

    void cornersAreMatchedThoughTheRingStartsElsewhereAndRunsTheOtherWay() {
        Ring other{{10, 10}, {10, 0}, {0, 0}, {0, 10}}; // turned round, begins elsewhere
        Ring richer = kSquare;
        richer.insert(richer.begin() + 3, {5, 10});
        const Ring matched = withCornersOf(richer, other);
        QCOMPARE(matched, richer);
    }

    void matchingChangesNoShapeOfRandomPolygons() {
        std::mt19937 random(9);
        for (int i = 0; i < 200; ++i) {
            const auto ringOf = [&](std::size_t corners, double x) {
                Ring ring;
                for (std::size_t k = 0; k < corners; ++k) {
                    const double angle = 2 * M_PI * double(k) / double(corners), r = 20 + double(random() % 20);
                    ring.push_back({x + r * std::cos(angle), r * std::sin(angle)});
                }
                return ring;
            };
            const Ring poorer = ringOf(3 + random() % 20, 0), richer = ringOf(23 + random() % 30, 200);
            const Ring matched = withCornersOf(richer, poorer);
            QCOMPARE(matched.size(), richer.size());
            QVERIFY(std::abs(area(matched) - area(poorer)) < 1e-6 * area(poorer));
            for (const auto& p : poorer)
                QVERIFY(std::ranges::any_of(matched, [&](Point q) { return std::hypot(p.x - q.x, p.y - q.y) < 1e-9; }));
        }
    }

    void ringsOfThousandsOfCornersAreMatchedToo() {
        Ring richer, poorer;
        for (int i = 0; i < 20'000; ++i) richer.push_back({std::cos(i * M_PI / 10'000), std::sin(i * M_PI / 10'000)});
        for (int i = 0; i < 9'000; ++i) poorer.push_back({std::cos(i * M_PI / 4'500), std::sin(i * M_PI / 4'500)});
        QCOMPARE(withCornersOf(richer, poorer).size(), richer.size());
        QVERIFY(withCornersOf(richer, {}).empty());
        QCOMPARE(withCornersOf(richer, {{3, 3}}).size(), richer.size());
    }
};

QTEST_GUILESS_MAIN(TestTrackEdit)
#include "tst_track_edit.moc"
