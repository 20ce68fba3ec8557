#include <QTest>
#include <random>

#include "ui/label/text/height_index.h"
#include "ui/label/text/relation_arcs.h"
#include "ui/label/text/span_index.h"
#include "ui/label/text/span_lanes.h"
#include "ui/label/text/text_document.h"

using namespace slipway;
using namespace slipway::ui;

namespace {

std::shared_ptr<const TextDocument> documentOf(const QString& text) {
    auto made = TextDocument::make(text.toStdString(), "text", false);
    if (!made) qFatal("%s", made.error().message.c_str());
    return *made;
}

QStringList textsOf(const QString& text, int longest = kLongestBlock) {
    QStringList texts;
    for (const TextBlock& block : cutIntoBlocks(text, longest)) texts << text.mid(block.start, block.length);
    return texts;
}

label::Region region(const std::string& id, std::int64_t start, std::int64_t end) {
    label::Region made;
    made.id = id;
    made.label = "Person";
    made.shape = label::Span{start, end};
    return made;
}

std::string idsOf(const std::vector<const TextSpan*>& spans) {
    std::string ids;
    for (const TextSpan* span : spans) ids += span->id;
    return ids;
}

} // namespace

class TestTextBlocks : public QObject {
    Q_OBJECT
private slots:
    void paragraphsEndAtEveryKindOfLineBreak() {
        QCOMPARE(textsOf("a\nb\r\nc\rd\u2029e"), (QStringList{"a", "b", "c", "d", "e"}));
        QCOMPARE(textsOf(""), QStringList{""});
        QCOMPARE(textsOf("a\n"), (QStringList{"a", ""}));
        QCOMPARE(textsOf("\r\n\r\n"), (QStringList{"", "", ""}));
    }
    void aLongParagraphIsCutBehindWhiteSpace() {
        const QStringList texts = textsOf("one two three four five", 10);
        QCOMPARE(texts.join(QString()), QString("one two three four five"));
        QCOMPARE(texts, (QStringList{"one two ", "three ", "four five"}));
        const auto blocks = cutIntoBlocks(u"one two three four five", 10);
        QVERIFY(!blocks[0].continues && blocks[1].continues && blocks[2].continues);
    }
    void withoutWhiteSpaceItIsCutBetweenGraphemes() {
        const QString family = QString::fromUtf8("👨‍👩‍👧‍👦"); // 11 units
        const QStringList texts = textsOf(family.repeated(20), 40);
        QCOMPARE(texts.join(QString()), family.repeated(20));
        for (const QString& text : texts) QCOMPARE(text.size() % family.size(), 0);
    }
    void oneLineOfMegabytesBecomesManyBlocks() {
        const QString line = QStringLiteral("word ").repeated(400'000);
        const auto blocks = cutIntoBlocks(line);
        int end = 0;
        for (const TextBlock& block : blocks) {
            QCOMPARE(block.start, end);
            QVERIFY(block.length <= kLongestBlock);
            end = block.end();
        }
        QCOMPARE(end, int(line.size()));
        QVERIFY(blocks.size() >= 500);
    }
    void directionIsThatOfTheFirstLetter() {
        const auto blocks = cutIntoBlocks(u"abc \u05E9\u05DC\u05D5\u05DD\n12 \u05E9\u05DC\u05D5\u05DD abc\n");
        QVERIFY(!blocks[0].rightToLeft);
        QVERIFY(blocks[1].rightToLeft);
    }
    void brokenUtf8NamesTheByte() {
        const auto made = TextDocument::make("caf\xE9 au lait", "menu.txt", true);
        QVERIFY(!made);
        QCOMPARE(made.error().message, std::string("menu.txt is not UTF-8: byte 3"));
        QVERIFY(!TextDocument::make(std::string(TextDocument::kMostBytes + 1, 'a'), "x", true));
    }
    void theMarkInFrontOfAFileIsNotText() {
        QCOMPARE((*TextDocument::make("\xEF\xBB\xBFx", "a", true))->text(), QString("x"));
        QCOMPARE((*TextDocument::make("\xEF\xBB\xBFx", "a", false))->size(), 2);
    }
    void graphemesAreNeverSplit() {
        const QString text = QString::fromUtf8("e\u0301👩🏽‍🚀🇩🇪\r\nक्षिx");
        const auto document = documentOf(text);
        QList<int> stops{0};
        while (stops.back() < document->size()) stops << document->nextGrapheme(stops.back());
        const QList<int> back = [&] {
            QList<int> all{document->size()};
            while (all.front() > 0) all.prepend(document->previousGrapheme(all.front()));
            return all;
        }();
        QCOMPARE(stops, back);
        QCOMPARE(stops.mid(0, 5), (QList<int>{0, 2, 9, 13, 15})); // é, astronaut, flag, the line break
        for (int at = 0; at <= document->size(); ++at) {
            const auto snapped = document->snapped({at, at});
            QVERIFY(stops.contains(snapped.start) && stops.contains(snapped.end));
            QVERIFY(snapped.start <= at && at <= snapped.end);
        }
    }
    void graphemesGoOnOverTheCutOfALongLine() {
        const auto document = documentOf(QString("abcdefgh ").repeated(2000));
        QVERIFY(document->blockCount() > 2);
        const int cut = document->block(1).start;
        QCOMPARE(document->nextGrapheme(cut - 1), cut);
        QCOMPARE(document->previousGrapheme(cut), cut - 1);
        QCOMPARE(document->previousGrapheme(cut + 1), cut);
        QCOMPARE(document->paragraphAt(cut + 5), (TextDocument::Range{0, document->size()}));
    }
    void wordsHaveTheirBorders() {
        const auto document = documentOf("Ada's 3.14 cats,\nand dogs");
        QCOMPARE(document->wordAt(1), (TextDocument::Range{0, 5}));
        QCOMPARE(document->wordAt(7), (TextDocument::Range{6, 10}));
        QCOMPARE(document->nextWordEnd(6), 10);
        QCOMPARE(document->nextWordEnd(15), 20);
        QCOMPARE(document->previousWordStart(17), 11);
        QCOMPARE(document->previousWordEnd(15), 10);
        QCOMPARE(document->trimmed({5, 17}), (TextDocument::Range{6, 16}));
        QCOMPARE(document->trimmed({5, 6}), (TextDocument::Range{5, 6}));
    }
    void whatOverlapsNeverSharesALane() {
        std::mt19937 random(7);
        std::vector<LaneInterval> intervals;
        for (int i = 0; i < 400; ++i) {
            const int start = int(random() % 1000);
            intervals.push_back({start, start + int(random() % 60)});
        }
        const auto lanes = assignLanes(intervals);
        int deepest = 0, crowd = 0;
        for (std::size_t a = 0; a < intervals.size(); ++a) {
            deepest = std::max(deepest, lanes[a] + 1);
            int here = 0;
            for (std::size_t b = 0; b < intervals.size(); ++b) {
                const bool meet = intervals[a].start < intervals[b].end && intervals[b].start < intervals[a].end;
                if (a != b && meet && intervals[a].start < intervals[a].end && intervals[b].start < intervals[b].end)
                    QVERIFY(lanes[a] != lanes[b]);
                here += intervals[b].start <= intervals[a].start && intervals[a].start < intervals[b].end;
            }
            crowd = std::max(crowd, here);
        }
        QCOMPARE(deepest, crowd); // no more lanes than lie over each other somewhere
    }
    void whatHoldsAnotherComesFirst() {
        QCOMPARE(assignLanes({{5, 8}, {0, 20}, {5, 12}, {12, 14}, {20, 21}}), (std::vector<int>{2, 0, 1, 1, 0}));
        QCOMPARE(assignLanes({{3, 3}, {3, 3}}), (std::vector<int>{0, 0}));
    }
    void heightsAddUp() {
        std::mt19937 random(3);
        std::vector<int> heights(1000);
        for (int& height : heights) height = int(random() % 50) + 1;
        HeightIndex index(heights);
        for (int change = 0; change < 200; ++change) {
            const auto block = random() % heights.size();
            heights[block] = int(random() % 90) + 1;
            index.setHeight(int(block), heights[block]);
        }
        int top = 0;
        for (int i = 0; i < int(heights.size()); ++i) {
            QCOMPARE(index.top(i), top);
            QCOMPARE(index.blockAt(top), i);
            QCOMPARE(index.blockAt(top + heights[std::size_t(i)] - 1), i);
            top += heights[std::size_t(i)];
        }
        QCOMPARE(index.total(), top);
        QCOMPARE(index.blockAt(-5), 0);
        QCOMPARE(index.blockAt(top + 100), 999);
    }
    void spansAreFoundByPlace() {
        SpanIndex index;
        const auto document = documentOf("0123456789");
        index.reset(document, {}, {region("a", 0, 10), region("b", 2, 4), region("c", 4, 6), region("x", 30, 40)}, {});
        QCOMPARE(index.size(), std::size_t(3)); // x lies behind the end
        QCOMPARE(idsOf(index.overlapping(3, 4)), std::string("ab"));
        QCOMPARE(idsOf(index.overlapping(4, 5)), std::string("ac"));
        QCOMPARE(idsOf(index.overlapping(6, 9)), std::string("a"));
        QCOMPARE(idsOf(index.overlapping(3, 3)), std::string());
        QCOMPARE(index.find("b")->lane, 1);
        QVERIFY(!index.find("x"));
    }
    void theIndexFollowsEdits() {
        SpanIndex index;
        label::Annotation annotation;
        annotation.regions = {region("a", 0, 3), region("b", 1, 2)};
        index.reset(documentOf(QString::fromUtf8("😀😀😀😀")), {}, annotation.regions, {});
        QCOMPARE(index.find("a")->end, 6);
        label::EditBuilder edit("x", annotation);
        edit.remove("a");
        edit.add(region("c", 0, 4));
        edit.change(region("b", 2, 3));
        index.apply(std::move(edit).take());
        QCOMPARE(idsOf(index.overlapping(0, 8)), std::string("cb"));
        QCOMPARE(index.find("b")->start, 4);
        QVERIFY(!index.find("a"));
    }
    void thousandsOfSpansAnswerAsASearchThroughAllWould() {
        std::mt19937 random(11);
        std::vector<label::Region> regions;
        for (int i = 0; i < 3000; ++i) {
            const auto start = std::int64_t(random() % 9000);
            regions.push_back(region(std::to_string(i), start, start + 1 + std::int64_t(random() % 400)));
        }
        SpanIndex index;
        index.reset(documentOf(QString(10'000, u'x')), {}, regions, {});
        for (int i = 0; i < 50; ++i) {
            const int from = int(random() % 9500), to = from + int(random() % 100) + 1;
            const auto wanted = std::ranges::count_if(
                index.spans(), [&](const TextSpan& span) { return span.start < to && span.end > from; });
            QCOMPARE(std::ssize(index.overlapping(from, to)), wanted);
        }
    }
    void arcsAtOnePlaceStandSideBySide() {
        SpanIndex index;
        index.reset(documentOf(QString(1000, u'x')), {},
            {region("a", 0, 5), region("b", 200, 205), region("c", 300, 305), region("d", 900, 905)}, {});
        const auto arcs = makeRelationArcs(
            {{"a", "d", label::Direction::Forward, {"of"}, {}}, {"c", "b", label::Direction::Both, {}, {}},
                {"a", "gone", label::Direction::Forward, {}, {}}},
            index);
        QCOMPARE(arcs.size(), std::size_t(2));
        QCOMPARE(arcs[0].depth, 1); // goes around the other
        QCOMPARE(arcs[1].depth, 0);
        QCOMPARE(arcs[0].caption, QString("of"));
        QVERIFY(arcs[1].toEnd && arcs[1].toStart && !arcs[0].toStart);
    }
};

QTEST_GUILESS_MAIN(TestTextBlocks)
#include "tst_text_blocks.moc"
