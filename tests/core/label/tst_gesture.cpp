#include <QTest>

#include "core/base/json.h"
#include "core/label/gesture.h"
#include "tests/core/label/random_edits.h"

using namespace slipway;
using namespace slipway::label;
using testkit::RandomEdits;

namespace {

Region boxed(const std::string& id, double left = 0) {
    Region region;
    region.id = id;
    region.shape = Box{left, 0, 10, 10};
    return region;
}

Annotation withRegions(const std::vector<std::string>& ids) {
    Annotation annotation;
    for (const auto& id : ids) annotation.regions.push_back(boxed(id));
    return annotation;
}

std::string idsOf(const Annotation& annotation) {
    std::string ids;
    for (const auto& region : annotation.regions) ids += region.id;
    return ids;
}

Gesture gestureOf(std::int64_t sequence, GestureKind kind, Edit edit) {
    return {sequence, 7, "a", "ada", 1767225600000 + sequence, kind, std::move(edit)};
}

} // namespace

class TestGesture : public QObject {
    Q_OBJECT
private slots:
    void anEditAndItsInverseGiveWhatWasThere() {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            RandomEdits random(seed);
            Annotation annotation;
            for (int step = 0; step < 30; ++step) {
                const auto before = annotation;
                const auto edit = random.edit(annotation);
                QVERIFY(apply(edit, annotation));
                auto back = annotation;
                QVERIFY(apply(inverse(edit), back));
                QVERIFY2(back == before, qPrintable(QString("seed %1 step %2").arg(seed).arg(step)));
                QCOMPARE(inverse(inverse(edit)), edit);
                QCOMPARE(edit.parts.empty(), annotation == before);
            }
        }
    }

    void theBuildersResultIsWhatItsEditMakes() {
        for (unsigned seed = 1; seed <= 100; ++seed) {
            RandomEdits random(seed);
            Annotation annotation;
            for (int step = 0; step < 20; ++step) {
                EditBuilder builder("Step", annotation);
                builder.add(random.region());
                if (!annotation.regions.empty()) builder.remove(annotation.regions.front().id);
                const auto wanted = builder.result();
                QVERIFY(apply(std::move(builder).take(), annotation));
                QVERIFY(annotation == wanted);
            }
        }
    }

    void gesturesReadBackFromTheirJson() {
        for (unsigned seed = 1; seed <= 100; ++seed) {
            RandomEdits random(seed);
            Annotation annotation;
            for (std::int64_t step = 1; step < 15; ++step) {
                const auto gesture = gestureOf(step, GestureKind::Edit, random.edit(annotation));
                QVERIFY(apply(gesture.edit, annotation));
                const auto json = parseJson(dump(toJson(gesture)), "gesture");
                QVERIFY(json.has_value());
                const auto read = gestureFromJson(*json);
                QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
                QVERIFY(*read == gesture);
            }
        }
    }

    void replayedGesturesGiveTheSameHistory() {
        for (unsigned seed = 1; seed <= 100; ++seed) {
            RandomEdits random(seed);
            Annotation annotation;
            History live;
            std::vector<Gesture> gestures;
            for (std::int64_t step = 1; step <= 40; ++step) {
                const int choice = random.upTo(3);
                Gesture gesture;
                if (choice == 0 && live.canUndo()) {
                    QVERIFY(apply(inverse(*live.undoEdit()), annotation));
                    gesture = gestureOf(step, GestureKind::Undo, {live.undoEdit()->name, {}});
                } else if (choice == 1 && live.canRedo()) {
                    QVERIFY(apply(*live.redoEdit(), annotation));
                    gesture = gestureOf(step, GestureKind::Redo, {live.redoEdit()->name, {}});
                } else {
                    gesture = gestureOf(step, GestureKind::Edit, random.edit(annotation));
                    QVERIFY(apply(gesture.edit, annotation));
                }
                live.record(gesture);
                gestures.push_back(gesture);
            }
            auto replayed = History::replay(gestures);
            QVERIFY(replayed.has_value());
            QCOMPARE(replayed->canUndo(), live.canUndo());
            QCOMPARE(replayed->canRedo(), live.canRedo());
            QCOMPARE(replayed->lastSequence(), std::int64_t{40});
            // All of it can be taken back, to the very beginning.
            for (std::int64_t step = 41; replayed->canUndo(); ++step) {
                QVERIFY(apply(inverse(*replayed->undoEdit()), annotation));
                replayed->record(gestureOf(step, GestureKind::Undo, {}));
            }
            QVERIFY(annotation == Annotation());
        }
    }

    void anEditThatDoesNotFitChangesNothing() {
        const auto annotation = withRegions({"a", "b"});
        EditBuilder builder("Edit", annotation);
        builder.add(boxed("c"));
        builder.remove("a");
        const auto edit = std::move(builder).take();
        for (auto other : {withRegions({"b"}), withRegions({"a", "b", "c"}), withRegions({"b", "a"})}) {
            const auto before = other;
            const auto applied = apply(edit, other);
            QVERIFY(!applied);
            QCOMPARE(applied.error().code, ErrorCode::FailedPrecondition);
            QVERIFY(other == before);
        }
    }

    void brokenChangesAreRefused() {
        auto annotation = withRegions({"a"});
        const std::vector<RegionChange> broken{{std::nullopt, std::nullopt, 0, 0}, {std::nullopt, boxed("x"), 0, 9},
            {std::nullopt, boxed(""), 0, 0}, {std::nullopt, boxed("no blanks"), 0, 0}, {boxed("a"), boxed("b"), 0, 0},
            {boxed("a"), boxed("a", 5), 0, 1}, {boxed("a"), std::nullopt, 1, 0}};
        for (const auto& change : broken) QVERIFY(!apply({"Edit", {change}}, annotation));
        QCOMPARE(idsOf(annotation), std::string("a"));
    }

    void removingARegionTakesItsRelationsAndFreesItsChildren() {
        auto annotation = withRegions({"a", "b", "c"});
        annotation.regions[1].parent = "a";
        annotation.relations = {{"a", "b", Direction::Forward, {}, {}}, {"b", "c", Direction::Forward, {}, {}}};
        EditBuilder builder("Delete", annotation);
        builder.remove(annotation.regions[0].id); // a view into what goes away
        const auto before = annotation;
        const auto edit = std::move(builder).take();
        QVERIFY(apply(edit, annotation));
        QCOMPARE(idsOf(annotation), std::string("bc"));
        QCOMPARE(annotation.regions[0].parent, std::string());
        QCOMPARE(annotation.relations.size(), std::size_t{1});
        QVERIFY(apply(inverse(edit), annotation));
        QVERIFY(annotation == before);
    }

    void regionsMoveInTheOrder() {
        auto annotation = withRegions({"a", "b", "c", "d"});
        EditBuilder front("To front", annotation);
        front.moveTo("b", 99);
        QVERIFY(apply(std::move(front).take(), annotation));
        QCOMPARE(idsOf(annotation), std::string("acdb"));
        EditBuilder back("To back", annotation);
        back.moveTo("b", 0);
        const auto edit = std::move(back).take();
        QVERIFY(apply(edit, annotation));
        QCOMPARE(idsOf(annotation), std::string("bacd"));
        QVERIFY(apply(inverse(edit), annotation));
        QCOMPARE(idsOf(annotation), std::string("acdb"));
    }

    void changesThatComeBackAreNoEdit() {
        const auto annotation = withRegions({"a", "b"});
        EditBuilder builder("Nothing", annotation);
        builder.change(annotation.regions[0]);
        builder.remove("z");
        builder.moveTo("a", 0);
        builder.add(boxed("c"));
        builder.remove("c");
        QVERIFY(std::move(builder).take().parts.empty());
    }

    void aNewRegionGetsAnIdOfItsOwn() {
        const auto annotation = withRegions({"a"});
        EditBuilder builder("Add", annotation);
        builder.add(boxed("a"));
        builder.add(boxed(""));
        builder.add(boxed("not an id"));
        const auto& regions = builder.result().regions;
        QCOMPARE(regions.size(), std::size_t{4});
        for (std::size_t i = 1; i < regions.size(); ++i) {
            QVERIFY(isRegionId(regions[i].id));
            QCOMPARE(std::ranges::count(regions, regions[i].id, &Region::id), 1);
        }
    }

    void gesturesThatDoNotFollowAreBadData() {
        const auto edit = gestureOf(1, GestureKind::Edit, {"Draw", {}});
        QVERIFY(!History::replay({gestureOf(1, GestureKind::Undo, {})}));
        QVERIFY(!History::replay({edit, gestureOf(2, GestureKind::Redo, {})}));
        QCOMPARE(History::replay({edit, edit}).error().code, ErrorCode::BadData);
        for (const char* text : {"[]", "{}", R"({"seq":1,"annotation":"a","kind":"jump"})",
                 R"({"seq":1,"annotation":"a","kind":"edit","parts":[{}]})",
                 R"({"seq":1,"annotation":"a","kind":"edit","parts":[{"what":"relations","before":{}}]})",
                 R"({"seq":0,"annotation":"a","kind":"edit"})"})
            QCOMPARE(gestureFromJson(*parseJson(text, "gesture")).error().code, ErrorCode::BadData);
    }
};

QTEST_GUILESS_MAIN(TestGesture)
#include "tst_gesture.moc"
