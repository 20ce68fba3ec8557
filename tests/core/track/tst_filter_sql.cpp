#include <QTest>

#include <limits>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "tests/core/track/filter_fixture.h"

using namespace slipway;
using namespace slipway::track;

namespace {

using Fixture = FilterFixture;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();

} // namespace

/// Filters and orders as SQL on the tables of runs.
class TestFilterSql : public QObject {
    Q_OBJECT
private slots:
    void metricsCompareByTheirLatestValue() {
        Fixture f;
        for (const auto& [name, value] : std::map<std::string, double>{{"a", 1}, {"b", 2}, {"c", kInfinity}}) {
            auto run = runNamed(name);
            run.metrics["acc"] = value;
            f.add(run);
        }
        f.add(runNamed("none"));
        QCOMPARE(f.found("metrics.acc >= 2"), std::string("b c"));
        QCOMPARE(f.found("metrics.acc != 1"), std::string("b c"));
        QCOMPARE(f.found("metrics.acc > 0 AND metrics.acc < 2"), std::string("a"));
        QCOMPARE(f.found("metrics.other != 1"), std::string());
        QCOMPARE(f.found(""), std::string("a b c none"));
    }

    void nanMatchesNothing() {
        Fixture f;
        auto run = runNamed("nan");
        run.metrics["acc"] = kNaN;
        f.add(run);
        for (const auto* op : {"=", "!=", "<", "<=", ">", ">="})
            QCOMPARE(f.found(std::string("metrics.acc ") + op + " 0"), std::string());
        QCOMPARE(f.found("metrics.acc is not null", Dialect::Desktop), std::string("nan"));
    }

    void aMissingFieldIsFalseAlsoForNotEqual() {
        Fixture f;
        auto with = runNamed("with");
        with.parameters["p"] = with.tags["t"] = "x";
        with.inputs.push_back({"census", "abc", "train"});
        with.endedAt = 5;
        f.add(with);
        f.add(runNamed("without"));
        for (const auto* filter : {"params.p != 'y'", "tags.t != 'y'", "params.p LIKE '%'", "datasets.name != 'y'",
                 "datasets.context NOT IN ('y')", "end_time != 1", "end_time > -1", "params.p IS NOT NULL"})
            QCOMPARE(f.found(filter), std::string("with"));
        QCOMPARE(f.found("params.p IS NULL AND tags.t IS NULL"), std::string("without"));
        QCOMPARE(f.found("not params.p = 'y'", Dialect::Desktop), std::string("with without"));
        QCOMPARE(f.found("not end_time = 1", Dialect::Desktop), std::string("with without"));
        QCOMPARE(f.found("params.p !~ 'y'", Dialect::Desktop), std::string("with"));
    }

    void likeMindsCaseAndIlikeDoesNot() {
        Fixture f;
        for (const auto* name : {"tree", "Tree", "treE", "t*e", "t[re]e"}) f.add(runNamed(name));
        QCOMPARE(f.found("run_name LIKE 't%e'"), std::string("tree t*e t[re]e"));
        QCOMPARE(f.found("run_name ILIKE 't%e'"), std::string("tree Tree treE t*e t[re]e"));
        QCOMPARE(f.found("run_name LIKE 't_ee'"), std::string("tree"));
        QCOMPARE(f.found("run_name LIKE 't*e'"), std::string("t*e"));
        QCOMPARE(f.found("run_name LIKE 't[re]e'"), std::string("t[re]e"));
        QCOMPARE(f.found("run_name LIKE 'ree'"), std::string());
    }

    void anyInputOfTheRunMayMatch() {
        Fixture f;
        auto run = runNamed("two");
        run.inputs = {{"census", "abc", "train"}, {"forest", "def", std::nullopt}};
        f.add(run);
        QCOMPARE(f.found("datasets.name = 'census' AND datasets.digest = 'def'"), std::string("two"));
        QCOMPARE(f.found("datasets.name IN ('Forest', 'forest')"), std::string("two"));
        QCOMPARE(f.found("dataset.context ILIKE 'TRAIN'"), std::string("two"));
        QCOMPARE(f.found("dataset.context = 'test'"), std::string());
    }

    void attributesAreFound() {
        Fixture f;
        auto run = runNamed("a");
        run.user = "ada";
        run.startedAt = 1000;
        run.endedAt = 3000;
        f.add(run);
        auto other = runNamed("b");
        other.status = "FAILED";
        other.experiment = "Forest";
        f.add(other);
        QCOMPARE(f.found("user_id = 'ada' AND created >= 1000 AND end_time = 3000"), std::string("a"));
        QCOMPARE(f.found("artifact_uri = 'place/" + run.id + "'"), std::string("a"));
        QCOMPARE(f.found("run_id IN ('" + run.id + "', '" + other.id + "')"), std::string("a b"));
        QCOMPARE(f.found("run_id NOT IN ('" + run.id + "')"), std::string("b"));
        QCOMPARE(f.found("run_id IN ('A')"), std::string());
        QCOMPARE(f.found("run_id NOT IN ('A')"), std::string("a b"));
        QCOMPARE(f.found("duration >= 2s", Dialect::Desktop), std::string("a"));
        QCOMPARE(f.found("experiment = 'Forest' or duration is null", Dialect::Desktop), std::string("b"));
    }

    void wordsAreFoundInNamesTagsAndIds() {
        Fixture f;
        auto run = runNamed("tree");
        run.tags["mlflow.note.content"] = "The 100% best";
        f.add(run);
        QCOMPARE(f.found("TREE", Dialect::Desktop), std::string("tree"));
        QCOMPARE(f.found("'100% b'", Dialect::Desktop), std::string("tree"));
        QCOMPARE(f.found("'1_0'", Dialect::Desktop), std::string());
        QCOMPARE(f.found(run.id, Dialect::Desktop), std::string("tree"));
        QCOMPARE(f.found("oak", Dialect::Desktop), std::string());
    }

    void parametersThatAreNumbersCompareAsNumbers() {
        Fixture f;
        for (const auto* value : {"9", "10", "1e1", "ten", "", "10x", "-5"}) {
            auto run = runNamed(std::string("v") + value);
            run.parameters["n"] = value;
            f.add(run);
        }
        QCOMPARE(f.found("params.n >= 10", Dialect::Desktop), std::string("v10 v1e1"));
        QCOMPARE(f.found("params.n < 10", Dialect::Desktop), std::string("v9 v-5"));
        QCOMPARE(f.found("params.n != 10", Dialect::Desktop), std::string("v9 v-5"));
        QCOMPARE(f.found("params.n = '10'", Dialect::Desktop), std::string("v10"));
    }

    void whatIsMissingSortsLastInBothDirections() {
        Fixture f;
        for (const auto& [name, value] : std::vector<std::pair<std::string, std::optional<double>>>{
                 {"none", std::nullopt}, {"nan", kNaN}, {"two", 2.0}, {"one", 1.0}, {"most", kInfinity}}) {
            auto run = runNamed(name);
            if (value) run.metrics["m"] = *value;
            if (value && *value > 0) run.parameters["p"] = name;
            f.add(run);
        }
        QCOMPARE(f.found("", Dialect::Mlflow, {"metrics.m"}), std::string("one two most nan none"));
        QCOMPARE(f.found("", Dialect::Mlflow, {"metrics.m DESC"}), std::string("most two one nan none"));
        QCOMPARE(f.found("", Dialect::Mlflow, {"params.p"}), std::string("most one two none nan"));
        QCOMPARE(f.found("", Dialect::Mlflow, {"params.p DESC"}), std::string("two one most none nan"));
        QCOMPARE(f.found("", Dialect::Mlflow, {"tags.t", "run_name DESC"}), std::string("two one none nan most"));
        QCOMPARE(f.found("", Dialect::Mlflow, {"end_time", "attribute.status", "run_id"}),
            std::string("most nan none one two"));
    }

    void textFromOutsideIsOnlyEverBound() {
        Fixture f;
        auto run = runNamed("a");
        run.tags["x'); DROP TABLE run; --"] = "' OR 1=1 --";
        f.add(run);
        QCOMPARE(f.found("tags.`x'); DROP TABLE run; --` = \"' OR 1=1 --\""), std::string("a"));
        QCOMPARE(f.found("run_name = \"' OR TRUE --\""), std::string());
        QCOMPARE(f.found(""), std::string("a"));
    }

    void theDeepestFilterIsStillSql() {
        Fixture f;
        f.add(runNamed("a"));
        std::string long_, deep;
        for (int i = 0; i < 200; ++i) long_ += fmt::format("{}metrics.m{} > 1", i == 0 ? "" : " or ", i);
        QCOMPARE(f.found(long_, Dialect::Desktop), std::string());
        // A comparison on both sides of each parenthesis, and not and or taking turns.
        for (int i = 0; i < 25; ++i) deep += "params.a != 1 not (tags.b > 1 or ";
        deep += "datasets.name = 'a'";
        for (int i = 0; i < 25; ++i) deep += " or params.n > 1) datasets.context ~ 'x'";
        QCOMPARE(f.found(deep, Dialect::Desktop), std::string());
        // Two equally deep halves at every level: the worst that 200 comparisons can be.
        const auto halves = [](const auto& self, int depth) -> std::string {
            if (depth == 0) return "params.a > 1";
            const auto half = self(self, depth - 1);
            const auto* joint = depth % 2 == 0 ? " or " : " and ";
            return "(" + half + joint + half + ")";
        };
        QCOMPARE(
            f.found(std::string(43, '(') + halves(halves, 7) + std::string(43, ')'), Dialect::Desktop), std::string());
    }

    void aSearchLooksUpEachRunByKey() {
        Fixture f;
        const auto filter = parseFilter(
            "metrics.m > 1 AND params.p = 'x' AND datasets.context = 'y'", FilterTable::runs(), Dialect::Mlflow);
        auto plan = Sql()
                        .add("EXPLAIN QUERY PLAN SELECT r.id FROM run r WHERE TRUE")
                        .add(*whereSql(*filter, f.fields))
                        .prepare(f.db);
        QVERIFY(plan);
        std::string lines;
        while (*plan->step()) lines += plan->text(3) + "\n";
        for (const auto* wanted : {"SEARCH m USING PRIMARY KEY (run=? AND key=?)",
                 "SEARCH t USING PRIMARY KEY (run=? AND key=?)", "SEARCH t USING PRIMARY KEY (run=?)"})
            QVERIFY2(lines.find(wanted) != std::string::npos, lines.c_str());
    }
};

QTEST_GUILESS_MAIN(TestFilterSql)
#include "tst_filter_sql.moc"
