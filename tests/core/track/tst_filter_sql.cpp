#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <fmt/format.h>

#include "core/store/database.h"
#include "core/track/like.h"
#include "core/track/run_fields.h"
#include "core/track/track_schema.h"
#include "tests/core/track/filter_runs.h"
#include "tests/core/track/filter_text.h"
#include "tests/core/track/input_tables.h"

using namespace slipway;
using namespace slipway::track;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();

constexpr std::string_view kExperiments =
    "INSERT INTO experiment(id, name, created_at) VALUES (1, 'census', 0), (2, 'Forest', 0)";

struct Fixture {
    store::Database db = *store::Database::inMemory();
    RunFields fields{"'place/' || r.id"};
    std::int64_t datasets = 0, runs = 0;

    Fixture() {
        if (!db.exec(kSchemaV1) || !db.exec(kInputTables) || !db.exec(kExperiments))
            qFatal("the tables cannot be made");
    }

    template <class... T> void run(std::string_view sql, const T&... values) {
        auto statement = db.prepare(sql);
        if (!statement) qFatal("%s", statement.error().message.c_str());
        statement->bindAll(values...);
        if (const auto done = statement->run(); !done) qFatal("%s", done.error().message.c_str());
    }

    std::int64_t add(const PlainRun& plain) {
        const auto number = ++runs;
        run("INSERT INTO run(number, id, experiment, name, status, started_at, ended_at, actor, owner, user_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, '', '', ?)",
            number, plain.id, plain.experiment == "census" ? 1 : 2, plain.name, plain.status, plain.startedAt,
            plain.endedAt, plain.user);
        for (const auto& [key, value] : plain.parameters)
            run("INSERT INTO run_parameter VALUES (?, ?, ?)", number, key, value);
        for (const auto& [key, value] : plain.tags) run("INSERT INTO run_tag VALUES (?, ?, ?)", number, key, value);
        for (const auto& [key, value] : plain.metrics) addMetric(number, key, value);
        for (const auto& input : plain.inputs) addInput(number, input);
        return number;
    }

    void addMetric(std::int64_t number, const std::string& key, double value) {
        run("INSERT INTO metric_key(name) VALUES (?) ON CONFLICT DO NOTHING", key);
        run("INSERT INTO metric_summary SELECT ?, id, 1, ?, 0, 0, NULL, NULL, 1 FROM metric_key WHERE name = ?", number,
            value, key);
    }

    void addInput(std::int64_t number, const PlainRun::Input& input) {
        run("INSERT INTO dataset VALUES (?, ?, ?)", ++datasets, input.name, input.digest);
        run("INSERT INTO run_dataset_input VALUES (?, ?)", number, datasets);
        if (input.context)
            run("INSERT INTO run_input_tag VALUES (?, ?, 'mlflow.data.context', ?)", number, datasets, *input.context);
    }

    /// The names of the runs that match, in the order that is asked for, or the error.
    std::string found(
        std::string_view text, Dialect dialect = Dialect::Mlflow, const std::vector<std::string>& order = {}) {
        const auto filter = parseFilter(text, FilterTable::runs(), dialect);
        if (!filter) return toLine(filter.error());
        const auto orders = parseOrder(order, FilterTable::runs());
        if (!orders) return toLine(orders.error());
        return names(*filter, *orders);
    }

    std::string names(const Filter& filter, std::span<const Order> orders = {}) {
        const auto where = whereSql(filter, fields);
        const auto by = orderSql(orders, fields);
        if (!where || !by) return "no SQL";
        Sql sql;
        sql.add("SELECT r.name FROM run r WHERE TRUE").add(*where).add(" ORDER BY ").add(*by).add("r.number");
        auto list = sql.prepare(db);
        if (!list) return toLine(list.error());
        std::string names;
        while (true) {
            const auto more = list->step();
            if (!more) return toLine(more.error());
            if (!*more) return names;
            names += (names.empty() ? "" : " ") + list->text(0);
        }
    }
};

PlainRun runNamed(const std::string& name) {
    PlainRun run;
    run.id = name + std::string(32 - name.size(), 'z');
    run.name = name;
    run.status = "FINISHED";
    run.experiment = "census";
    return run;
}

/// Random runs, and filters that often match some of them.
class Dice {
public:
    explicit Dice(unsigned seed) : m_engine(seed) {}

    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(m_engine); }
    template <class T> const T& one(const std::vector<T>& of) { return of[below(of.size())]; }

    PlainRun run(int number) {
        auto run = runNamed(fmt::format("r{}", number));
        run.name = one(m_texts);
        run.status = one(m_statuses);
        run.user = one(m_texts);
        run.experiment = below(2) == 0 ? "census" : "Forest";
        run.startedAt = static_cast<std::int64_t>(below(5)) * 1000;
        if (below(3) != 0) run.endedAt = run.startedAt + static_cast<std::int64_t>(below(3)) + 1;
        for (const auto& key : m_keys) {
            if (below(2) == 0) run.parameters[key] = one(m_texts);
            if (below(2) == 0) run.tags[key] = one(m_texts);
            if (below(2) == 0) run.metrics[key] = one(m_numbers);
        }
        for (auto left = below(3); left > 0; --left) {
            PlainRun::Input input{one(m_texts), one(m_texts), std::nullopt};
            if (below(2) == 0) input.context = one(m_texts);
            run.inputs.push_back(input);
        }
        return run;
    }

    std::string comparison(Dialect dialect) {
        const bool desktop = dialect == Dialect::Desktop;
        switch (below(desktop ? 9 : 6)) {
        case 0:
            return "metrics." + key() + sign() + written();
        case 1:
            return one(m_times) + sign() + std::to_string(below(5) * 1000);
        case 2:
            return one(m_textFields) + writtenKey(one(m_keys)) + equality() + text();
        case 3:
            return one(m_attributes) + equality() + text();
        case 4:
            return "datasets." + one(m_inputKeys) + (below(2) == 0 ? equality() + text() : membership() + list());
        case 5:
            return one(m_textFields) + key() + (below(2) == 0 ? " IS NULL" : " IS NOT NULL");
        case 6:
            return one(m_textFields) + key() + sign() + written();
        case 7:
            return "metrics." + key() + (below(2) == 0 ? " is null" : " is not null");
        default:
            return below(2) == 0 ? writtenText(one(m_texts))
                                 : one(m_attributes) + (below(2) == 0 ? " ~ " : membership()) + "('x')";
        }
    }

    std::string filter(Dialect dialect, int depth = 0) {
        std::string text;
        const auto parts = 1 + below(3);
        for (std::size_t i = 0; i < parts; ++i) {
            if (i > 0) text += dialect == Dialect::Desktop && below(2) == 0 ? " or " : " AND ";
            const bool nest = dialect == Dialect::Desktop && depth < 3 && below(3) == 0;
            if (dialect == Dialect::Desktop && below(4) == 0) text += "not ";
            text += nest ? "(" + filter(dialect, depth + 1) + ")" : comparison(dialect);
        }
        return text;
    }

private:
    std::string key() { return writtenKey(one(m_keys)); }
    std::string sign() { return one(std::vector<std::string>{" = ", " != ", " < ", " <= ", " > ", " >= "}); }
    std::string equality() { return one(std::vector<std::string>{" = ", " != ", " LIKE ", " ILIKE "}); }
    std::string membership() { return below(2) == 0 ? " IN " : " NOT IN "; }
    std::string written() { return one(std::vector<std::string>{"0", "1", "-1", "0.5", "1e3", "1e300"}); }
    std::string text() { return writtenText(below(2) == 0 ? one(m_texts) : one(m_patterns)); }
    std::string list() { return "(" + text() + ", " + text() + ")"; }

    std::mt19937 m_engine;
    std::vector<std::string> m_keys = {"a", "b.c", "d e"};
    std::vector<std::string> m_texts = {"", "x", "X", "xy", "Xy*", "[x]", "x?y", "ä", "äx", "it's", "50%", "a_b", "1",
        "1.0", "0.5", "-1", "1e3", "1x", "NaN", "\\", "true"};
    std::vector<std::string> m_patterns = {
        "%", "_", "x%", "%y", "%x%", "_y", "[x]", "[%", "x_y", "%*%", "%?%", "ä%", "_x", "A\\_B", "%\\", "__", "%_%y"};
    std::vector<std::string> m_statuses = {"RUNNING", "FINISHED", "FAILED"};
    std::vector<std::string> m_times = {"start_time", "end_time", "created"};
    std::vector<std::string> m_textFields = {"params.", "tags."};
    std::vector<std::string> m_attributes = {"run_name", "run_id", "status", "user_id", "artifact_uri"};
    std::vector<std::string> m_inputKeys = {"name", "digest", "context"};
    std::vector<double> m_numbers = {0, 1, -1, 0.5, 1000, kNaN, kInfinity, -kInfinity};
};

std::string differences(Dialect dialect, unsigned seed, int filters) {
    Dice dice(seed);
    Fixture fixture;
    std::vector<PlainRun> runs;
    for (int i = 0; i < 40; ++i) {
        runs.push_back(dice.run(i));
        fixture.add(runs.back());
    }
    for (int i = 0; i < filters; ++i) {
        const auto text = dice.filter(dialect);
        const auto filter = parseFilter(text, FilterTable::runs(), dialect);
        if (!filter) continue; // "~ ('x')" and the like
        std::string expected;
        for (const auto& run : runs)
            if (matches(run, *filter)) expected += run.id + " ";
        const auto where = whereSql(*filter, fixture.fields);
        if (!where) return text + ": " + toLine(where.error());
        auto list =
            Sql().add("SELECT r.id FROM run r WHERE TRUE").add(*where).add(" ORDER BY r.number").prepare(fixture.db);
        if (!list) return text + ": " + toLine(list.error());
        std::string actual;
        while (*list->step()) actual += list->text(0) + " ";
        if (actual != expected) return text + "\n by SQL    " + actual + "\n by memory " + expected;
    }
    return {};
}

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

    void likeAgreesWithSqlite() {
        auto db = store::Database::inMemory();
        QVERIFY(db);
        Dice dice(7);
        const std::vector<std::string> pieces = {"%", "_", "a", "A", "ä", "*", "?", "[", "]", "^", "-", "\\"};
        for (int i = 0; i < 5000; ++i) {
            std::string value, pattern;
            for (auto left = dice.below(6); left > 0; --left) value += dice.one(pieces);
            for (auto left = dice.below(6); left > 0; --left) pattern += dice.one(pieces);
            auto ask = db->prepare("SELECT ?1 GLOB ?2, ?1 LIKE ?3");
            QVERIFY(ask);
            ask->bindAll(value, globPattern(pattern), pattern);
            QVERIFY(*ask->step());
            const auto shown = value + " like " + pattern;
            QVERIFY2((ask->integer(0) == 1) == matchesLike(value, pattern, false), shown.c_str());
            QVERIFY2((ask->integer(1) == 1) == matchesLike(value, pattern, true), shown.c_str());
        }
    }

    void randomFiltersFindWhatAWalkOverTheRunsFinds() {
        for (unsigned seed = 1; seed <= 5; ++seed) {
            QCOMPARE(differences(Dialect::Mlflow, seed, 400), std::string());
            QCOMPARE(differences(Dialect::Desktop, seed + 100, 400), std::string());
        }
    }
};

QTEST_GUILESS_MAIN(TestFilterSql)
#include "tst_filter_sql.moc"
