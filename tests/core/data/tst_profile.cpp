#include <cmath>
#include <fstream>

#include <QTest>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/data/profile.h"
#include "core/table/file_source.h"

using namespace slipway;
using namespace slipway::data;

class TestProfile : public QObject {
    Q_OBJECT
    table::Connection m_connection = std::move(table::Connection::open().value());
    Progress m_progress;

    Profile profileOf(const std::string& sql) {
        if (!m_connection.exec("CREATE OR REPLACE TEMP TABLE p AS " + sql)) qFatal("bad SQL");
        return profileTable(m_connection, "p", m_progress).value();
    }

private slots:
    void theCensusHasTheFiguresThatPythonFinds() {
        table::ReadOptions options;
        options.header = false;
        options.trimBlanks = true;
        options.nullTokens = {"?"};
        const auto file = std::string(SLIPWAY_SOURCE_DIR) + "/resources/sample/adult-train.csv.gz";
        QVERIFY(table::loadFile(m_connection, file, options, "census", m_progress));
        const auto profile = profileTable(m_connection, "census", m_progress);
        QVERIFY(profile);
        QCOMPARE(profile->rows, 32561);
        // From the published file by Python's csv, statistics and fractions modules: fmean, stdev (n-1), quantiles by
        // linear interpolation at (n-1)q, bins in exact rational arithmetic.
        const auto& age = profile->columns[0];
        QCOMPARE(age.distinct, 73);
        QCOMPARE(*age.minimum, "17");
        QCOMPARE(*age.maximum, "90");
        QVERIFY(std::abs(*age.mean - 38.58164675532078) < 1e-12);
        QVERIFY(std::abs(*age.stddev - 13.640432553581341) < 1e-10);
        std::vector<double> quantiles;
        for (const auto& [q, value] : age.quantiles) quantiles.push_back(value);
        QCOMPARE(quantiles, (std::vector<double>{19, 28, 37, 48, 63}));
        std::vector<std::int64_t> bins;
        for (const auto& bin : age.histogram) bins.push_back(bin.count);
        QCOMPARE(bins, (std::vector<std::int64_t>{2410, 3160, 2461, 3429, 3465, 2583, 3198, 2965, 1828, 2139, 1558,
                           1033, 996, 599, 269, 227, 120, 54, 20, 47}));
        const auto& hours = profile->columns[12];
        bins.clear();
        for (const auto& bin : hours.histogram) bins.push_back(bin.count);
        QCOMPARE(bins, (std::vector<std::int64_t>{205, 531, 645, 1547, 1015, 1302, 1635, 16100, 2442, 677, 3036, 841,
                           1519, 277, 365, 83, 182, 20, 34, 105}));
        const auto& weight = profile->columns[2];
        QCOMPARE(weight.distinct, 21648);
        QVERIFY(std::abs(*weight.mean - 189778.36651208502) < 1e-7);
        QVERIFY(std::abs(*weight.stddev - 105549.97769702224) < 1e-6);
        const auto& workclass = profile->columns[1];
        QCOMPARE(workclass.missing, 1836);
        QCOMPARE(workclass.distinct, 8);
        QCOMPARE(workclass.top[0].value, "Private");
        QCOMPARE(workclass.top[0].count, 22696);
        for (const auto& column : profile->columns) QVERIFY2(column.pii.empty(), column.name.c_str());
    }
    void nothingAndSpecialNumbersStayApart() {
        const auto p = profileOf("SELECT * FROM (VALUES (1.0::DOUBLE, NULL::VARCHAR), (3.0, NULL), ('inf', NULL), "
                                 "('nan', NULL), (NULL, NULL)) t(r, t)");
        QCOMPARE(p.columns[0].missing, 2);
        QCOMPARE(p.columns[0].distinct, 3);
        QCOMPARE(*p.columns[0].mean, 2.0);
        QCOMPARE(*p.columns[0].maximum, "3");
        QCOMPARE(p.columns[1].missing, 5);
        QVERIFY(!p.columns[1].mean && p.columns[1].top.empty());
    }
    void aConstantAndTheWidestRangeHaveBins() {
        const auto p =
            profileOf("SELECT 5 AS c, CASE WHEN i = 0 THEN -1.7e308 ELSE 1.7e308 END::DOUBLE AS w FROM range(10) t(i)");
        QCOMPARE(p.columns[0].histogram.size(), std::size_t(1));
        QCOMPARE(p.columns[0].histogram[0].count, 10);
        QCOMPARE(*p.columns[0].stddev, 0.0);
        QCOMPARE(p.columns[1].histogram.front().count, 1);
        QCOMPARE(p.columns[1].histogram.back().count, 9);
    }
    void figuresFromMemoryAreThoseOfTheEngine() {
        const auto same = [&](const std::string& sql) {
            if (!m_connection.exec("CREATE OR REPLACE TEMP TABLE p AS " + sql)) qFatal("bad SQL");
            const auto here = profileTable(m_connection, "p", m_progress, 1'000'000).value();
            const auto engine = profileTable(m_connection, "p", m_progress, 0).value();
            QCOMPARE(dump(toJson(here)), dump(toJson(engine)));
        };
        // Every kind of column, with nulls, at sizes where quantiles fall on values and between them.
        for (const int rows : {0, 1, 2, 20, 21, 1000, 2999})
            same("SELECT CASE WHEN hash(i) % 9 > 0 THEN (hash(i, 1) % 40)::TINYINT END AS small, "
                 "(hash(i, 2) % 5000)::BIGINT - 2500 AS number, hash(i, 3) % 100000 / 7.0::DOUBLE AS real, "
                 "(hash(i, 4) % 100 / 8.0)::FLOAT AS single, "
                 "CASE hash(i, 5) % 6 WHEN 0 THEN 'nan' WHEN 1 THEN '-inf' WHEN 2 THEN 'inf' ELSE '0.1' END::DOUBLE "
                 "* (hash(i, 6) % 3) AS strange, "
                 "CASE WHEN hash(i, 7) % 3 > 0 THEN 'Zürich ' || hash(i, 8) % 30 ELSE '' END AS word, "
                 "repeat('é', (hash(i, 9) % 5 * 60)::INT) AS long, hash(i, 10) % 2 = 0 AS yes, "
                 "DATE '0900-01-01' + (hash(i, 11) % 900000)::INT AS day, "
                 "TIMESTAMP '2024-01-01' + to_milliseconds((hash(i, 12) % 90000000)::BIGINT) AS time, "
                 "(hash(i, 13) % 1000)::DECIMAL(9, 2) / 4 AS money, [hash(i, 14) % 3] AS list, NULL::INTEGER AS none, "
                 "4111111111111111::BIGINT + hash(i, 15) % 2 AS card, i || '@example.com, 555-123-4567' AS phone "
                 "FROM range(" +
                 std::to_string(rows) + ") t(i)");
        same("SELECT * FROM (VALUES (1.7e308::DOUBLE, '0044-03-15 (BC)'::DATE, 'a'), (-1.7e308, 'infinity', "
             "repeat('x', 5000) || ' ada@example.com'), (0.0, '12024-05-06', 'b'), (-0.0, '2024-05-06', '\u00e9')) "
             "t(wide, day, long)");
    }
    void otherTypesAreCountedToo() {
        const auto p = profileOf("SELECT DATE '2024-01-01' + i::INT AS d, i % 2 = 0 AS b, [i] AS l, i::HUGEINT AS h, "
                                 "i::DECIMAL(9,2) AS m FROM range(10) t(i)");
        QCOMPARE(*p.columns[0].minimum, "2024-01-01");
        QCOMPARE(p.columns[0].type, "time");
        QCOMPARE(p.columns[1].top[0].value, "false");
        QCOMPARE(p.columns[2].distinct, 10);
        QCOMPARE(*p.columns[3].mean, 4.5);
        QCOMPARE(*p.columns[4].mean, 4.5);
    }
    void personalDataIsSharedOut() {
        const auto p =
            profileOf("SELECT CASE WHEN i % 4 = 0 THEN 'ada' || i || '@example.com' ELSE 'none' END AS contact, "
                      "4111111111111111::BIGINT AS card, i AS id FROM range(1000) t(i)");
        QCOMPARE(p.columns[0].pii.size(), std::size_t(1));
        QCOMPARE(p.columns[0].pii[0].kind, "EMAIL_ADDRESS");
        QCOMPARE(p.columns[0].pii[0].share, 0.25);
        QCOMPARE(p.columns[1].pii.at(0).kind, "CREDIT_CARD");
        QVERIFY(p.columns[2].pii.empty());
    }
    void jsonKeepsEverything() {
        const auto p =
            profileOf("SELECT i, i / 3 AS r, 'v' || (i % 3) AS t, TIMESTAMP '2024-01-01' AS d FROM range(100) t(i)");
        const auto json = toJson(p);
        QCOMPARE(dump(json["columns"]["i"]["min"]), "0");
        QVERIFY(json["columns"]["i"]["quantiles"].contains("0.05"));
        const auto back = profileFromJson(*parseJson(dump(json), "profile"));
        QVERIFY(back);
        QCOMPARE(dump(toJson(*back)), dump(json));
    }
    void columnsMayHaveAnyName() {
        const auto p = profileOf("SELECT i AS v, i % 2 AS n, i AS \"a\"\"b\", i AS \"select\" FROM range(10) t(i)");
        QCOMPARE(p.columns[1].top[0].count, 5);
        QCOMPARE(p.columns[0].distinct, 10);
        QCOMPARE(p.columns[2].name, "a\"b");
    }
    void profilingCanBeCancelled() {
        QVERIFY(m_connection.exec("CREATE OR REPLACE TEMP TABLE p AS SELECT 1 AS x"));
        Progress cancelled;
        cancelled.cancel();
        QCOMPARE(profileTable(m_connection, "p", cancelled).error().code, ErrorCode::Cancelled);
    }
};
QTEST_GUILESS_MAIN(TestProfile)
#include "tst_profile.moc"
