#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include <QTest>

#include "core/base/file.h"
#include "core/table/file_source.h"

using namespace slipway;
using namespace slipway::table;
namespace fs = std::filesystem;

namespace {

ReadOptions census() {
    ReadOptions options;
    options.header = false;
    options.trimBlanks = true;
    options.nullTokens = {"?"};
    options.columns = {"age", "workclass", "fnlwgt", "education", "education_num", "marital_status", "occupation",
        "relationship", "race", "sex", "capital_gain", "capital_loss", "hours_per_week", "native_country", "income"};
    return options;
}

fs::path sample(const char* name) {
    return fs::path(SLIPWAY_SOURCE_DIR) / "resources/sample" / name;
}

} // namespace

class TestFileSource : public QObject {
    Q_OBJECT
    TemporaryFolder m_folder = std::move(TemporaryFolder::create().value());
    Connection m_connection = std::move(Connection::open().value());
    Progress m_progress;
    int m_tables = 0;
    std::string m_table;

    fs::path write(const std::string& name, const std::string& bytes) {
        const auto path = m_folder.path() / name;
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    Result<LoadedFile> load(const fs::path& path, const ReadOptions& options = {}, std::string_view number = {}) {
        m_table = "t" + std::to_string(++m_tables);
        return loadFile(m_connection, path, options, m_table, m_progress, number);
    }
    Result<LoadedFile> loadText(const std::string& bytes, const ReadOptions& options = {}) {
        return load(write("x.csv", bytes), options);
    }
    std::string cell(const std::string& sql) {
        const auto t = m_connection.query(sql + " FROM " + m_table);
        return t && t->rowCount() ? toText(t->cells[0][0]) : t ? "(none)" : t.error().message;
    }
    std::string types(const LoadedFile& loaded) {
        std::string text;
        for (const auto& column : loaded.columns) text += std::string(name(column.type)) + " ";
        return text;
    }

private slots:
    void readsThePublishedCensusFiles() {
        const auto train = load(sample("adult-train.csv.gz"), census());
        QVERIFY2(train, train ? "" : train.error().message.c_str());
        QCOMPARE(train->rows, 32561u);
        QCOMPARE(train->badRows, 0u);
        QCOMPARE(types(*train),
            "integer text integer text integer text text text text text integer integer integer text text ");
        // grep -c '?' by column of the published file
        QCOMPARE(cell("SELECT count(*) - count(workclass)"), "1836");
        QCOMPARE(cell("SELECT count(*) - count(occupation)"), "1843");
        QCOMPARE(cell("SELECT count(*) - count(native_country)"), "583");
        QCOMPARE(cell("SELECT first(income)"), "<=50K");
        const auto test = load(sample("adult-test.csv.gz"), census());
        QVERIFY2(test, test ? "" : test.error().message.c_str());
        QCOMPARE(test->rows, 16281u);
        QCOMPARE(test->badRows, 0u);
        QCOMPARE(cell("SELECT first(income)"), "<=50K.");
    }
    void typesComeFromAllRows() {
        std::string bytes = "whole,real,flag,day,time,text,late,big,odd\n";
        for (int i = 0; i < 30000; ++i)
            bytes += "1,1.0,TRUE,2024-02-29,2024-02-29T10:00:00+02:00,x,7,9223372036854775807,inf\n";
        bytes += "-2,-INF,false,1999-12-31,2024-02-29 10:00,1,seven,9223372036854775808,NaN\n";
        const auto loaded = loadText(bytes);
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        QCOMPARE(types(*loaded), "integer real boolean time time text text real real ");
        QCOMPARE(cell("SELECT first(\"time\")"), "2024-02-29T08:00:00Z");
        QCOMPARE(cell("SELECT min(\"real\")"), "-Infinity");
        QCOMPARE(cell("SELECT max(\"day\")"), "2024-02-29");
    }
    void onlyEmptyFieldsAndGivenTokensAreNull() {
        ReadOptions options;
        options.nullTokens = {"-"};
        const auto loaded = loadText("a,b,c\nNA,null,-\n,\"\",x\nNone,nan,\" - \"\n", options);
        QVERIFY(loaded);
        QCOMPARE(cell("SELECT count(a)"), "2");
        QCOMPARE(cell("SELECT count(b)"), "2");
        QCOMPARE(cell("SELECT count(c)"), "2");
    }
    void raggedAndBrokenLinesAreReportedByTheirLine() {
        const auto loaded = loadText("a,b\r\n1,x\r\n2\r\n3,y,z\r\n4,\"multi\r\nline\"\r\n5,\xff\r\n6,ok\r\n\r\n"
                                     "7,\"q\"\"q\"\r\n8,\"x\" y\r\n9,\"never closed\r\n10,end\r\n");
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        QCOMPARE(loaded->rows, 5u);
        QCOMPARE(loaded->badRows, 5u);
        std::vector<std::uint64_t> lines;
        for (const auto& bad : loaded->firstBad) lines.push_back(bad.line);
        QCOMPARE(lines, (std::vector<std::uint64_t>{3, 4, 7, 11, 12}));
        QCOMPARE(loaded->firstBad[0].reason, "1 fields instead of 2");
        QCOMPARE(loaded->firstBad[2].field, "b");
        QCOMPARE(loaded->firstBad[2].reason, "the text is not UTF-8");
        QCOMPARE(cell("SELECT string_agg(a, ',')"), "1,4,6,7,10");
        QCOMPARE(cell("SELECT max(b) FILTER (a = 4)"), "multi\r\nline");
        QCOMPARE(cell("SELECT max(b) FILTER (a = 7)"), "q\"q");
    }
    void marksLineEndsAndDelimitersOfManyKinds() {
        QCOMPARE(loadText("\xEF\xBB\xBF"
                          "a,b\n1,2\n")
                     ->columns[0]
                     .name,
            "a");
        QCOMPARE(loadText("a,b\r1,2\r3,4")->rows, 2u);
        ReadOptions options;
        options.delimiter = ';';
        QCOMPARE(loadText("a;b\n1,5;2\n", options)->columns.size(), std::size_t(2));
        QCOMPARE(load(write("x.tsv", "a\tb\n1\t2\n"))->columns.size(), std::size_t(2));
        QCOMPARE(loadText("a,b\n1,2")->rows, 1u);
        QCOMPARE(loadText("a,b\n")->rows, 0u);
        QVERIFY(loadText("\xFF\xFE"
                         "a\0b\0")
                    .error()
                    .message.find("UTF-16") != std::string::npos);
        options.delimiter = '"';
        QCOMPARE(loadText("a,b\n1,2\n", options).error().code, ErrorCode::InvalidArgument);
    }
    void namesAreMadeDistinct() {
        const auto loaded = loadText("a,A,,a\n1,2,3,4\n");
        QVERIFY(loaded);
        QCOMPARE(loaded->columns[1].name, "A_2");
        QCOMPARE(loaded->columns[2].name, "column3");
        QCOMPARE(loaded->columns[3].name, "a_3");
    }
    void theNumberOfColumnNamesMustFit() {
        ReadOptions options;
        options.header = false;
        QCOMPARE(loadText("1,2\n", options)->columns[1].name, "column2");
        for (const std::vector<std::string>& names : {std::vector<std::string>{"a"}, {"a", "b", "c"}}) {
            options.columns = names;
            const auto loaded = loadText("1,2\n3,4\n", options);
            QVERIFY(!loaded);
            QCOMPARE(loaded.error().code, ErrorCode::InvalidArgument);
            QVERIFY(loaded.error().message.find("line 1 has 2 fields") != std::string::npos);
        }
    }
    void rowNumbersFollowTheFile() {
        std::string bytes = "v\n";
        for (int i = 0; i < 5000; ++i) bytes += std::to_string(i * 3) + "\n";
        QVERIFY(load(write("x.csv", bytes), {}, "row"));
        QCOMPARE(cell("SELECT count(*) FILTER (v = row * 3)"), "5000");
        QVERIFY(writeFile(m_connection, "SELECT v FROM " + m_table, m_folder.path() / "x.parquet"));
        QVERIFY(load(m_folder.path() / "x.parquet", {}, "row"));
        QCOMPARE(cell("SELECT count(*) FILTER (v = row * 3)"), "5000");
    }
    void readsWhatItWrites() {
        QVERIFY(loadText("i,r,t,d\n1,0.1,\"a,\"\"b\nc\",2024-01-01\n2,,,\n"));
        const auto from = m_table;
        for (const char* name :
            {"o.csv", "o.csv.gz", "o.tsv", "o.parquet", "o.json", "o.jsonl", "o.json.gz", "o.jsonl.gz"}) {
            const auto path = m_folder.path() / name;
            QVERIFY2(writeFile(m_connection, "SELECT * FROM " + from, path), name);
            const auto back = load(path);
            QVERIFY2(back, back ? "" : back.error().message.c_str());
            QCOMPARE(back->rows, 2u);
            QCOMPARE(types(*back), "integer real text time ");
            QCOMPARE(cell("SELECT first(t)"), "a,\"b\nc");
            QCOMPARE(cell("SELECT count(t)"), "1");
        }
        for (const auto& entry : fs::directory_iterator(m_folder.path()))
            QVERIFY(entry.path().filename().string().find(".tmp-") == std::string::npos);
    }
    void aFolderThatTakesNoFileIsNamedWithTheWantedFile() {
        const auto closed = m_folder.path() / "closed";
        fs::create_directory(closed);
        fs::permissions(closed, fs::perms::owner_read | fs::perms::owner_exec);
        // /proc takes nobody's files, not even those of an administrator, whom permissions do not stop.
        for (const fs::path& folder : {fs::path("/proc"), closed}) {
            const auto written = writeFile(m_connection, "SELECT 5 AS x", folder / "wanted.csv");
            if (written && folder == closed) continue;
            QVERIFY(!written);
            const auto& error = written.error();
            QVERIFY2(error.message.find((folder / "wanted.csv").string()) != std::string::npos, error.message.c_str());
            QVERIFY2(error.message.find("tmp-") == std::string::npos, error.message.c_str());
            QVERIFY(!error.hint.empty());
        }
        fs::permissions(closed, fs::perms::owner_all);
    }
    void aPatternInTheNameIsJustAName() {
        QVERIFY(loadText("a\n1\n"));
        const auto path = m_folder.path() / "a[1]*.parquet";
        QVERIFY(writeFile(m_connection, "SELECT 5 AS x", path));
        const auto loaded = load(path);
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        QCOMPARE(cell("SELECT x"), "5");
    }
    void brokenJsonLinesAreReported() {
        const auto loaded =
            load(write("x.jsonl", "{\"a\":1}\n{\"a\":\n\n[1]\n{\"a\":2,\"b\":\"\xc3\xa9\"}\n{\"a\":\"\xff\"}\n"));
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        QCOMPARE(loaded->rows, 2u);
        QCOMPARE(loaded->badRows, 3u);
        QCOMPARE(loaded->firstBad[1].line, 4u);
        QCOMPARE(load(write("y.jsonl", "nonsense\n")).error().code, ErrorCode::BadData);
        const auto deep = std::string(100000, '[') + std::string(100000, ']');
        for (const auto& bad :
            std::vector<std::string>{"[{\"a\":1},", std::string(100000, '['), "[{\"a\":" + deep + "}]", "nonsense"}) {
            const auto broken = load(write("y.json", bad));
            QVERIFY(!broken);
            QCOMPARE(broken.error().code, ErrorCode::BadData);
        }
        QVERIFY(!load(write("y.jsonl", "{\"a\":" + deep + "}\n")));
    }
    void wrongFilesAreNamedForWhatTheyAre() {
        const auto messageOf = [&](const fs::path& path) { return load(path).error().message; };
        QVERIFY(messageOf(m_folder.path() / "missing.csv").find("missing.csv") != std::string::npos);
        QVERIFY(messageOf(m_folder.path()).find("is a folder") != std::string::npos);
        QVERIFY(messageOf(write("e.csv", "")).find("is empty") != std::string::npos);
        QVERIFY(messageOf(write("b.csv", "\n\n")).find("only blank lines") != std::string::npos);
        QVERIFY(messageOf(write("x.bin", "a")).find("does not tell") != std::string::npos);
        QVERIFY(messageOf(write("x.parquet", "a,b\n1,2\n")).find("is not a Parquet file") != std::string::npos);
        QVERIFY(writeFile(m_connection, "SELECT range AS a FROM range(100000)", m_folder.path() / "whole.parquet"));
        const auto bytes = readFile(m_folder.path() / "whole.parquet").value();
        QVERIFY(
            messageOf(write("cut.parquet", bytes.substr(0, bytes.size() / 2))).find("cut off") != std::string::npos);
        QVERIFY(messageOf(write("p.csv", bytes)).find("is a Parquet file") != std::string::npos);
        auto damaged = bytes;
        for (std::size_t i = bytes.size() - 60; i < bytes.size() - 8; ++i) damaged[i] = '\x7f';
        QCOMPARE(load(write("damaged.parquet", damaged)).error().code, ErrorCode::BadData);
        const auto zipped = readFile(sample("adult-test.csv.gz")).value();
        QVERIFY(messageOf(write("cut.csv.gz", zipped.substr(0, zipped.size() / 2))).find("damaged or cut off") !=
                std::string::npos);
    }
    void aFileThatIsNoTableIsRefused() {
        std::string noise;
        for (int i = 0; i < 300000; ++i) noise += static_cast<char>((i * 2654435761u) >> 13);
        QVERIFY(!load(write("noise.csv", noise)));
        const auto wide = load(write("wide.csv", std::string(20000, ',') + "\n"));
        QCOMPARE(wide.error().code, ErrorCode::BadData);
    }
    void hugeFieldsAreLeftOut() {
        const auto loaded = loadText(
            "a,b\n1,x\n2," + std::string(17u << 20, 'y') + "\n3,\"" + std::string(17u << 20, 'z') + "\"\n4,w\n");
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        QCOMPARE(loaded->rows, 2u);
        QCOMPARE(loaded->badRows, 2u);
        QCOMPARE(cell("SELECT string_agg(b, '')"), "xw");
    }
    void cancelLeavesNoTable() {
        std::string bytes = "a,b\n";
        for (int i = 0; i < 20000; ++i) bytes += "1,2\n";
        const auto path = write("c.csv", bytes);
        Progress cancelled;
        cancelled.cancel();
        const auto loaded = loadFile(m_connection, path, {}, "gone", cancelled);
        QCOMPARE(loaded.error().code, ErrorCode::Cancelled);
        QVERIFY(!m_connection.query("SELECT * FROM gone"));
    }
    void aFullDiskIsSaidAndLeavesTheOldFile() {
        if (::access("/dev/full", W_OK) != 0) QSKIP("SKIPPED: there is no /dev/full");
        const auto written = m_connection.exec("COPY (SELECT * FROM range(1000000)) TO '/dev/full' (FORMAT csv)");
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::DiskFull);
    }
};
QTEST_GUILESS_MAIN(TestFileSource)
#include "tst_file_source.moc"
