#include <cmath>
#include <fstream>
#include <thread>

#include <QTest>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/deploy/capture.h"
#include "core/deploy/capture_reader.h"

using namespace slipway;
using namespace slipway::deploy;

namespace {

constexpr Timestamp kTime = 1767225600123; // 2026-01-01T00:00:00.123Z

CaptureRecord csvRecord(Timestamp time, const std::string& input, const std::string& output) {
    return {"shop", "census-income", 2, time, "", "text/csv", input, "text/csv; charset=utf-8", output};
}

std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    return files;
}

} // namespace

class TestCapture : public QObject {
    Q_OBJECT
    TemporaryFolder m_folder = TemporaryFolder::create().value();
    std::filesystem::path root() const { return m_folder.path(); }
private slots:
    void init() { m_folder = TemporaryFolder::create().value(); }

    void linesHaveSageMakersShapeAndPlace() {
        CaptureWriter writer(root());
        auto record = csvRecord(kTime, "1,a\n", "0.5,no\n");
        record.inferenceId = "caller-7";
        writer.add(record);
        QVERIFY(writer.flush());
        const auto files = filesBelow(root());
        QCOMPARE(files.size(), std::size_t(1));
        QCOMPARE(files[0].parent_path(), root() / "shop" / "census-income-2" / "2026" / "01" / "01" / "00");
        const auto line = parseJson(readFile(files[0]).value(), "line").value();
        const auto& input = line["captureData"]["endpointInput"];
        QCOMPARE(textOr(input, "observedContentType"), std::string("text/csv"));
        QCOMPARE(textOr(input, "mode"), std::string("INPUT"));
        QCOMPARE(textOr(input, "data"), std::string("1,a\n"));
        QCOMPARE(textOr(input, "encoding"), std::string("CSV"));
        QCOMPARE(textOr(line["captureData"]["endpointOutput"], "mode"), std::string("OUTPUT"));
        QCOMPARE(textOr(line["eventMetadata"], "inferenceId"), std::string("caller-7"));
        QCOMPARE(textOr(line["eventMetadata"], "inferenceTime"), std::string("2026-01-01T00:00:00.123Z"));
        QVERIFY(!textOr(line["eventMetadata"], "eventId").empty());
        QCOMPARE(textOr(line, "eventVersion"), std::string("0"));
    }
    void bytesThatAreNoTextTravelAsBase64() {
        CaptureWriter writer(root());
        writer.add(csvRecord(kTime, "\xff\xfe,1\n", "1,x\n"));
        QVERIFY(writer.flush());
        const auto line = parseJson(readFile(filesBelow(root()).at(0)).value(), "line").value();
        QCOMPARE(textOr(line["captureData"]["endpointInput"], "encoding"), std::string("BASE64"));
        const auto read = readCaptured(root() / "shop", 0, kTime + 1);
        QCOMPARE(read->rows.at(0).inputCells.at(0), std::string("\xff\xfe"));
    }
    void csvRowsComeBackWithScoreAndLabel() {
        CaptureWriter writer(root());
        writer.add(csvRecord(kTime, "39,State-gov,\"a,b\"\n50,?,\n", "0.25,<=50K\n0.75,>50K\n"));
        QVERIFY(writer.flush());
        const auto read = readCaptured(root() / "shop", kTime, kTime + 1);
        QVERIFY(read);
        QCOMPARE(read->rows.size(), std::size_t(2));
        QCOMPARE(read->rows[0].inputCells, (std::vector<std::string>{"39", "State-gov", "a,b"}));
        QCOMPARE(read->rows[1].inputCells, (std::vector<std::string>{"50", "?", ""}));
        QCOMPARE(read->rows[1].score, 0.75);
        QCOMPARE(read->rows[1].label, std::string(">50K"));
        QCOMPARE(read->rows[0].variant, std::string("census-income:2"));
        QCOMPARE(read->rows[0].time, kTime);
    }
    void everyJsonFormComesBackInTheOrderOfTheColumns() {
        CaptureWriter writer(root());
        const std::string answer = R"({"predictions":[{"score":0.5,"label":"x"},{"score":1,"label":"y"}]})";
        for (const char* body : {R"({"instances":[{"b":"t","a":1.5},{"a":null,"b":"u"}]})",
                 R"({"columns":["b","a"],"data":[["t",1.5],["u",null]]})"})
            writer.add({"shop", "m", 1, kTime, "", "application/json", body, "application/json", answer});
        writer.add({"shop", "m", 1, kTime, "", "application/jsonlines", "{\"b\":\"t\",\"a\":1.5}\n[null,\"u\"]\n",
            "application/json", answer});
        QVERIFY(writer.flush());
        const auto read = readCaptured(root() / "shop", 0, kTime + 1, {"a", "b"});
        QVERIFY(read);
        QCOMPARE(read->rows.size(), std::size_t(6));
        for (std::size_t i = 0; i < 6; i += 2) {
            QCOMPARE(read->rows[i].inputCells, (std::vector<std::string>{"1.5", "t"}));
            QCOMPARE(read->rows[i + 1].inputCells, (std::vector<std::string>{"", "u"}));
            QCOMPARE(read->rows[i + 1].label, std::string("y"));
        }
    }
    void windowIsFromInclusiveToExclusiveAcrossHours() {
        CaptureWriter writer(root());
        const Timestamp hour = 3600000;
        for (const Timestamp time : {kTime - hour, kTime, kTime + 1, kTime + hour})
            writer.add(csvRecord(time, "1\n", "0,n\n"));
        QVERIFY(writer.flush());
        QCOMPARE(readCaptured(root() / "shop", kTime, kTime + 1)->rows.size(), std::size_t(1));
        QCOMPARE(readCaptured(root() / "shop", kTime - hour, kTime + hour)->rows.size(), std::size_t(3));
        QCOMPARE(readCaptured(root() / "shop", 0, kTime + 2 * hour)->rows.size(), std::size_t(4));
        QCOMPARE(readCaptured(root() / "nobody", 0, kTime)->rows.size(), std::size_t(0));
    }
    void tornAndForeignLinesAreCountedAndLeftOut() {
        CaptureWriter writer(root());
        writer.add(csvRecord(kTime, "1\n", "0,n\n"));
        writer.add(csvRecord(kTime, "2\n", "0,n\n"));
        QVERIFY(writer.flush());
        const auto file = filesBelow(root()).at(0);
        const auto text = readFile(file).value();
        std::ofstream(file, std::ios::binary | std::ios::trunc)
            << "not "
               "json\n[1,2]\n{\"captureData\":3}\n{\"captureData\":{\"endpointInput\":[],\"endpointOutput\":1},"
               "\"eventMetadata\":2}\n"
            << text.substr(0, text.size() - 20);
        const auto read = readCaptured(root() / "shop", 0, kTime + 1);
        QVERIFY(read);
        QCOMPARE(read->rows.size(), std::size_t(1));
        QCOMPARE(read->count.skippedLines, std::int64_t(5));
        QCOMPARE(read->count.lines, std::int64_t(6));
    }
    void anotherWriterNeverContinuesAnOldFile() {
        for (int i = 0; i < 2; ++i) {
            CaptureWriter writer(root());
            writer.add(csvRecord(kTime, "1\n", "0,n\n"));
        } // written when destroyed
        QCOMPARE(filesBelow(root()).size(), std::size_t(2));
        QCOMPARE(readCaptured(root() / "shop", 0, kTime + 1)->rows.size(), std::size_t(2));
    }
    void capturesReachTheFileWithoutAFlush() {
        CaptureWriter writer(root());
        writer.add(csvRecord(kTime, "1\n", "0,n\n"));
        QTRY_COMPARE_WITH_TIMEOUT(readCaptured(root() / "shop", 0, kTime + 1)->rows.size(), std::size_t(1), 10000);
    }
    void manyThreadsLoseNothing() {
        CaptureWriter writer(root());
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i) writer.add(csvRecord(kTime, "1\n2\n", "0,n\n1,y\n"));
            });
        for (auto& thread : threads) thread.join();
        QVERIFY(writer.flush());
        QCOMPARE(readCaptured(root() / "shop", 0, kTime + 1)->rows.size(), std::size_t(4000));
        QCOMPARE(writer.lost(), std::int64_t(0));
    }
    void folderThatCannotBeWrittenIsReportedAndCounted() {
        std::ofstream(root() / "shop") << "a file is in the way";
        CaptureWriter writer(root());
        writer.add(csvRecord(kTime, "1\n", "0,n\n"));
        QVERIFY(!writer.flush());
        QCOMPARE(writer.lost(), std::int64_t(1));
        QVERIFY(writer.flush());
    }
};

QTEST_GUILESS_MAIN(TestCapture)
#include "tst_capture.moc"
