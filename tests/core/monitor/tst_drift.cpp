#include <cmath>

#include <QTest>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/monitor/drift.h"
#include "core/table/file_source.h"

using namespace slipway;
using namespace slipway::monitor;

namespace {

/// Two tables "r" and "c" of one connection.
struct Fixture {
    table::Connection connection;
    Progress progress;

    Fixture() : connection(std::move(*table::Connection::open())) {}
    void make(const std::string& table, const std::string& select) {
        const auto done = connection.exec(fmt::format("CREATE OR REPLACE TEMP TABLE {} AS {}", table, select));
        if (!done) qFatal("%s", toLine(done.error()).c_str());
    }
    void make(const std::string& reference, const std::string& current, int) {
        make("r", reference);
        make("c", current);
    }
    DriftReport compared(const DriftOptions& options = {}) {
        auto report = compare(connection, "r", "c", options, progress);
        if (!report) qFatal("%s", toLine(report.error()).c_str());
        return *report;
    }
    ColumnDrift only(const std::string& reference, const std::string& current, const std::string& method = "auto") {
        make(reference, current, 0);
        DriftOptions options;
        options.method = method;
        return compared(options).columns.at(0);
    }
    void loadCensus(const std::string& file, const std::string& table) {
        table::ReadOptions options;
        options.header = false;
        options.trimBlanks = true;
        options.nullTokens = {"?"};
        options.columns = {"age", "workclass", "fnlwgt", "education", "education_num", "marital", "occupation",
            "relationship", "race", "sex", "gain", "loss", "hours", "country", "income"};
        const auto loaded = table::loadFile(
            connection, std::string(SLIPWAY_SOURCE_DIR) + "/resources/sample/" + file, options, table, progress);
        if (!loaded) qFatal("%s", toLine(loaded.error()).c_str());
    }
};

std::string rows(const std::string& expression, int count) {
    return fmt::format("SELECT {} AS x FROM range({}) t(i)", expression, count);
}

} // namespace

class TestDrift : public QObject {
    Q_OBJECT
private slots:
    void valuesDecideTheType() {
        Fixture f;
        QCOMPARE(f.only(rows("i / 3.0", 50), rows("i / 3.0", 50)).type, std::string("numeric"));
        QCOMPARE(f.only(rows("i % 10", 50), rows("i % 10", 50)).type, std::string("categorical"));
        QCOMPARE(f.only(rows("i % 11", 50), rows("i % 11", 50)).type, std::string("numeric"));
        QCOMPARE(f.only(rows("i % 2 = 0", 50), rows("i % 2 = 0", 50)).type, std::string("categorical"));
        QCOMPARE(
            f.only(rows("'w' || (i % 25)", 50), rows("'w'", 50)).type, std::string("categorical")); // half distinct
        QCOMPARE(f.only(rows("'w' || (i % 26)", 50), rows("'w'", 50)).type, std::string("text"));
        const auto time = f.only(rows("DATE '2024-01-01' + i::INT", 50), rows("DATE '2024-01-01'", 50));
        QCOMPARE(time.type, std::string("datetime"));
        QVERIFY(time.method.empty() && !time.score);
    }
    void nullsDoNotChangeAType() {
        Fixture f;
        const auto column = f.only(rows("CASE WHEN i % 4 > 0 THEN i % 7 END", 80), rows("i % 7", 80));
        QCOMPARE(column.type, std::string("categorical"));
        QCOMPARE(column.reference.missing, std::int64_t(20));
    }
    void defaultsDependOnTheReferenceSizeAndTheValues_data() {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("small");
        QTest::addColumn<QString>("large");
        QTest::newRow("numbers") << "i / 7.0" << "ks" << "wasserstein";
        QTest::newRow("six values") << "(i % 6) / 2.0" << "ks" << "wasserstein";
        QTest::newRow("five values") << "(i % 5) / 2.0" << "chisquare" << "jensenshannon";
        QTest::newRow("two values") << "(i % 2) / 2.0" << "z" << "jensenshannon";
        QTest::newRow("three categories") << "'c' || (i % 3)" << "chisquare" << "jensenshannon";
        QTest::newRow("two categories") << "i % 2" << "z" << "jensenshannon";
    }
    void defaultsDependOnTheReferenceSizeAndTheValues() {
        QFETCH(QString, expression);
        QFETCH(QString, small);
        QFETCH(QString, large);
        Fixture f;
        const auto text = expression.toStdString();
        QCOMPARE(f.only(rows(text, 1000), rows(text, 3000)).method, small.toStdString());
        QCOMPARE(f.only(rows(text, 1001), rows(text, 100)).method, large.toStdString());
    }
    void infinitiesNotANumberAndNullsAreMissing() {
        Fixture f;
        const auto column = f.only("SELECT unnest([1.5, 2.5, 'inf'::DOUBLE, '-inf'::DOUBLE, 'nan'::DOUBLE, NULL]) AS x",
            "SELECT unnest([1.5::DOUBLE, 2.5]) AS x");
        QCOMPARE(column.reference.missing, std::int64_t(4));
        QCOMPARE(*column.reference.mean, 2.0);
        QVERIFY(column.score.has_value());
    }
    void anEmptySideIsNotTestedAndNotCounted() {
        Fixture f;
        f.make("SELECT 1.5 AS x, NULL::DOUBLE AS y FROM range(40)", "SELECT NULL::DOUBLE AS x, 2.5 AS y FROM range(40)",
            0);
        const auto report = f.compared();
        QCOMPARE(report.testedColumns, 0);
        for (const auto& column : report.columns) QVERIFY(!column.score && !column.drifted && !column.note.empty());
        QCOMPARE(report.columns[1].type, std::string("numeric")); // the current side decides
        QVERIFY(!report.datasetDrift);
    }
    void missingNewAndChangedColumnsAreListed() {
        Fixture f;
        f.make("SELECT i / 3.0 AS x, i AS gone, i / 2.0 AS y FROM range(99) t(i)",
            "SELECT 'word' || (i % 4) AS x, i AS fresh, i / 2.0 AS y FROM range(99) t(i)", 0);
        const auto report = f.compared();
        QCOMPARE(report.missing, (std::vector<std::string>{"gone"}));
        QCOMPARE(report.added, (std::vector<std::string>{"fresh"}));
        QCOMPARE(report.typeChanged, (std::vector<std::string>{"x"}));
        QCOMPARE(report.columns.at(0).note, std::string("no values in the current data"));
        QCOMPARE(report.testedColumns, 1);
    }
    void aMethodThatDoesNotFitLeavesANote() {
        Fixture f;
        for (const auto& [expression, method] : {std::pair("i / 3.0", "chisquare"), std::pair("i % 3", "ks"),
                 std::pair("'word ' || i", "psi"), std::pair("i % 3", "anderson"), std::pair("i / 3.0", "tvd")}) {
            const auto column = f.only(rows(expression, 60), rows(expression, 60), method);
            QVERIFY2(!column.score && !column.note.empty() && !column.drifted, method);
        }
    }
    void theThresholdItselfDriftsWhereTheRuleSaysSo() {
        Fixture f;
        // W = 0.25 shifted on σ = 2.5: exactly 0.1.
        const auto column =
            f.only("SELECT unnest([0.0::DOUBLE, 5.0]) AS x", "SELECT unnest([0.25::DOUBLE, 5.25]) AS x", "wasserstein");
        QCOMPARE(*column.score, 0.1);
        QVERIFY(column.drifted);
    }
    void halfOfTheColumnsIsDriftOfTheDataSet() {
        Fixture f;
        f.make("SELECT i / 3.0 AS a, i / 3.0 AS b FROM range(600) t(i)",
            "SELECT i / 3.0 AS a, 500 + i / 3.0 AS b FROM range(600) t(i)", 0);
        const auto report = f.compared();
        QCOMPARE(report.driftedColumns, 1);
        QVERIFY(report.datasetDrift);
        DriftOptions strict;
        strict.driftShare = 0.6;
        QVERIFY(!f.compared(strict).datasetDrift);
    }
    void theTwoHalvesOfTheCensusAgreeAndItsLabelsDiffer() {
        Fixture f;
        f.loadCensus("adult-train.csv.gz", "r");
        f.loadCensus("adult-test.csv.gz", "c");
        const auto report = f.compared();
        QCOMPARE(report.testedColumns, 15);
        QCOMPARE(report.driftedColumns, 1); // as published, the labels of the test file end in a dot
        QCOMPARE(report.columns.back().name, std::string("income"));
        QVERIFY(report.columns.back().drifted);
        // SciPy: wasserstein_distance(age) / std(age)
        QVERIFY(std::abs(*report.columns.front().score - 0.0169011) < 1e-6);
        QCOMPARE(report.columns.front().binEdges.size(), std::size_t(41));
        QCOMPARE(report.columns.at(3).categories.size(), std::size_t(11)); // ten kinds of education and the others
        QCOMPARE(report.columns.at(1).reference.missing, std::int64_t(1836));
    }
    void aConstantReferenceDividesByAThousandth() {
        Fixture f;
        QCOMPARE(std::round(*f.only(rows("3.5::DOUBLE", 2000), rows("4.5::DOUBLE", 10), "wasserstein").score), 1000.0);
    }
    void unknownMethodsAndColumnsAreRefused() {
        Fixture f;
        f.make(rows("i / 2.0", 9), rows("i / 2.0", 9), 0);
        DriftOptions options;
        options.method = "magic";
        const auto method = compare(f.connection, "r", "c", options, f.progress);
        QVERIFY(!method && method.error().hint.find("cramervonmises") != std::string::npos);
        options = {};
        options.columns = {"z"};
        QVERIFY(!compare(f.connection, "r", "c", options, f.progress));
        options = {};
        options.driftShare = 0;
        QVERIFY(!compare(f.connection, "r", "c", options, f.progress));
    }
    void cancelEndsTheComparison() {
        Fixture f;
        f.make(rows("i / 2.0", 9), rows("i / 2.0", 9), 0);
        f.progress.cancel();
        const auto report = compare(f.connection, "r", "c", {}, f.progress);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
    }
    void columnNamesMayHoldAnything() {
        Fixture f;
        f.make(R"(SELECT i AS "a""; DROP TABLE c; --", 'x' || i % 3 AS "<b>&'" FROM range(40) t(i))",
            R"(SELECT i AS "a""; DROP TABLE c; --", 'x' || i % 3 AS "<b>&'" FROM range(40) t(i))", 0);
        const auto report = f.compared();
        QCOMPARE(report.testedColumns, 2);
        const auto html = toHtml(report, "<script>alert(1)</script>");
        QVERIFY(html.find("<script") == std::string::npos);
        QVERIFY(html.find("&lt;b&gt;&amp;&#39;") != std::string::npos);
    }
    void theReportReadsBack() {
        Fixture f;
        f.make("SELECT i / 3.0 AS x, 'w' || i % 30 AS y, NULL::INT AS z FROM range(100) t(i)",
            "SELECT i / 2.0 AS x, 'w' || i % 20 AS y, NULL::INT AS z FROM range(100) t(i)", 0);
        const auto report = f.compared();
        const auto json = toJson(report);
        const auto again = driftReportFromJson(parseJson(dump(json), "report").value());
        QVERIFY(again.has_value());
        QCOMPARE(dump(toJson(*again)), dump(json));
        QVERIFY(!driftReportFromJson(Json::parse(R"({"columns":{"a":1}})")));
        QVERIFY(!driftReportFromJson(Json()));
    }
    void thePageStandsAloneAndFollowsTheColourScheme() {
        Fixture f;
        f.make(rows("i / 3.0", 100), rows("i / 2.0", 100), 0);
        const auto html = toHtml(f.compared(), "Drift");
        QVERIFY(html.find("prefers-color-scheme:dark") != std::string::npos);
        QVERIFY(html.find("<svg") != std::string::npos);
        QVERIFY(html.find("http") == std::string::npos); // nothing is fetched
    }
};

QTEST_GUILESS_MAIN(TestDrift)
#include "tst_drift.moc"
