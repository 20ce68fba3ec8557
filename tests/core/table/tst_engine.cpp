#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include <QTest>

#include "core/base/file.h"
#include "core/table/engine.h"

using namespace slipway;
using namespace slipway::table;

class TestEngine : public QObject {
    Q_OBJECT
    static Connection opened() { return std::move(Connection::open().value()); }

private slots:
    void readsEveryTypeOfCell() {
        auto c = opened();
        const auto t =
            c.query("SELECT 1::TINYINT a, 2.5::FLOAT b, 12.34::DECIMAL(10,2) c, true d, 'x' e, NULL::INT f, "
                    "DATE '2024-02-29' g, TIMESTAMP '2024-02-29 10:00:00.123456' h, [1,2] i, 'a'::ENUM('a','b') j, "
                    "TIMESTAMPTZ '2024-01-01 02:00:00+02' k, 170141183460469231731687303715884105727::HUGEINT l, "
                    "TIME '01:02:03' m, {'p': 1} n, INTERVAL 1 DAY o, 'infinity'::DATE p");
        QVERIFY2(t, t ? "" : t.error().message.c_str());
        const auto cell = [&](const char* name) { return toText(t->cells.at(t->indexOf(name)).at(0)); };
        QCOMPARE(cell("a"), "1");
        QCOMPARE(cell("b"), "2.5");
        QCOMPARE(cell("c"), "12.34");
        QCOMPARE(cell("d"), "true");
        QVERIFY(isNull(t->cells[5][0]));
        QCOMPARE(cell("g"), "2024-02-29");
        QCOMPARE(cell("h"), "2024-02-29T10:00:00.123456Z");
        QCOMPARE(cell("i"), "[1, 2]");
        QCOMPARE(cell("j"), "a");
        QCOMPARE(cell("k"), "2024-01-01T00:00:00Z");
        QCOMPARE(toDouble(t->cells[11][0]), 0x1p127);
        QCOMPARE(cell("m"), "01:02:03");
        QCOMPARE(cell("n"), "{'p': 1}");
        QCOMPARE(cell("p"), "infinity");
        QCOMPARE(t->columns[2].sqlType, "DECIMAL(10,2)");
        QCOMPARE(t->columns[8].sqlType, "INTEGER[]");
        QCOMPARE(t->columns[8].type, Type::Other);
        QCOMPARE(t->columns[9].type, Type::Text);
    }
    void bindsParametersOfEveryKind() {
        auto c = opened();
        const std::string hostile("it's \"x\"; --\0", 13);
        const auto t = c.query("SELECT ?, ?, ?, ?, ?", {std::monostate{}, true, std::int64_t(1) << 60, 0.1, hostile});
        QVERIFY(t);
        QVERIFY(isNull(t->cells[0][0]));
        QCOMPARE(std::get<std::int64_t>(t->cells[2][0]), std::int64_t(1) << 60);
        QCOMPARE(std::get<double>(t->cells[3][0]), 0.1);
        QCOMPARE(std::get<std::string>(t->cells[4][0]), hostile);
        QCOMPARE(c.query("SELECT ?", {}).error().code, ErrorCode::InvalidArgument);
    }
    void readsManyChunksInOrder() {
        auto c = opened();
        const auto t = c.query("SELECT i FROM range(100000) t(i) ORDER BY i");
        QCOMPARE(t->rowCount(), std::size_t(100000));
        QCOMPARE(std::get<std::int64_t>(t->cells[0][99999]), 99999);
    }
    void readsNumbersRowByRow() {
        auto c = opened();
        const auto m =
            c.numbers("SELECT i::INT, CASE WHEN i % 2 = 0 THEN NULL ELSE i / 2 END, i = 1 FROM range(5000) t(i)");
        QVERIFY(m);
        QCOMPARE(m->rows, std::size_t(5000));
        QCOMPARE(m->values[3 * 4999], 4999.0);
        QCOMPARE(m->values[3 * 4999 + 1], 2499.5);
        QVERIFY(std::isnan(m->values[1]));
        QCOMPARE(m->values[5], 1.0);
        QCOMPARE(c.numbers("SELECT 'x' AS name").error().message, "column 'name' is text, not a number");
        const auto column = c.numberColumn("SELECT CASE WHEN i % 10 > 0 THEN i END FROM range(1000) t(i)");
        QCOMPARE(column->nulls, std::size_t(100));
        QCOMPARE(column->values.size(), std::size_t(900));
    }
    void errorsSayWhereAndWhat() {
        auto c = opened();
        const auto binder = c.query("SELECT 1,\n  nosuch");
        QCOMPARE(binder.error().code, ErrorCode::InvalidArgument);
        QVERIFY(binder.error().message.find("(line 2, column 3)") != std::string::npos);
        QCOMPARE(c.query("SELEC 1").error().code, ErrorCode::InvalidArgument);
        QCOMPARE(c.query("SELECT 'a'::INT").error().code, ErrorCode::BadData);
        QCOMPARE(c.query("SELECT * FROM read_csv('/nowhere/x.csv')").error().code, ErrorCode::NotFound);
        QCOMPARE(c.query(std::string_view("SELECT 1\0", 9)).error().code, ErrorCode::InvalidArgument);
        QVERIFY(c.query("SELECT 1")); // still usable
    }
    void cancelStopsALongQuery() {
        auto c = opened();
        Progress progress;
        std::jthread later([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            progress.cancel();
        });
        const auto r = c.query(
            "SELECT count(*) FROM range(1000000) a(i), range(1000000) b(j) WHERE (i * j) % 7 = 3", {}, progress);
        QVERIFY2(r.error().code == ErrorCode::Cancelled, r.error().message.c_str());
        QCOMPARE(c.query("SELECT 1", {}, progress).error().code, ErrorCode::Cancelled);
        QVERIFY(c.query("SELECT 1"));
    }
    void temporaryTablesBelongToOneConnection() {
        auto a = opened(), b = opened();
        QVERIFY(a.exec("CREATE TEMP TABLE t AS SELECT 1 AS x"));
        QVERIFY(a.query("SELECT * FROM t"));
        QVERIFY(!b.query("SELECT * FROM t"));
    }
    void quotingSurvivesHostileNames() {
        auto c = opened();
        const std::string name = "a\"b'; DROP TABLE x; --";
        const auto t = c.query("SELECT " + quoteText(name) + " AS " + quoteIdentifier(name));
        QCOMPARE(t->columns[0].name, name);
        QCOMPARE(toText(t->cells[0][0]), name);
    }
    void personsSqlReadsViewsButNoFiles() {
        auto folder = TemporaryFolder::create();
        const auto file = (folder->path() / "secret.csv").string();
        std::ofstream(file) << "a,b\n1,2\n";
        auto c = opened();
        QVERIFY(c.exec("CREATE TEMP VIEW census AS SELECT i AS age, [i] AS l FROM range(50) t(i)"));
        QVERIFY(c.exec("CREATE TEMP VIEW \"census:1\" AS SELECT * FROM census"));
        Progress progress;
        for (const char* good : {"SELECT * FROM census", "select avg(age) from \"census:1\";",
                 "WITH a AS (SELECT 1 x) SELECT * FROM a, census", "VALUES (1), (2)", "DESCRIBE census",
                 "SUMMARIZE census", "FROM CENSUS SELECT age", "SELECT unnest([1,2])", "SELECT * FROM range(3)",
                 "SELECT count(*) FROM census -- comment"}) {
            const auto r = c.querySelect(good, 1000, progress);
            QVERIFY2(r, r ? "" : (std::string(good) + ": " + r.error().message).c_str());
        }
        for (const char* pattern :
            {"SELECT * FROM 'FILE'", "SELECT * FROM read_csv('FILE')",
                "SELECT (SELECT max(a) FROM read_csv_auto('FILE'))", "SELECT * FROM read_text('FILE')",
                "SELECT * FROM glob('/*')", "SELECT * FROM \"FILE\"", "DESCRIBE 'FILE'",
                "SUMMARIZE SELECT * FROM 'FILE'", "COPY census TO 'FILE.out'", "ATTACH 'FILE.db'", "PRAGMA version",
                "SET threads=1", "SELECT 1; SELECT 2", "INSTALL httpfs", "CREATE TABLE x(a INT)", "DROP VIEW census",
                "SELECT * FROM duckdb_settings()", "SELECT * FROM query('SELECT 1')",
                "SELECT * FROM query_table('FILE')", "EXPLAIN ANALYZE COPY census TO 'FILE.out'",
                "WITH \"FILE\" AS (SELECT 1) SELECT * FROM \"FILE\"", "SELECT * FROM main.\"FILE\"",
                "CALL pragma_version()", "SELECT * FROM census WHERE age IN (SELECT a FROM 'FILE')",
                "SELECT * FROM census UNION ALL SELECT a, NULL FROM 'FILE'", "EXPORT DATABASE 'FILE'",
                "SELECT * FROM census ORDER BY (SELECT a FROM 'FILE' LIMIT 1)", "", "SELECT * FROM (PIVOT 'FILE' ON a)",
                "SELECT * FROM sniff_csv('FILE')", "SELECT * FROM parquet_metadata('FILE')", "LOAD 'FILE'",
                "SELECT list_transform([1], x -> (SELECT a FROM 'FILE' LIMIT 1))"}) {
            auto bad = std::string(pattern);
            for (auto at = bad.find("FILE"); at != std::string::npos; at = bad.find("FILE")) bad.replace(at, 4, file);
            const auto r = c.querySelect(bad, 1000, progress);
            QVERIFY2(!r, bad.c_str());
            QVERIFY2(r.error().code == ErrorCode::InvalidArgument || r.error().code == ErrorCode::PermissionDenied,
                r.error().message.c_str());
        }
        QVERIFY(!std::filesystem::exists(file + ".out"));
    }
    void longAnswersAreCutAndSaySo() {
        auto c = opened();
        Progress progress;
        const auto r = c.querySelect("SELECT * FROM range(1000000)", 3000, progress);
        QVERIFY(r);
        QCOMPARE(r->table.rowCount(), std::size_t(3000));
        QVERIFY(r->truncated);
        const auto whole = c.querySelect("SELECT * FROM range(3000)", 3000, progress);
        QVERIFY(!whole->truncated);
    }
    void aConditionIsOneExpression() {
        auto c = opened();
        QVERIFY(c.exec("CREATE TEMP TABLE t AS SELECT 1 AS age"));
        for (const char* good : {"age > 17", "age BETWEEN 1 AND 2 -- why", "age IN (SELECT max(age) FROM t)"}) {
            const auto r = c.checkedExpression(good, "t");
            QVERIFY2(r, r ? "" : r.error().message.c_str());
            QVERIFY(c.query("SELECT " + *r + " FROM t"));
        }
        for (const char* bad : {"", "1), (2", "1) FROM t; DROP TABLE t; --", "age IN (SELECT a FROM 'x.csv')", "age >",
                 "1) AS x, (2", "true) FROM t WHERE (false", "1) FROM t UNION SELECT (2"})
            QVERIFY2(!c.checkedExpression(bad, "t"), bad);
    }
};
QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
