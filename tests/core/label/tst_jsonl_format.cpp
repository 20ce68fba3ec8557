#include "tests/core/label/format_fixture.h"

using namespace slipway;
using namespace slipway::label;

namespace {

const Annotation& answerOf(const ReadLabels& read, std::size_t item) {
    return read.corpus.items.at(item).annotations.at(0);
}

} // namespace

class TestJsonlFormat : public QObject {
    Q_OBJECT
private slots:
    void fourDialectsAreRead() {
        const FormatFixture f(makeJsonlFormat());
        const auto read = f.readText(
            "{\"id\": 3, \"text\": \"😀 Zürich\", \"label\": [[2, 8, \"LOC\"]], \"Comments\": []}\n"
            "{\"text\": \"Ada met Bob\", \"entities\": [{\"id\": 7, \"label\": \"PER\", \"start_offset\": 0, "
            "\"end_offset\": 3}, {\"id\": 9, \"label\": \"PER\", \"start_offset\": 8, \"end_offset\": 11}], "
            "\"relations\": [{\"id\": 2, \"from_id\": 7, \"to_id\": 9, \"type\": \"knows\"}]}\n"
            "[\"Ada\", {\"entities\": [[0, 3, \"PER\"]], \"cats\": {\"POS\": 1.0, \"NEG\": 0.0}}]\r\n"
            "\n"
            "{\"text\": \"Ada\", \"spans\": [{\"start\": 0, \"end\": 3, \"label\": \"PER\"}], \"answer\": \"accept\"}\n"
            "{\"text\": \"Bob\", \"spans\": [], \"answer\": \"reject\"}\n"
            "{\"text\": \"fine\", \"label\": [\"good\", \"short\"]}\n",
            "in.jsonl");
        QCOMPARE(read.problemCount, std::int64_t(1));
        QCOMPARE(read.problems[0].line, std::int64_t(6));
        QCOMPARE(read.corpus.items.size(), std::size_t(5));
        QCOMPARE(std::get<Span>(answerOf(read, 0).regions.at(0).shape).end, std::int64_t(8));
        QCOMPARE(answerOf(read, 1).relations.at(0).labels.at(0), std::string("knows"));
        QCOMPARE(answerOf(read, 1).relations.at(0).to, std::string("9"));
        QCOMPARE(answerOf(read, 2).classes.size(), std::size_t(1));
        QCOMPARE(answerOf(read, 4).classes.at(1).label, std::string("short"));
        f.write(read.corpus, "out.jsonl");
        const auto out = f.text("out.jsonl");
        const auto line = [&](std::size_t number) {
            std::size_t at = 0;
            while (number-- > 0) at = out.find('\n', at) + 1;
            return *parseJson(out.substr(at, out.find('\n', at) - at), "line");
        };
        QVERIFY(same(
            line(0), *parseJson("{\"id\":3,\"text\":\"😀 Zürich\",\"label\":[[2,8,\"LOC\"]],\"Comments\":[]}", "")));
        QCOMPARE(line(1)["entities"][1]["id"].get<int>(), 9);
        QCOMPARE(line(1)["relations"][0]["id"].get<int>(), 2);
        QVERIFY(same(line(2), *parseJson("{\"text\":\"Ada\",\"label\":[[0,3,\"PER\"]],\"cats\":[\"POS\"]}", "")));
        QVERIFY(same(line(4), *parseJson("{\"text\":\"fine\",\"label\":[\"good\",\"short\"]}", "")));
    }
    void relationsHoldTheirDirectionAndAllTheirLabels() {
        const FormatFixture f(makeJsonlFormat());
        auto corpus = f.readText("{\"text\": \"a b\", \"label\": [[0, 1, \"X\"], [2, 3, \"Y\"]]}\n", "in.jsonl").corpus;
        auto& answer = corpus.items[0].annotations[0];
        answer.relations.push_back({answer.regions[1].id, answer.regions[0].id, Direction::Both, {"p", "q"}, {}});
        QVERIFY(f.write(corpus, "out.jsonl").empty());
        const auto back = answerOf(f.read("out.jsonl"), 0);
        QCOMPARE(back.relations.at(0).direction, Direction::Both);
        QVERIFY(back.relations[0].labels == (std::vector<std::string>{"p", "q"}));
        QCOMPARE(back.relations[0].from, back.regions.at(1).id);
    }
    void badLinesAreReportedAndTheRestIsKept() {
        const FormatFixture f(makeJsonlFormat());
        const auto read = f.readText(
            "{\"text\": \"abc\", \"label\": [[0, 9, \"X\"], [-1, 2, \"X\"], [2, 1, \"X\"], [0, 1], [0, 2, \"ok\"]]}\n"
            "{broken\n"
            "{\"no\": 1}\n"
            "{\"text\": \"a\xff\"}\n"
            "[\"ab cd\", {\"entities\": [[0, 3, \"X\"], [1, 5, \"Y\"]]}]\n"
            "{\"text\": \"a\", \"entities\": [], \"relations\": [{\"from_id\": 1, \"to_id\": 2, \"type\": \"t\"}]}\n",
            "bad.jsonl");
        const std::int64_t lines[] = {1, 1, 1, 1, 2, 3, 4, 5, 6};
        QCOMPARE(read.problemCount, std::int64_t(9));
        for (std::size_t i = 0; i < 9; i++) QCOMPARE(read.problems[i].line, lines[i]);
        QCOMPARE(read.corpus.items.size(), std::size_t(4));
        QCOMPARE(answerOf(read, 0).regions.size(), std::size_t(1));
        QCOMPARE(answerOf(read, 2).regions.size(), std::size_t(2)); // spaCy refuses the overlap, we keep it
        f.put("utf16.jsonl", std::string_view("\xff\xfe{\0}\0", 6));
        QCOMPARE(f.tryRead("utf16.jsonl").error().code, ErrorCode::BadData);
    }
};

QTEST_GUILESS_MAIN(TestJsonlFormat)
#include "tst_jsonl_format.moc"
