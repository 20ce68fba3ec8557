#include <QTest>

#include "core/label/formats/reduce_shape.h"
#include "label_scratch.h"

using namespace slipway;
using namespace slipway::label;

namespace {

Capabilities boxesOnly() {
    Capabilities holds;
    holds.images = true;
    holds.box = Holds::Yes;
    holds.polygon = holds.rotatedBox = Holds::AsBox;
    return holds;
}

Region polygon(const char* id, double x, const char* group = "") {
    auto region = LabelScratch::region("cat", Polygon{{{{{x, 0}, {x + 4, 0}, {x + 4, 4}}, {}}}}, id);
    region.group = group;
    return region;
}

} // namespace

class TestReduce : public QObject {
    Q_OBJECT
private slots:
    void whatIsHeldStaysWithoutALoss() {
        const auto corpus = LabelScratch::corpusOf({LabelScratch::region("cat", Box{1, 2, 3, 4})});
        const auto reduced = reduce(corpus, boxesOnly());
        QVERIFY(reduced.losses.empty() && reduced.corpus == corpus);
    }
    void lossesAreCountedMostFirstWithAnExample() {
        auto named = polygon("r3", 9);
        named.text = "note";
        const auto reduced = reduce(LabelScratch::corpusOf({polygon("r1", 0), polygon("r2", 5), named,
                                        LabelScratch::region("dog", RotatedBox{{5, 5}, 4, 2, 90}, "r4"),
                                        LabelScratch::region("dog", Ellipse{{5, 5}, 4, 2, 0}, "r5"),
                                        LabelScratch::region("", Box{0, 0, 1, 1}, "r6")}),
            boxesOnly());
        QCOMPARE(reduced.losses[0].kind, std::string("polygon as box"));
        QCOMPARE(reduced.losses[0].count, 3);
        QCOMPARE(reduced.losses[0].example, std::string("a.png: cat"));
        for (const char* kind : {"rotation", "ellipse", "text", "region without a label"})
            QVERIFY2(LabelScratch::hasLoss(reduced.losses, kind), kind);
        QCOMPARE(reduced.corpus.items[0].annotations[0].regions.size(), std::size_t(4));
    }
    void groupsAndPartsTurnIntoEachOther() {
        Capabilities parts;
        parts.images = true;
        parts.polygon = parts.parts = Holds::Yes;
        const auto joined = reduce(LabelScratch::corpusOf({polygon("r1", 0, "7"), polygon("r2", 9, "7")}), parts);
        QVERIFY(joined.losses.empty());
        QCOMPARE(
            std::get<Polygon>(joined.corpus.items[0].annotations[0].regions.at(0).shape).parts.size(), std::size_t(2));
        Capabilities groups = parts;
        groups.parts = Holds::AsGroup;
        groups.groups = true;
        const auto split = reduce(joined.corpus, groups);
        QVERIFY(split.losses.empty());
        const auto& regions = split.corpus.items[0].annotations[0].regions;
        QVERIFY(regions.size() == 2 && !regions[0].group.empty() && regions[0].group == regions[1].group);
        groups.groups = false;
        groups.parts = Holds::Split;
        QVERIFY(LabelScratch::hasLoss(reduce(joined.corpus, groups).losses, "parts as objects"));
    }
    void holesBecomeSeamsThatKeepAreaAndPixels() {
        const Polygon ring{{{{{0, 0}, {20, 0}, {20, 20}, {0, 20}},
            {{{5, 5}, {9, 5}, {9, 9}, {5, 9}}, {{12, 12}, {15, 12}, {15, 15}}}}}};
        const auto seamed = withSeams(ring);
        QVERIFY(seamed.parts[0].holes.empty());
        QVERIFY(std::abs(areaOf(seamed) - areaOf(ring)) < 1e-9);
        QCOMPARE(maskOf(seamed, 30, 30), maskOf(ring, 30, 30));
    }
    void polygonsAreCutAtTheBorder() {
        const auto cut = cutToImage(Polygon{{{{{-10, -10}, {10, -10}, {10, 10}, {-10, 10}}, {}}}}, 30, 30);
        QVERIFY(cut.has_value());
        QCOMPARE(areaOf(*cut), 100.0);
        QVERIFY(!cutToImage(Polygon{{{{{-10, -10}, {-5, -10}, {-5, -5}}, {}}}}, 30, 30));
    }
    void oneAnswerIsChosen() {
        auto corpus = LabelScratch::corpusOf({LabelScratch::region("cat", Box{1, 2, 3, 4})});
        auto& answers = corpus.items[0].annotations;
        answers.push_back(answers[0]);
        answers[1].groundTruth = true;
        answers[1].regions[0].label = "gold";
        answers.emplace_back().skipped = true;
        const auto reduced = reduce(corpus, boxesOnly());
        QCOMPARE(reduced.corpus.items[0].annotations.at(0).regions[0].label, std::string("gold"));
        for (const char* kind : {"further answer", "skipped answer", "gold mark"})
            QVERIFY2(LabelScratch::hasLoss(reduced.losses, kind), kind);
    }
    void relationsOfWhatIsGoneGoToo() {
        auto holds = boxesOnly();
        holds.relations = true;
        auto corpus = LabelScratch::corpusOf(
            {LabelScratch::region("a", Box{0, 0, 1, 1}), LabelScratch::region("b", Polyline{{{0, 0}, {1, 1}}}, "r2")});
        corpus.items[0].annotations[0].relations = {{"r1", "r2", Direction::Forward, {"near"}, {}}};
        const auto reduced = reduce(corpus, holds);
        QVERIFY(reduced.corpus.items[0].annotations[0].relations.empty());
        QVERIFY(LabelScratch::hasLoss(reduced.losses, "relation"));
    }
    void otherMediaAndEmptyItemsAreListed() {
        auto corpus = LabelScratch::corpusOf({});
        corpus.items.emplace_back().medium = Medium::Text;
        auto holds = boxesOnly();
        holds.emptyItems = false;
        const auto reduced = reduce(corpus, holds);
        QVERIFY(reduced.corpus.items.empty());
        QVERIFY(LabelScratch::hasLoss(reduced.losses, "text") && LabelScratch::hasLoss(reduced.losses, "empty image"));
    }
};

QTEST_GUILESS_MAIN(TestReduce)
#include "tst_reduce.moc"
