#include "tests/core/label/format_fixture.h"

using namespace slipway;
using namespace slipway::label;

class TestCsvFormat : public QObject {
    Q_OBJECT
private slots:
    void rowsOfAnItemComeTogether() {
        const FormatFixture f(makeCsvFormat());
        const auto read = f.readText(
            "\xEF\xBB\xBFimage,label,score,annotator,camera\r\na.jpg,cat,0.5,ada,left\r\nb.jpg,dog,,ada,right\r\n"
            "a.jpg,\"big, \"\"grey\"\"\",,ada,left\r\na.jpg,dog,,bob,left\r\n",
            "in.csv");
        QCOMPARE(read.problemCount, std::int64_t(0));
        QCOMPARE(read.corpus.items.size(), std::size_t(2));
        const auto& answers = read.corpus.items[0].annotations;
        QCOMPARE(answers.size(), std::size_t(2));
        QCOMPARE(answers[0].annotator, std::string("ada"));
        QCOMPARE(*answers[0].classes.at(0).score, 0.5);
        QCOMPARE(answers[0].classes.at(1).label, std::string("big, \"grey\""));
        QVERIFY(read.corpus.labels.severalItemClasses);
        f.write(read.corpus, "out.csv");
        QCOMPARE(f.text("out.csv"),
            std::string(
                "image,label,score,annotator,camera\na.jpg,cat,0.5,ada,left\na.jpg,\"big, \"\"grey\"\"\",,ada,left\n"
                "a.jpg,dog,,bob,left\nb.jpg,dog,,ada,right\n"));
    }
    void theHeaderIsTheShortestThatHoldsAll() {
        const FormatFixture f(makeCsvFormat());
        Corpus corpus;
        Item item;
        item.medium = Medium::Text;
        item.text = "two\nlines, \"quoted\"";
        item.annotations.emplace_back().classes = {{"", "good", {}}};
        corpus.items = {item, Item{}};
        corpus.items[1].path = "empty.jpg";
        const auto losses = f.write(corpus, "out.csv");
        QVERIFY(loses(losses, "empty image"));
        QCOMPARE(f.text("out.csv"), std::string("text,label\n\"two\nlines, \"\"quoted\"\"\",good\n"));
        QCOMPARE(f.read("out.csv").corpus.items.at(0).text, item.text);
    }
    void badRowsAreReportedWithTheirLine() {
        const FormatFixture f(makeCsvFormat());
        const auto read = f.readText(
            "text,label,score\n\"two\nlines\",a,\nx,b\ny,c,9\n\"z\"z,d,\n\n\xff,e,\n\"open,f,\nw,g,\n", "bad.csv");
        const std::int64_t lines[] = {4, 5, 6, 8, 9};
        QCOMPARE(read.problemCount, std::int64_t(5));
        for (std::size_t i = 0; i < 5; i++) QCOMPARE(read.problems[i].line, lines[i]);
        QCOMPARE(read.corpus.items.size(), std::size_t(4)); // two lines, y, the replaced byte, w
        f.put("headless.csv", "a.jpg,cat\n");
        QCOMPARE(f.tryRead("headless.csv").error().code, ErrorCode::BadData);
        f.put("quotes.csv", "text,label\n" + std::string(100'000, '"') + "\n\"\n\"");
        QVERIFY(f.read("quotes.csv").problemCount > 0);
    }
};

QTEST_GUILESS_MAIN(TestCsvFormat)
#include "tst_csv_format.moc"
