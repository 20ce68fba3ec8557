#include "tests/core/label/format_fixture.h"

using namespace slipway;
using namespace slipway::label;

namespace {

std::vector<std::string> spansOf(const Item& item) {
    std::vector<std::string> spans;
    if (item.annotations.empty()) return spans;
    for (const auto& region : item.annotations[0].regions) {
        const auto span = std::get<Span>(region.shape);
        spans.push_back(region.label + " " + std::to_string(span.start) + "-" + std::to_string(span.end));
    }
    return spans;
}

Region span(std::int64_t start, std::int64_t end, const std::string& label) {
    Region region;
    region.id = newRegionId();
    region.label = label;
    region.shape = Span{start, end};
    return region;
}

Corpus corpusOf(const std::string& text, std::vector<Region> regions) {
    Corpus corpus;
    Item item;
    item.medium = Medium::Text;
    item.text = text;
    item.annotations.emplace_back().regions = std::move(regions);
    corpus.items.push_back(item);
    return corpus;
}

} // namespace

class TestConllFormat : public QObject {
    Q_OBJECT
private slots:
    void theOriginalTagsStartASpanOnlyBetweenTouchingOnes() {
        const FormatFixture f(makeConllFormat());
        const auto read = f.readText(
            "\xEF\xBB\xBF-DOCSTART- -X- -X- O\r\n\r\nU.N. NNP I-NP I-ORG\r\nofficial NN I-NP O\r\n"
            "Ekeus NNP I-NP I-PER\r\nRolf NNP I-NP B-PER\r\nto TO I-PP I-LOC\r\n\r\nZürich NNP I-NP I-LOC\r\n\r\n"
            "-DOCSTART- -X- -X- O\r\n\r\nEnd NN I-NP O\r\n",
            "in.conll");
        QCOMPARE(read.problemCount, std::int64_t(0));
        QCOMPARE(read.corpus.items.size(), std::size_t(2));
        QCOMPARE(read.corpus.items[0].text, std::string("U.N. official Ekeus Rolf to\nZürich"));
        QVERIFY(spansOf(read.corpus.items[0]) ==
                (std::vector<std::string>{"ORG 0-4", "PER 14-19", "PER 20-24", "LOC 25-27", "LOC 28-34"}));
        f.write(read.corpus, "out.conll"); // as IOB2, with the columns that were read
        QCOMPARE(f.text("out.conll"),
            std::string("-DOCSTART- -X- -X- O\n\nU.N. NNP I-NP B-ORG\nofficial NN I-NP O\nEkeus NNP I-NP B-PER\n"
                        "Rolf NNP I-NP B-PER\nto TO I-PP B-LOC\n\nZürich NNP I-NP B-LOC\n\n-DOCSTART- -X- -X- O\n\nEnd "
                        "NN I-NP O\n\n"));
    }
    void twoAndThreeColumnsAndTabsAreRead() {
        const FormatFixture f(makeConllFormat());
        const auto two = f.readText("A\tB-X\nb\tI-X\n\nc\tO\n", "two.conll");
        QCOMPARE(two.corpus.items.size(), std::size_t(2)); // without documents each sentence is an item
        QVERIFY(spansOf(two.corpus.items[0]) == std::vector<std::string>{"X 0-3"});
        f.write(two.corpus, "out.conll");
        QCOMPARE(f.text("out.conll"), std::string("A B-X\nb I-X\n\nc O\n\n"));
        const std::string labelStudio = "-DOCSTART- -X- O\nA -X- _ B-X\nb -X- _ O\n\nc -X- _ O\n\n";
        const auto studio = f.readText(labelStudio, "studio.conll");
        QCOMPARE(studio.corpus.items.size(), std::size_t(2));
        f.write(studio.corpus, "out.conll");
        QCOMPARE(f.text("out.conll"), labelStudio);
    }
    void tokensEndAtWhiteSpaceAndAtEndsOfSpans() {
        const FormatFixture f(makeConllFormat());
        const auto losses =
            f.write(corpusOf("Go to  Zürich-😀, now.\nEnd", {span(7, 13, "LOC"), span(14, 15, "EMO")}), "out.conll");
        QVERIFY(loses(losses, "spacing of the text"));
        const auto read = f.read("out.conll");
        QCOMPARE(read.corpus.items.at(0).text, std::string("Go to Zürich - 😀 , now.\nEnd"));
        QVERIFY(spansOf(read.corpus.items[0]) == (std::vector<std::string>{"LOC 6-12", "EMO 15-16"}));
    }
    void ofOverlappingSpansTheFirstStays() {
        const FormatFixture f(makeConllFormat());
        const auto losses = f.write(
            corpusOf("a b c d", {span(2, 5, "Y"), span(0, 3, "X"), span(0, 1, "Z"), span(6, 7, "W")}), "out.conll");
        QVERIFY(loses(losses, "overlapping span"));
        QVERIFY(spansOf(f.read("out.conll").corpus.items.at(0)) == (std::vector<std::string>{"X 0-3", "W 6-7"}));
    }
    void whatIsWrittenIsWhatReducedSays() {
        const FormatFixture f(makeConllFormat());
        for (const auto* text : {"", " \n ", "-DOCSTART- O", "a\n\n\nb", "x\u00a0y\u3000z", "a\tb\r\nc"}) {
            auto corpus = corpusOf(text, {});
            corpus.items.push_back(corpusOf("one New\nYork two", {span(4, 12, "a city"), span(3, 4, "gap")}).items[0]);
            const auto kept = f.format().reduced(corpus, {});
            f.write(corpus, "out.conll");
            const auto read = f.read("out.conll");
            QCOMPARE(read.corpus.items.size(), kept.corpus.items.size());
            for (std::size_t i = 0; i < kept.corpus.items.size(); i++) {
                QCOMPARE(read.corpus.items[i].text, kept.corpus.items[i].text);
                QVERIFY(spansOf(read.corpus.items[i]) == spansOf(kept.corpus.items[i]));
            }
            QVERIFY(spansOf(read.corpus.items[1]) == std::vector<std::string>{"a_city 4-12"});
        }
    }
    void aLabelOfBlanksAloneGoesWithItsSpan() {
        const FormatFixture f(makeConllFormat());
        Corpus corpus;
        for (const char* label : {"gap", "word"}) corpus.labels.classes.emplace_back().name = label;
        auto& item = corpus.items.emplace_back();
        item.medium = Medium::Text;
        item.text = "one  two";
        auto& regions = item.annotations.emplace_back().regions;
        for (const auto& [label, span] : {std::pair("gap", Span{3, 5}), std::pair("word", Span{5, 8})}) {
            auto& region = regions.emplace_back();
            region.id = region.label = label;
            region.shape = span;
        }
        const auto promised = f.format().reduced(corpus, {});
        QCOMPARE(promised.corpus.labels.classes.size(), std::size_t(1));
        QVERIFY(loses(promised.losses, "span without a word") && loses(promised.losses, "class that no region has"));
        f.write(corpus, "out.conll");
        QCOMPARE(f.read("out.conll").corpus.labels.classes.at(0).name, std::string("word"));
    }
    void badLinesAreReportedWithTheirNumber() {
        const FormatFixture f(makeConllFormat());
        const auto read = f.readText("a O\nalone\nb c d e f\nc X-Y\nd\xff B-Z\n", "bad.conll");
        QCOMPARE(read.problemCount, std::int64_t(4));
        for (std::size_t i = 0; i < 4; i++) QCOMPARE(read.problems[i].line, std::int64_t(i + 2));
        QCOMPARE(read.corpus.items.at(0).text, std::string("a c d\xEF\xBF\xBD"));
    }
};

QTEST_GUILESS_MAIN(TestConllFormat)
#include "tst_conll_format.moc"
