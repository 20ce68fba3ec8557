#include <QTest>

#include "tests/core/track/filter_text.h"

using namespace slipway;
using namespace slipway::track;

namespace {

constexpr std::int64_t kNow = 1'800'000'000'000;

std::string read(std::string_view text) {
    return understood(text, FilterTable::runs(), Dialect::Desktop, kNow);
}
bool refuses(std::string_view text) {
    return !parseFilter(text, FilterTable::runs(), Dialect::Desktop, kNow);
}

/// `|` is the cursor.
Completion complete(
    std::string text, Dialect dialect = Dialect::Desktop, const FilterTable& table = FilterTable::runs()) {
    const auto cursor = text.find('|');
    text.erase(cursor, 1);
    return completeFilter(text, cursor, table, dialect);
}
std::string words(const std::string& text, Dialect dialect = Dialect::Desktop) {
    return join(complete(text, dialect).words, " ");
}
std::string replaced(const std::string& text, Dialect dialect = Dialect::Desktop) {
    auto plain = text;
    plain.erase(plain.find('|'), 1);
    const auto range = complete(text, dialect).replaces;
    return plain.substr(range.begin, range.end - range.begin);
}

} // namespace

/// The desktop's dialect and its completion.
class TestFilterBar : public QObject {
    Q_OBJECT
private slots:
    void filtersOfMlflowMeanTheSame() {
        for (const auto* filter : {"metrics.rmse < 1 and params.model = \"tree\"", "tags.mlflow.runName = 'x'",
                 "run_id IN ('a','B')", "attributes.`Run name` LIKE '%x_' AND created > 5", "tags.a IS NOT NULL",
                 "params.x = '5' AND datasets.context != 'train'", ""})
            QCOMPARE(read(filter), understood(filter, FilterTable::runs(), Dialect::Mlflow));
    }

    void orBindsLooserThanAnd() {
        QCOMPARE(read("a b or c and d"), std::string("or(and(word(a), word(b)), and(word(c), word(d)))"));
        QCOMPARE(read("a (b OR c) d"), std::string("and(word(a), or(word(b), word(c)), word(d))"));
        QCOMPARE(read("not a b"), std::string("and(not(word(a)), word(b))"));
        QCOMPARE(read("NOT (a or metrics.x > 1)"), std::string("not(or(word(a), metric x > 1))"));
        for (const auto* broken : {"a or", "or a", "a and", "and", "not", "(a", "a)", "()", "a and or b", "a or and b",
                 "metrics.a", "metrics.a >", "a;b", "'a", "status =", "~ x", ", a"})
            QVERIFY2(refuses(broken), broken);
    }

    void wordsStandBetweenComparisons() {
        QCOMPARE(read("tree in forest"), std::string("and(word(tree), word(in), word(forest))"));
        QCOMPARE(read("like 'as not' is"), std::string("and(word(like), word(as not), word(is))"));
        QCOMPARE(read("v1.2 status"), std::string("and(word(v1.2), word(status))"));
        QCOMPARE(read("census status = 'FAILED'"), std::string("and(word(census), attribute status = 'FAILED')"));
    }

    void prefixesMayBePluralAndInAnyCase() {
        QCOMPARE(read("Metric.acc > 1 ATTR.Status = 'x'"), std::string("and(metric acc > 1, attribute status = 'x')"));
        QCOMPARE(understood("attributes.name = 'a'", FilterTable::experiments(), Dialect::Desktop),
            std::string("attribute name = 'a'"));
        QCOMPARE(understood("metric.a > 1 param.b = 'c'", FilterTable::loggedModels(), Dialect::Desktop),
            std::string("and(metric a > 1, param b = 'c')"));
        QCOMPARE(read("metrics.val-loss/a:b < 1"), std::string("metric val-loss/a:b < 1"));
    }

    void textsCanBeSearchedForAPart() {
        QCOMPARE(
            read("run_name ~ 'tree' params.x !~ 'y'"), std::string("and(attribute run_name ~ 'tree', param x !~ 'y')"));
        QCOMPARE(read("status in ('FAILED') tags.a not in ('b')"),
            std::string("and(attribute status IN (FAILED), tag a NOT IN (b))"));
        QVERIFY(refuses("metrics.a ~ 1"));
        QVERIFY(refuses("run_name > 'a'"));
    }

    void everythingCanBeMissing() {
        QCOMPARE(read("metrics.a is null or end_time is not null"),
            std::string("or(metric a IS NULL, attribute end_time IS NOT NULL)"));
    }

    void parametersCompareAsNumbers() {
        QCOMPARE(read("params.lr < 0.01 tags.n >= 2"), std::string("and(param lr < 0.01, tag n >= 2)"));
        QVERIFY(refuses("params.lr < 'x'"));
        QVERIFY(refuses("params.lr < x"));
        QVERIFY(refuses("user_id < 1"));
    }

    void trueAndFalseHaveTheSpellingsOfPythonAndJson() {
        QCOMPARE(read("params.early = true"), std::string("param early IN (true,True,TRUE)"));
        QCOMPARE(read("params.early != False"), std::string("param early NOT IN (false,False,FALSE)"));
        QVERIFY(refuses("params.early > true"));
        QVERIFY(refuses("metrics.a = true"));
    }

    void numbersMayHaveUnits() {
        QCOMPARE(read("metrics.t > 10min"), std::string("metric t > 600"));
        QCOMPARE(read("metrics.t > 1.5h"), std::string("metric t > 5400"));
        QCOMPARE(read("metrics.memory < 2GB"), std::string("metric memory < 2e+09"));
        QCOMPARE(read("metrics.memory < 1KiB"), std::string("metric memory < 1024"));
        QCOMPARE(read("duration > 10min"), std::string("attribute duration > 6e+05"));
        for (const auto* wrong :
            {"metrics.t > 10parsecs", "duration > 2GB", "start_time > 2GB", "metrics.t > min", "metrics.t > 1e308GB"})
            QVERIFY2(refuses(wrong), wrong);
    }

    void timesMayBeRelative() {
        QCOMPARE(read("start_time > -7d"), "attribute start_time > " + toText(double(kNow - 7 * 86'400'000LL)));
        QCOMPARE(read("start_time <= now"), "attribute start_time <= " + toText(double(kNow)));
        QCOMPARE(read("start_time > '1970-01-01T00:00:01Z'"), std::string("attribute start_time > 1000"));
        QVERIFY(refuses("start_time > 7d"));
        QVERIFY(refuses("start_time > 'soon'"));
        const auto today = parseFilter("start_time >= today", FilterTable::runs(), Dialect::Desktop, kNow);
        const auto yesterday = parseFilter("start_time >= yesterday", FilterTable::runs(), Dialect::Desktop, kNow);
        QVERIFY(today && yesterday);
        const auto midnight = std::get<double>(today->comparison.value);
        QVERIFY(midnight <= double(kNow) && midnight > double(kNow) - 25 * 3'600'000.0);
        const auto hours = (midnight - std::get<double>(yesterday->comparison.value)) / 3'600'000;
        QVERIFY(hours >= 23 && hours <= 25);
    }

    void theDesktopKnowsDurationAndExperiment() {
        QCOMPARE(read("duration < 5s experiment = 'census'"),
            std::string("and(attribute duration < 5000, attribute experiment = 'census')"));
    }

    void anEmptyBarOffersFields() {
        const auto completion = complete("|");
        QVERIFY(completion.expects == Completion::Expects::Field);
        QVERIFY(words("|").starts_with("run_name run_id status"));
        QVERIFY(words("|").ends_with("metrics. params. tags. datasets. NOT"));
        QVERIFY(words("|", Dialect::Mlflow).find("duration") == std::string::npos);
        QCOMPARE(words("sta|"), std::string("status start_time"));
        QCOMPARE(replaced("sta|"), std::string("sta"));
        QCOMPARE(replaced("s|ta = 1"), std::string("sta"));
        QCOMPARE(words("metrics.a > 1 AND par|"), std::string("params."));
    }

    void behindAPrefixOnlyTheKeyIsReplaced() {
        const auto completion = complete("metrics.ac|c > 1");
        QVERIFY(completion.expects == Completion::Expects::Field);
        QVERIFY(completion.group == FieldGroup::Metric);
        QVERIFY(completion.words.empty());
        QCOMPARE(replaced("metrics.ac|c > 1"), std::string("acc"));
        QCOMPARE(replaced("metrics.`a b|"), std::string("`a b"));
        QCOMPARE(replaced("metr|ics.acc"), std::string("metrics.acc"));
        QCOMPARE(words("datasets.|"), std::string("name digest context"));
        QCOMPARE(words("attr.end|"), std::string("end_time"));
        QVERIFY(complete("a = 1 metrics.|").group == FieldGroup::Metric);
    }

    void behindAFieldItsOperatorsAreOffered() {
        const auto completion = complete("metrics.`a b` |");
        QVERIFY(completion.expects == Completion::Expects::Operator);
        QVERIFY(completion.group == FieldGroup::Metric);
        QCOMPARE(completion.key, std::string("a b"));
        QCOMPARE(words("metrics.a |", Dialect::Mlflow), std::string("= != < <= > >="));
        QCOMPARE(words("run_id |", Dialect::Mlflow), std::string("= != LIKE ILIKE IN NOT IN"));
        QCOMPARE(words("Run name |", Dialect::Mlflow), std::string("= != LIKE ILIKE"));
        QCOMPARE(words("tags.a is|"), std::string("IS NULL IS NOT NULL"));
        QCOMPARE(words("tags.a is |"), std::string("NULL NOT NULL"));
        QCOMPARE(words("tags.a is not |"), std::string("NULL"));
        QCOMPARE(words("run_id not |"), std::string("IN"));
        QCOMPARE(words("run_id in |"), std::string("("));
    }

    void behindAnOperatorValuesAreOffered() {
        const auto completion = complete("params.model = |");
        QVERIFY(completion.expects == Completion::Expects::Value);
        QVERIFY(completion.group == FieldGroup::Parameter);
        QCOMPARE(completion.key, std::string("model"));
        QCOMPARE(words("status = 'F|"), std::string("'FINISHED' 'FAILED'"));
        QCOMPARE(replaced("status = 'F|"), std::string("'F"));
        QCOMPARE(words("status = fa|"), std::string("'FAILED'"));
        QCOMPARE(words("start_time > -|"), std::string("-1d -7d -30d"));
        QCOMPARE(words("status in ('FAILED', |"), words("status = |"));
        QCOMPARE(words("status in ('FAILED' |"), std::string(", )"));
    }

    void behindAComparisonAndIsOffered() {
        QVERIFY(complete("metrics.a > 1 |").expects == Completion::Expects::Joint);
        QCOMPARE(words("metrics.a > 1 |", Dialect::Mlflow), std::string("AND"));
        QCOMPARE(words("status = 'a' |"), std::string("AND OR"));
        QCOMPARE(words("tags.a is null |"), std::string("AND OR"));
        QCOMPARE(words("run_id in ('a') a|", Dialect::Mlflow), std::string("AND"));
    }

    void behindAWordTheNextTermIsOffered() {
        QCOMPARE(words("tree sta|"), std::string("status start_time"));
        QVERIFY(words("tree |").ends_with("AND OR"));
        QVERIFY(complete("unknown |", Dialect::Mlflow).words.empty());
    }

    void keysAndTextsAreWrittenSoThatTheyReadBack() {
        for (const std::string key : {"acc", "a.b", "a b", "it's", "a`b", "a\"b", "ä", "val-loss", "``"}) {
            const auto filter = "metrics." + writtenKey(key) + " > 1";
            QCOMPARE(understood(filter, FilterTable::runs(), Dialect::Mlflow), "metric " + key + " > 1");
        }
        for (const std::string value : {"", "a", "it's", "'", "''", "a\"b", "%"}) {
            const auto filter = parseFilter("params.a = " + writtenText(value), FilterTable::runs(), Dialect::Mlflow);
            QVERIFY(filter);
            QCOMPARE(std::get<std::string>(filter->comparison.value), value);
        }
    }
};

QTEST_GUILESS_MAIN(TestFilterBar)
#include "tst_filter_bar.moc"
