// Expected numbers: the published formulas in NumPy, which agree with the library smclarify 0.5 on the same rows.
#include <cmath>
#include <limits>

#include <QTest>

#include "core/base/json.h"
#include "core/train/bias.h"

using namespace slipway;
using namespace slipway::train;
using table::Value;

namespace {

void addColumn(table::Table& table, const std::string& name, table::Type type, std::vector<Value> cells) {
    table.columns.push_back({name, type, ""});
    table.cells.push_back(std::move(cells));
}

std::vector<Value> flags(std::string_view bits) {
    std::vector<Value> column;
    for (const char bit : bits) column.emplace_back(std::int64_t(bit - '0'));
    return column;
}

std::vector<Value> letters(std::string_view text) {
    std::vector<Value> column;
    for (const char letter : text) column.emplace_back(std::string(1, letter));
    return column;
}

/// 15 people, five of them in the facet.
BiasInput people() {
    BiasInput input;
    addColumn(input.table, "sex", table::Type::Text, letters("fffffmmmmmmmmmm"));
    addColumn(input.table, "hired", table::Type::Integer, flags("100011110110011"));
    addColumn(input.table, "model", table::Type::Integer, flags("000111100111011"));
    std::vector<Value> years, grade;
    for (const double v : {1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 2, 3, 4, 1}) years.emplace_back(v);
    for (const double v : {5., 1., 3., 4., 1., 1., 2., 1., 2., 5., 1., 4., 5., 1., 3.5}) grade.emplace_back(v);
    addColumn(input.table, "years", table::Type::Real, years);
    addColumn(input.table, "grade", table::Type::Real, grade);
    input.label = "hired";
    input.facet = "sex";
    input.prediction = "model";
    input.positive = "1";
    input.facetValue = "f";
    return input;
}

BiasReport reported(const BiasInput& input) {
    auto report = biasReport(input);
    if (!report) qFatal("%s", toLine(report.error()).c_str());
    return *report;
}

void check(const std::map<std::string, std::optional<double>>& metrics,
    std::initializer_list<std::pair<const char*, double>> expected) {
    for (const auto& [name, value] : expected) {
        const auto found = metrics.find(name);
        QVERIFY2(found != metrics.end() && found->second, name);
        QVERIFY2(*found->second == value || std::abs(*found->second - value) < 1e-12, name);
    }
}

} // namespace

class TestBias : public QObject {
    Q_OBJECT
private slots:
    void allMetricsAgreeWithTheReference() {
        const auto report = reported(people());
        QCOMPARE(report.disadvantagedRows, std::int64_t(5));
        QCOMPARE(report.advantagedRows, std::int64_t(10));
        check(
            report.preTraining, {{"CI", 1.0 / 3}, {"DPL", 0.3}, {"KL", 0.1837868973868122}, {"JS", 0.04620082918151344},
                                    {"LP", 0.4242640687119284}, {"TVD", 0.3}, {"KS", 0.3}});
        check(report.postTraining,
            {{"DPPL", 0.3}, {"DI", 4.0 / 7}, {"DCA", 0}, {"DCR", 0}, {"SD", 0}, {"RD", 0.3571428571428571},
                {"DAR", 0.3571428571428571}, {"DRR", 0}, {"AD", 0.2}, {"TE", 0}, {"FT", -0.4}, {"GE", 2.0 / 15}});
    }
    void disparityIsWeightedByGroup() {
        auto input = people();
        addColumn(input.table, "region", table::Type::Text, letters("xyxyxxyxyxyxyxy"));
        input.group = "region";
        const auto report = reported(input);
        check(report.preTraining, {{"CDDL", 0.32222222222222224}});
        check(report.postTraining, {{"CDDPL", 0.28777777777777774}});
        QVERIFY(!report.postTraining.at("FT")); // regions are words
        QVERIFY(report.notes.at("FT").find("region") != std::string::npos);
    }
    void withoutAGroupOrPredictionsThereIsANoteOrNothing() {
        auto input = people();
        input.prediction.clear();
        const auto report = reported(input);
        QVERIFY(!report.preTraining.at("CDDL") && report.notes.contains("CDDL"));
        QVERIFY(report.postTraining.empty());
    }
    void ratiosMayBeInfinite() {
        auto input = people();
        input.table.cells[2] = flags("000100000000000"); // a accepts nobody
        const auto report = reported(input);
        check(report.postTraining, {{"DI", std::numeric_limits<double>::infinity()}});
        QCOMPARE(toJson(report)["post_training"]["DI"].get<std::string>(), std::string("Infinity"));
    }
    void facetsWithoutACommonLabelHaveNoDistance() {
        auto input = people();
        input.table.cells[1] = flags("000001111111111");
        const auto report = reported(input);
        check(report.preTraining, {{"DPL", 1}});
        for (const auto* name : {"KL", "JS", "LP", "TVD", "KS"})
            QVERIFY2(!report.preTraining.at(name) && report.notes.contains(name), name);
    }
    void theMassOfALabelThatOneFacetLacksIsDropped() {
        auto input = people();
        input.table.cells[1] = flags("100011111111111"); // a all positive, q_d = 0.4
        check(reported(input).preTraining, {{"LP", 0.6}, {"TVD", 0.3}, {"KS", 0.6}});
    }
    void anEmptyFacetLeavesAllButTheEntropyOut() {
        auto input = people();
        input.facetValue = "x";
        const auto report = reported(input);
        QVERIFY(!report.preTraining.at("CI") && !report.postTraining.at("DPPL"));
        QVERIFY(report.notes.at("CI").find("f, m") != std::string::npos);
        check(report.postTraining, {{"GE", 2.0 / 15}});
    }
    void onlyFalseNegativesHaveNoEntropy() {
        auto input = people();
        input.table.cells[1] = flags("111111111111111");
        input.table.cells[2] = flags("000000000000000");
        QVERIFY(!reported(input).postTraining.at("GE"));
    }
    void aThresholdSplitsNumbersAboveIt() {
        auto input = people();
        input.facet = "years";
        input.facetValue.reset();
        input.facetThreshold = 3;
        const auto report = reported(input);
        QCOMPARE(report.disadvantagedRows, std::int64_t(6)); // 4 5 4 5 6 4; a 3 is on the other side
        QCOMPARE(report.disadvantaged, std::string("> 3"));
        input.facet = "sex";
        QVERIFY(!biasReport(input));
    }
    void measurementsAsLabelsTakeAThreshold() {
        auto input = people();
        input.label = "grade";
        input.prediction = "years";
        input.positive = "2.5";
        const auto report = reported(input);
        check(report.preTraining, {{"DPL", 0.4 - 0.6}}); // a: 5 4 5 3.5 of ten, d: 5 3 4 of five
        input.positive = "high";
        QVERIFY(!biasReport(input));
    }
    void missingCellsAreLeftOutAndCounted() {
        auto input = people();
        input.table.cells[0][3] = std::monostate();
        input.table.cells[2][9] = std::monostate();
        const auto report = reported(input);
        QCOMPARE(report.disadvantagedRows + report.advantagedRows, std::int64_t(13));
        QVERIFY(report.notes.at("rows").starts_with("2 "));
    }
    void scoresAreNotTakenForLabels() {
        auto input = people();
        input.prediction = "grade";
        const auto report = biasReport(input);
        QVERIFY(!report && report.error().message.find("3.5") != std::string::npos);
    }
    void anUnknownColumnNamesTheKnownOnes() {
        auto input = people();
        input.facet = "gender";
        const auto report = biasReport(input);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::NotFound);
        QVERIFY(report.error().hint.find("sex") != std::string::npos);
    }
    void aPositiveLabelThatNobodyHasIsNoted() {
        auto input = people();
        input.positive = "yes";
        QVERIFY(reported(input).notes.contains("positive"));
    }
    void twinsAmongFewerThanTenAreTheNearestOne() {
        BiasInput input;
        addColumn(input.table, "sex", table::Type::Text, letters("fmmmm"));
        addColumn(input.table, "label", table::Type::Integer, flags("10101"));
        addColumn(input.table, "model", table::Type::Integer, flags("10111"));
        std::vector<Value> age;
        for (const int v : {30, 31, 50, 51, 52}) age.emplace_back(std::int64_t(v));
        addColumn(input.table, "age", table::Type::Integer, age);
        input.label = "label";
        input.facet = "sex";
        input.prediction = "model";
        input.positive = "1";
        input.facetValue = "f";
        check(reported(input).postTraining, {{"FT", 1}}); // accepted, her twin of 31 is not
    }
    void whatIsStoredReadsBack() {
        const auto report = reported(people());
        const auto again = biasReportFromJson(toJson(report));
        QVERIFY(again.has_value());
        QCOMPARE(again->preTraining, report.preTraining);
        QCOMPARE(again->notes, report.notes);
        QCOMPARE(again->disadvantaged, std::string("f"));
        QVERIFY(!biasReportFromJson(Json(3)));
    }
};

QTEST_GUILESS_MAIN(TestBias)
#include "tst_bias.moc"
