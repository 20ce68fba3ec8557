#include <QTest>

#include "tests/core/track/filter_text.h"

using namespace slipway;
using namespace slipway::track;

namespace {

std::string runs(std::string_view text) {
    return understood(text, FilterTable::runs(), Dialect::Mlflow);
}

/// Empty when every one is refused as InvalidArgument.
std::string accepted(const std::vector<std::string>& filters, const FilterTable& table = FilterTable::runs()) {
    for (const auto& filter : filters) {
        const auto parsed = parseFilter(filter, table, Dialect::Mlflow);
        if (parsed) return filter + " means " + shown(*parsed);
        if (parsed.error().code != ErrorCode::InvalidArgument) return filter + " is another error";
        if (parsed.error().hint.empty()) return filter + " has no hint";
    }
    return {};
}

std::string repeated(std::string_view part, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += part;
    return text;
}

} // namespace

class TestFilter : public QObject {
    Q_OBJECT
private slots:
    void anEmptyFilterMatchesAll() {
        QCOMPARE(runs(""), std::string("all"));
        QCOMPARE(runs(" \t\n"), std::string("all"));
    }

    void everyPrefixOfRunsIsUnderstood() {
        for (const auto* prefix : {"metric", "metrics", "`metric`", "`metrics`"})
            QCOMPARE(runs(std::string(prefix) + ".acc >= 0.94"), std::string("metric acc >= 0.94"));
        for (const auto* prefix : {"param", "params", "parameter", "parameters", "`params`"})
            QCOMPARE(runs(std::string(prefix) + ".m != 'tf'"), std::string("param m != 'tf'"));
        for (const auto* prefix : {"tag", "tags", "`tags`"})
            QCOMPARE(runs(std::string(prefix) + ".v = 'x'"), std::string("tag v = 'x'"));
        for (const auto* prefix : {"attribute.", "attributes.", "attr.", "run.", ""})
            QCOMPARE(runs(std::string(prefix) + "status = 'RUNNING'"), std::string("attribute status = 'RUNNING'"));
        for (const auto* prefix : {"dataset", "datasets"})
            QCOMPARE(runs(std::string(prefix) + ".digest = 'x'"), std::string("dataset digest = 'x'"));
    }

    void otherPrefixesAndAttributesAreRefused() {
        QCOMPARE(accepted({"m.acc >= 0.94", "attri.x != 1", "Metrics.a > 1", "acc >= 0.94", "attribute.start != 1",
                     "attribute.experiment_id != 1", "attribute.lifecycle_stage = 'x'", "attribute.name = 'x'",
                     "attribute._status != 'RUNNING'", "dataset.status = 'x'", "datasets.profile = 'x'",
                     "attributes.duration > 1", "experiment = 'x'", "`metrics.A` > 1"}),
            std::string());
    }

    void comparisonsNeedNoBlanks() {
        QCOMPARE(runs("metric.acc>=100"), std::string("metric acc >= 100"));
        QCOMPARE(runs("metric.acc>-1"), std::string("metric acc > -1"));
        QCOMPARE(runs("params.m!='tf'"), std::string("param m != 'tf'"));
        QCOMPARE(runs("run_id in('a','b')"), std::string("attribute run_id IN (a,b)"));
    }

    void keysMayBeQuotedWithBackticksOrDoubleQuotes() {
        QCOMPARE(runs("metric.\"legit name\" >= 0.243"), std::string("metric legit name >= 0.243"));
        QCOMPARE(runs("metrics.`spacey name` > 5"), std::string("metric spacey name > 5"));
        QCOMPARE(runs("metrics.\"X//Y#$$@&Z\" = 3"), std::string("metric X//Y#$$@&Z = 3"));
        QCOMPARE(runs("params.\"cat dog\" = \"pets\""), std::string("param cat dog = 'pets'"));
        QCOMPARE(runs("tags.`it's \"x\"` = 'y'"), std::string("tag it's \"x\" = 'y'"));
        QCOMPARE(runs("attribute.`run_name` = 'y'"), std::string("attribute run_name = 'y'"));
        QCOMPARE(runs("\"run_name\" = 'y'"), std::string("attribute run_name = 'y'"));
    }

    void plainKeysMayContainDots() {
        QCOMPARE(runs("tags.mlflow.runName = 'x'"), std::string("tag mlflow.runName = 'x'"));
        QCOMPARE(runs("metrics.accuracy.2.0 > 5"), std::string("metric accuracy.2.0 > 5"));
        QCOMPARE(runs("metrics.größe > 5"), std::string("metric größe > 5"));
        QCOMPARE(accepted({"metrics.val-loss > 1", "metrics.a/b > 1", "metrics. > 1", "metrics > 1", ".a > 1",
                     "metrics.`` > 1", "metrics.'a' > 1"}),
            std::string());
    }

    void theRunNameHasAliasesWithABlank() {
        for (const auto* name : {"run_name", "`Run name`", "\"run name\"", "Run Name", "run name",
                 "attributes.`Run name`", "attributes.Run name"})
            QCOMPARE(runs(std::string(name) + " = 'x'"), std::string("attribute run_name = 'x'"));
        QCOMPARE(runs("attributes.created > 7 AND Created < 9"),
            std::string("and(attribute start_time > 7, attribute start_time < 9)"));
    }

    void andJoinsInAnyCaseAndNothingElseDoes() {
        QCOMPARE(runs("metrics.rmse < 1 and params.model_class = 'LR' AnD status = 'FAILED'"),
            std::string("and(metric rmse < 1, param model_class = 'LR', attribute status = 'FAILED')"));
        QCOMPARE(accepted({"metrics.A > 0.1 OR params.B = 'LR'", "metrics.A > 0.1 NAND params.B = 'LR'",
                     "metrics.A > 0.1 AND (params.B = 'LR')", "(metrics.A > 1)", "NOT metrics.A > 1",
                     "metrics.A > 1 metrics.B > 1", "metrics.A > 1 AND", "AND metrics.A > 1", "metrics.A > 1,", "word",
                     "'word'"}),
            std::string());
    }

    void aSemicolonStandsOnlyInsideQuotes() {
        QCOMPARE(accepted({"metric.acc >= 0.94; metrics.rmse < 1", "metric.acc >= 0.94;", ";"}), std::string());
        QCOMPARE(runs("params.a = 'x;y'"), std::string("param a = 'x;y'"));
    }

    void textIsQuotedOnEitherSideAndMayHoldTheOtherQuote() {
        QCOMPARE(runs("params.m = \"L'Hosp\""), std::string("param m = 'L'Hosp'"));
        QCOMPARE(runs("params.m = 'it''s'"), std::string("param m = 'it's'"));
        QCOMPARE(runs("params.m = ''"), std::string("param m = ''"));
        QCOMPARE(runs("params.m = 'AND metrics.x > 1'"), std::string("param m = 'AND metrics.x > 1'"));
        QCOMPARE(accepted({"params.acc = LR", "params.acc = `LR`", "params.'acc = LR", "params.acc = 'LR",
                     "params.acc = LR'", "params.acc = \"LR'", "tags.acc = = 'LR'", "param`.A > 0.1",
                     "`metrics.A > 0.1", "dummy`.A > 0.1", "params.acc = 'a' 'b'"}),
            std::string());
    }

    void numbersStandWithoutQuotes() {
        for (const auto& [written, value] : std::vector<std::pair<std::string, std::string>>{{"1", "1"}, {"-1", "-1"},
                 {".5", "0.5"}, {"-.5", "-0.5"}, {"1.", "1"}, {"1e-3", "0.001"}, {"2E3", "2000"}, {"0", "0"}})
            QCOMPARE(runs("metrics.a = " + written), "metric a = " + value);
        QCOMPARE(accepted({"metrics.a = '5'", "metrics.a = \"5\"", "metrics.a = LR", "metrics.a != metrics.a",
                     "metrics.a = 1x", "metrics.a = 0x10", "metrics.a = +1", "metrics.a = 1e", "metrics.a = -",
                     "metrics.a = .", "metrics.a = 1e999", "start_time > '1'", "end_time = LR", "metrics.a = 10min"}),
            std::string());
    }

    void infinityAndNaNAreNoNumbers() {
        QCOMPARE(accepted({"metrics.a > inf", "metrics.a > -inf", "metrics.a = nan", "metrics.a = NaN",
                     "metrics.a < Infinity", "metrics.a = 'NaN'"}),
            std::string());
    }

    void textsDoNotTakeNumbers() {
        QCOMPARE(accepted({"params.acc = 5", "tags.acc = 5", "status = 1", "run_id = 5", "dataset.name = 5",
                     "status = true", "params.a LIKE 5"}),
            std::string());
    }

    void metricsAndTimesTakeSixComparators() {
        for (const auto* op : {"=", "!=", ">", ">=", "<", "<="})
            for (const auto& [written, meant] :
                std::vector<std::pair<std::string, std::string>>{{"metrics.a", "metric a"},
                    {"start_time", "attribute start_time"}, {"end_time", "attribute end_time"}})
                QCOMPARE(runs(written + " " + op + " 7"), meant + " " + op + " 7");
        QCOMPARE(accepted({"metrics.a LIKE '7'", "metrics.a IN ('7')", "metrics.a IN (7)", "start_time ILIKE '7'",
                     "metrics.a IS NULL", "end_time IS NOT NULL", "metrics.a ~ 1"}),
            std::string());
    }

    void textsTakeEqualityAndPatternsInAnyCase() {
        for (const auto* field : {"params.a", "tags.a", "run_id", "run_name", "user_id", "status", "artifact_uri",
                 "dataset.name", "dataset.digest", "dataset.context"})
            for (const auto* op : {"=", "!=", "LIKE", "like", "Like", "ILIKE", "ilike"})
                QVERIFY2(
                    parseFilter(std::string(field) + " " + op + " 'x%'", FilterTable::runs(), Dialect::Mlflow), field);
        QCOMPARE(runs("run_name like 'x%'"), std::string("attribute run_name LIKE 'x%'"));
        QCOMPARE(accepted({"params.x > '1'", "params.x <= '1'", "tags.x < '1'", "status >= 'a'", "dataset.name > 'a'",
                     "params.x IN ('1')", "tags.x NOT IN ('1')", "run_name IN ('a')", "status IN ('FAILED')"}),
            std::string());
    }

    void foreignComparatorsAreRefused() {
        QCOMPARE(accepted({"metrics.a == 1", "params.a == 'x'", "metrics.a <> 1", "metrics.a => 1", "metrics.a ~= 1",
                     "metrics.a !> 1", "metrics.a BETWEEN 1 AND 2", "params.a RLIKE 'x'", "params.a REGEXP 'x'",
                     "params.a NOT LIKE 'x'", "params.a ~ 'x'", "params.a !~ 'x'", "params.acc LR !=", "params.acc LR",
                     "metric.acc !=", "metric.acc", "1 = 1", "1.0 > metrics.acc", "'a' = params.a"}),
            std::string());
    }

    void isNullIsForParametersAndTags() {
        QCOMPARE(
            runs("tags.a IS NULL AND params.b is not null"), std::string("and(tag a IS NULL, param b IS NOT NULL)"));
        QCOMPARE(accepted({"attribute.status IS NULL", "attribute.status IS 'RUNNING'", "foo is null",
                     "dataset.name IS NULL", "tags.a IS", "tags.a IS NOT", "tags.a NOT NULL", "tags.a = NULL"}),
            std::string());
    }

    void listsHoldTextsOnly() {
        QCOMPARE(runs("attribute.run_id IN ('a', \"b\")"), std::string("attribute run_id IN (a,b)"));
        QCOMPARE(runs("run_id not in ('a')"), std::string("attribute run_id NOT IN (a)"));
        QCOMPARE(runs("datasets.name NOT IN ('A','b')"), std::string("dataset name NOT IN (A,b)"));
        QCOMPARE(accepted({"run_id IN ()", "run_id IN (1)", "run_id IN ('a' 'b')", "run_id IN ('a',)", "run_id IN ('a'",
                     "run_id IN 'a'", "run_id IN (a)", "run_id IN (`a`)", "run_id = ('a')", "run_id IN (('a'))",
                     "run_id NOT ('a')"}),
            std::string());
    }

    void runIdsWithUpperCaseLettersInAListNeverMatch() {
        QCOMPARE(runs("run_id IN ('Abc', 'abc', '123')"), std::string("attribute run_id IN (abc,123)"));
        QCOMPARE(runs("run_id IN ('ABC')"), std::string("attribute run_id IN ()"));
    }

    void experimentsTakeOnlyTheSingularAttributePrefix() {
        const auto& table = FilterTable::experiments();
        const auto read = [&](std::string_view text) { return understood(text, table, Dialect::Mlflow); };
        QCOMPARE(read("attribute.name LIKE 'a%' AND tags.k = 'v' AND tag.k IS NULL"),
            std::string("and(attribute name LIKE 'a%', tag k = 'v', tag k IS NULL)"));
        QCOMPARE(read("creation_time >= 10 AND last_update_time < 20"),
            std::string("and(attribute creation_time >= 10, attribute last_update_time < 20)"));
        QCOMPARE(accepted({"attributes.name = 'a'", "attr.name = 'a'", "run.name = 'a'", "params.a = 'b'",
                              "metrics.a > 1", "name IN ('a')", "name > 'a'", "name IS NULL", "tags.k IN ('v')",
                              "creation_time = '10'", "experiment_id = '1'", "lifecycle_stage = 'active'"},
                     table),
            std::string());
    }

    void registeredModelsAreFoundByNameAndTags() {
        const auto& table = FilterTable::registeredModels();
        QCOMPARE(understood("name ilike '%a%' AND tags.`x y` != 'z' AND attribute.name = 'b'", table, Dialect::Mlflow),
            std::string("and(attribute name ILIKE '%a%', tag x y != 'z', attribute name = 'b')"));
        QCOMPARE(accepted({"names = 'a'", "run_id = 'a'", "name IN ('a')", "tags.k IS NULL", "attributes.name = 'a'",
                              "name > 'a'", "creation_timestamp > 1"},
                     table),
            std::string());
    }

    void modelVersionsAreFoundByNumberSourceAndRun() {
        const auto& table = FilterTable::modelVersions();
        QCOMPARE(understood(
                     "version_number > 2 AND source_path LIKE 's3:%' AND run_id IN ('a', 'B')", table, Dialect::Mlflow),
            std::string(
                "and(attribute version_number > 2, attribute source_path LIKE 's3:%', attribute run_id IN (a))"));
        QCOMPARE(accepted({"version_number = '2'", "version_number LIKE '2'", "run_id NOT IN ('a')", "name IN ('a')",
                              "source_path IN ('a')", "current_stage = 'None'", "tags.k IS NOT NULL", "run_id IS NULL"},
                     table),
            std::string());
    }

    void loggedModelsTakeOnlyPluralPrefixes() {
        const auto& table = FilterTable::loggedModels();
        const auto read = [&](std::string_view text) { return understood(text, table, Dialect::Mlflow); };
        QCOMPARE(read("attributes.name = 'a' AND metrics.acc > 0.5 AND params.p IN ('x') AND tags.t NOT IN ('y')"),
            std::string("and(attribute name = 'a', metric acc > 0.5, param p IN (x), tag t NOT IN (y))"));
        QCOMPARE(read("name = 'model' AND creation_time > 5 AND last_updated_timestamp <= 6"),
            std::string("and(attribute name = 'model', attribute creation_timestamp > 5, attribute "
                        "last_updated_timestamp <= 6)"));
        QCOMPARE(accepted({"attribute.name = 'a'", "attr.name = 'a'", "metric.a > 1", "param.a = 'b'",
                              "parameters.a = 'b'", "tag.a = 'b'", "datasets.name = 'x'", "params.a IS NULL",
                              "metrics.a = 'x'", "creation_timestamp > '5'", "model_uuid = 'x'"},
                     table),
            std::string());
    }

    void theStatusOfLoggedModelsHasThreeSpellings() {
        const auto& table = FilterTable::loggedModels();
        for (const auto* value : {"'READY'", "'2'", "2", "'LOGGED_MODEL_READY'", "\"READY\""})
            QCOMPARE(understood(std::string("status = ") + value, table, Dialect::Mlflow),
                std::string("attribute status = 'LOGGED_MODEL_READY'"));
        QCOMPARE(understood("attributes.status NOT IN ('PENDING', '3')", table, Dialect::Mlflow),
            std::string("attribute status NOT IN (LOGGED_MODEL_PENDING,LOGGED_MODEL_UPLOAD_FAILED)"));
        QCOMPARE(
            understood("status LIKE '%READY'", table, Dialect::Mlflow), std::string("attribute status LIKE '%READY'"));
        QCOMPARE(accepted({"status = READY", "status > 2", "status LIKE 2"}, table), std::string());
    }

    void anErrorTellsItsPlace() {
        const std::string text = "metrics.a > 1 AND params.b > '2'";
        TextRange where;
        QVERIFY(!parseFilter(text, FilterTable::runs(), Dialect::Mlflow, 0, &where));
        QCOMPARE(text.substr(where.begin, where.end - where.begin), std::string(">"));
        QCOMPARE(where.begin, std::size_t(27));
        QVERIFY(!parseFilter("metrics.a >", FilterTable::runs(), Dialect::Desktop, 0, &where));
        QCOMPARE(where.begin, std::size_t(11));
        QVERIFY(!parseFilter("status = 'x' accuracy > 1", FilterTable::runs(), Dialect::Desktop, 0, &where));
        QCOMPARE(where.begin, std::size_t(13));
        QCOMPARE(where.end, std::size_t(21));
    }

    void comparisonsTellTheirPlace() {
        const std::string text = " metrics.`a b` >= 1  AND run_id IN ('a', 'b') ";
        const auto filter = parseFilter(text, FilterTable::runs(), Dialect::Mlflow);
        QVERIFY(filter);
        const auto place = [&](std::size_t i) {
            const auto& range = filter->children[i].comparison.range;
            return text.substr(range.begin, range.end - range.begin);
        };
        QCOMPARE(place(0), std::string("metrics.`a b` >= 1"));
        QCOMPARE(place(1), std::string("run_id IN ('a', 'b')"));
    }

    void errorsUseTheWordsThatMlflowsClientsKnow() {
        const auto has = [](std::string_view filter, std::string_view words) {
            return runs(filter).find(words) != std::string::npos;
        };
        QVERIFY(has("acc > 1", "Invalid attribute key 'acc'"));
        QVERIFY(has("m.acc > 1", "Invalid entity type 'm'"));
        QVERIFY(has("dataset.x = 'a'", "Invalid dataset key 'x'"));
        QVERIFY(has("params.x > '1'", "Invalid comparator '>'"));
        QVERIFY(has("metrics.x = '1'", "Expected numeric value type for metric"));
        QVERIFY(has("params.x = 1", "Expected a quoted string value for param"));
        QVERIFY(has("metrics.x > 1 OR metrics.y > 1", "Invalid clause(s) in filter string"));
        QVERIFY(has("metrics.x > 1; metrics.y > 1", "Search filter contained multiple expression"));
        QVERIFY(has("metrics.x IS NULL", "IS NULL / IS NOT NULL is only supported for tags and params"));
        QVERIFY(has("params.x = y", "not quoted or unidentified quote types used for string value y"));
        QVERIFY(has("evilhax = true", "Invalid clause(s) in filter string"));
        for (const auto* filter : {"run_id IN (", "run_id IN", "run_name LIKE", "run_id IN ('a"})
            QVERIFY(has(filter, "Invalid clause(s) in filter string"));
        const std::string list = "While parsing a list in the query, expected ";
        QVERIFY(has("run_id IN ()", list + "a non-empty list of string values, but got empty list"));
        for (const auto* filter : {"run_id IN (,)", "run_id IN ('a',,'b')"})
            QVERIFY(has(filter, list + "a non-empty list of string values, but got ill-formed list"));
        QVERIFY(
            has("run_id IN (1,2)", list + "string value, punctuation, or whitespace, but got different type in list"));
        QVERIFY(has("1 = 1", "Expected 'Identifier' found '1'"));
    }

    void textThatIsNoTextIsRefused() {
        QCOMPARE(accepted({std::string("params.a = '\xff'"), std::string("params.a = 'x\0y'", 16)}), std::string());
    }

    void sizesAreLimited() {
        QVERIFY(parseFilter("params.a = '" + std::string(16000, 'x') + "'", FilterTable::runs(), Dialect::Mlflow));
        QCOMPARE(accepted({"params.a = '" + std::string(16384, 'x') + "'",
                     repeated("metrics.a > 1 AND ", 200) + "metrics.a > 1"}),
            std::string());
        QVERIFY(
            parseFilter(repeated("metrics.a > 1 AND ", 199) + "metrics.a > 1", FilterTable::runs(), Dialect::Mlflow));
        const auto desktop = [](const std::string& text) {
            return parseFilter(text, FilterTable::runs(), Dialect::Desktop).has_value();
        };
        QVERIFY(desktop(repeated("(", 50) + "a" + repeated(")", 50)));
        QVERIFY(!desktop(repeated("(", 51) + "a" + repeated(")", 51)));
        QVERIFY(!desktop(repeated("not ", 51) + "a"));
        QVERIFY(!desktop(repeated("a ", 201)));
        QVERIFY(!desktop(repeated("(", 8000)));
    }

    void promptsAreHiddenUnlessAskedFor() {
        const auto read = [](std::string_view text) {
            return shown(hidingPrompts(*parseFilter(text, FilterTable::registeredModels(), Dialect::Mlflow)));
        };
        const std::string hidden = "not(tag mlflow.prompt.is_prompt = 'true')";
        QCOMPARE(read(""), hidden);
        QCOMPARE(read("name = 'a'"), "and(attribute name = 'a', " + hidden + ")");
        QCOMPARE(read("tags.`mlflow.prompt.is_prompt` = 'true'"), std::string("tag mlflow.prompt.is_prompt = 'true'"));
        const std::string missing = ", tag mlflow.prompt.is_prompt IS NULL)";
        QCOMPARE(read("tags.mlflow.prompt.is_prompt = 'false'"),
            "and(or(tag mlflow.prompt.is_prompt = 'false'" + missing + ", " + hidden + ")");
        QCOMPARE(read("tags.mlflow.prompt.is_prompt != 'true'"),
            "and(or(tag mlflow.prompt.is_prompt != 'true'" + missing + ", " + hidden + ")");
    }
};

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
