#include <QTest>

#include <limits>
#include <random>

#include <fmt/format.h>

#include "core/track/like.h"
#include "tests/core/track/filter_fixture.h"
#include "tests/core/track/filter_text.h"

using namespace slipway;
using namespace slipway::track;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();

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
    FilterFixture fixture;
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

/// What SQLite finds and what a walk over the same runs finds.
class TestFilterRandom : public QObject {
    Q_OBJECT
private slots:
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

QTEST_GUILESS_MAIN(TestFilterRandom)
#include "tst_filter_random.moc"
