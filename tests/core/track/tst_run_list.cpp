#include <QTest>

#include <cmath>
#include <limits>

#include "core/track/run_cells.h"
#include "core/track/run_keys.h"
#include "core/track/run_list.h"
#include "core/track/runs.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::track;

namespace {

struct Fixture : testkit::LedgerFixture {
    Fixture() : testkit::LedgerFixture({kSchemaV1, kSchemaV4, kSchemaV5}), tracker(ledger, root()) {}
    Tracker tracker;
    Progress progress;

    std::string add(const std::string& name, const std::map<std::string, std::string>& parameters,
        const std::map<std::string, double>& metrics, const char* inside = "census") {
        clock.advance(1000);
        const auto experiment = tracker.experiment(owner(), inside);
        const auto run = tracker.start(owner(), experiment->id, name, {{"team", name.substr(0, 1)}});
        if (!tracker.logParameters(run->id, parameters)) qFatal("no parameters");
        std::vector<MetricPoint> points;
        for (const auto& [key, value] : metrics) points.push_back({key, value, 0, 1});
        if (!tracker.logMetrics(run->id, points)) qFatal("no metrics");
        return run->id;
    }

    std::string names(const std::vector<std::int64_t>& numbers) {
        const auto rows = readCells(db, numbers, {});
        if (!rows) return toLine(rows.error());
        std::string names;
        for (const auto& row : *rows) names += (names.empty() ? "" : " ") + row.name;
        return names;
    }

    RunListQuery query(std::string_view text, const std::vector<std::string>& order = {}) {
        RunListQuery query;
        query.filter = *parseFilter(text, FilterTable::runs(), Dialect::Desktop);
        query.order = *parseOrder(order, FilterTable::runs(), Dialect::Desktop);
        return query;
    }
    std::string found(std::string_view text, const std::vector<std::string>& order = {}) {
        const auto list = listRuns(db, query(text, order), progress);
        return list ? names(list->numbers) : toLine(list.error());
    }
};

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

} // namespace

class TestRunList : public QObject {
    Q_OBJECT
private slots:
    void allRunsComeNewestFirst() {
        Fixture f;
        f.add("a", {}, {});
        f.add("b", {}, {}, "forest");
        f.add("c", {}, {});
        QCOMPARE(f.found(""), std::string("c b a"));
        auto one = f.query("");
        one.experiments = {1};
        QCOMPARE(f.names(listRuns(f.db, one, f.progress)->numbers), std::string("c a"));
    }

    void ordersSortNumbersAsNumbersAndMissingLast() {
        Fixture f;
        f.add("a", {{"lr", "0.1"}}, {{"loss", 0.5}});
        f.add("b", {{"lr", "1e-3"}}, {{"loss", kNaN}});
        f.add("c", {{"lr", "10"}}, {{"loss", 0.25}});
        f.add("d", {{"lr", "auto"}}, {});
        QCOMPARE(f.found("", {"metrics.loss ASC"}), std::string("c a d b"));
        QCOMPARE(f.found("", {"metrics.loss DESC"}), std::string("a c d b"));
        QCOMPARE(f.found("", {"params.lr ASC"}), std::string("b a c d"));
        QCOMPARE(f.found("", {"params.lr DESC"}), std::string("d c a b"));
        QCOMPARE(f.found("", {"attributes.run_name ASC"}), std::string("a b c d"));
    }

    void manyRunsAreSortedAsFewAre() {
        Fixture f; // above the number from which on an index is walked
        const auto experiment = f.tracker.experiment(f.owner(), "many");
        QVERIFY(f.db.exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
                          "INSERT INTO run(id, experiment, name, status, started_at, actor, owner) SELECT "
                          "printf('%032x', i), 1, 'r' || i, 'FINISHED', i, '', '' FROM n;"
                          "INSERT INTO metric_key(name) VALUES('loss');"
                          "INSERT INTO metric_summary(run, key, experiment, latest, latest_step, latest_at, points) "
                          "SELECT number, 1, 1, (number * 7919) % 3001, 0, 0, 1 FROM run WHERE number % 3 <> 0;"
                          "INSERT INTO run_parameter SELECT number, 'depth', (number * 31) % 17 FROM run;"
                          "INSERT INTO run_tag SELECT number, 'note', 'n' || number % 5 FROM run;"));
        for (const char* order : {"metrics.loss ASC", "params.depth DESC", "tags.note ASC", "start_time ASC"}) {
            const auto orders = f.query("", {order});
            const auto list = listRuns(f.db, orders, f.progress);
            QVERIFY(list);
            QCOMPARE(list->numbers.size(), std::size_t(3000));
            const RunField field{orders.order[0].group, orders.order[0].key, {}};
            const std::vector<RunField> fields{field};
            const auto rows = readCells(f.db, list->numbers, fields); // one by one
            const auto columns = readColumns(f.db, list->numbers, fields);
            for (std::size_t i = 0; i < rows->size(); ++i) {
                QCOMPARE((*rows)[i].cells[0], (*columns)[0][i]);
                if (i == 0) continue;
                const auto& before = (*columns)[0][i - 1];
                const auto& after = (*columns)[0][i];
                if (std::holds_alternative<std::monostate>(after)) continue;
                QVERIFY2(!std::holds_alternative<std::monostate>(before), order);
                if (field.group == FieldGroup::Metric) QVERIFY(std::get<double>(before) <= std::get<double>(after));
                if (field.group == FieldGroup::Parameter)
                    QVERIFY(std::stoi(std::get<std::string>(before)) >= std::stoi(std::get<std::string>(after)));
            }
        }
    }

    void filtersAreThoseOfTheFilterBar() {
        Fixture f;
        f.add("alpha", {{"lr", "0.1"}}, {{"loss", 0.5}});
        f.add("beta", {{"lr", "0.2"}}, {{"loss", 0.1}});
        QCOMPARE(f.found("metrics.loss < 0.3"), std::string("beta"));
        QCOMPARE(f.found("params.lr = '0.1' or metrics.loss < 0.3"), std::string("beta alpha"));
        QCOMPARE(f.found("not alp"), std::string("beta"));
        QCOMPARE(f.found("metrics.loss is null"), std::string());
    }

    void groupsKeepTheOrderAndNameWhatIsMissing() {
        Fixture f;
        f.add("a", {{"depth", "3"}}, {{"auc", 0.7}});
        f.add("b", {{"depth", "6"}}, {{"auc", 0.9}});
        f.add("c", {{"depth", "3"}}, {{"auc", 0.8}});
        f.add("d", {}, {{"auc", 0.1}});
        auto query = f.query("", {"metrics.auc DESC"});
        query.groupBy = {{FieldGroup::Parameter, "depth", {}}};
        const auto list = listRuns(f.db, query, f.progress);
        QVERIFY(list);
        QCOMPARE(f.names(list->numbers), std::string("b c a d"));
        QCOMPARE(list->groups.size(), std::size_t(3));
        QCOMPARE(list->groups[1].values.front(), std::optional<std::string>("3"));
        QCOMPARE(list->groups[1].begin, std::size_t(1));
        QCOMPARE(list->groups[1].count, std::size_t(2));
        QVERIFY(!list->groups[2].values.front());
        const std::span threes(list->numbers.data() + 1, 2);
        const auto spread = metricSpread(f.db, threes, {FieldGroup::Metric, "auc", {}});
        QCOMPARE(spread->runs, std::int64_t(2));
        QVERIFY(std::abs(spread->mean - 0.75) < 1e-12 && std::abs(spread->deviation - 0.07071067811865482) < 1e-12);
        QCOMPARE(spread->maximum, 0.8);
    }

    void cellsAreReadWithoutTheRestOfTheRun() {
        Fixture f;
        const auto id = f.add("a", {{"lr", "0.1"}}, {{"loss", 0.5}, {"odd", kNaN}});
        const MetricPoint later[] = {{"loss", 0.25, 1, 2}, {"loss", 0.75, 2, 3}};
        QVERIFY(f.tracker.logMetrics(id, later));
        const std::vector<RunField> fields{{FieldGroup::Metric, "loss", {}},
            {FieldGroup::Metric, "loss", RunField::Of::Minimum}, {FieldGroup::Metric, "odd", {}},
            {FieldGroup::Metric, "no such", {}}, {FieldGroup::Parameter, "lr", {}}, {FieldGroup::Tag, "team", {}},
            {FieldGroup::Attribute, "start_time", {}}, {FieldGroup::Dataset, "name", {}}};
        const auto rows = readCells(f.db, *numbersOf(f.db, {id, "no such run"}), fields);
        QVERIFY(rows);
        QCOMPARE(rows->size(), std::size_t(1));
        const auto& cells = rows->front().cells;
        QCOMPARE(std::get<double>(cells[0]), 0.75);
        QCOMPARE(std::get<double>(cells[1]), 0.25);
        QVERIFY(std::isnan(std::get<double>(cells[2])));
        QVERIFY(std::holds_alternative<std::monostate>(cells[3]));
        QCOMPARE(std::get<std::string>(cells[4]), std::string("0.1"));
        QCOMPARE(std::get<std::string>(cells[5]), std::string("a"));
        QCOMPARE(std::get<std::int64_t>(cells[6]), rows->front().startedAt);
        QVERIFY(std::holds_alternative<std::monostate>(cells[7]));
        QVERIFY(!readCells(f.db, {}, std::vector<RunField>{{FieldGroup::Attribute, "no such", {}}}));
    }

    void keysAndValuesAreFoundByAPart() {
        Fixture f;
        f.add("a", {{"lr", "0.1"}, {"depth", "3"}}, {{"val_loss", 1}, {"VAL_auc", 1}, {"time", 1}});
        f.add("b", {{"lr", "0.1"}, {"eta", "3"}}, {{"val_loss", 1}, {"other_val", 1}}, "forest");
        f.add("c", {{"lr", "0.2"}}, {});
        const auto joined = [](const Result<std::vector<std::string>>& keys) {
            std::string all;
            for (const auto& key : *keys) all += key + " ";
            return all;
        };
        QCOMPARE(joined(runKeys(f.db, FieldGroup::Metric, {}, "val", 10)), std::string("VAL_auc other_val val_loss "));
        const std::int64_t census[] = {1};
        QCOMPARE(joined(runKeys(f.db, FieldGroup::Metric, census, "val", 10)), std::string("VAL_auc val_loss "));
        QCOMPARE(joined(runKeys(f.db, FieldGroup::Parameter, {}, "", 10)), std::string("depth eta lr "));
        QCOMPARE(joined(runKeys(f.db, FieldGroup::Parameter, {}, "", 2)), std::string("depth eta "));
        QCOMPARE(joined(runKeys(f.db, FieldGroup::Tag, {}, "tea", 10)), std::string("team "));
        const auto values = frequentValues(f.db, FieldGroup::Parameter, "lr", "", 10);
        QCOMPARE(values->front().value, std::string("0.1"));
        QCOMPARE(values->front().runs, std::int64_t(2));
        QCOMPARE(frequentValues(f.db, FieldGroup::Attribute, "status", "RUN", 10)->front().runs, std::int64_t(3));
        QVERIFY(!frequentValues(f.db, FieldGroup::Attribute, "artifact_uri", "", 10));
    }

    void aCancelledSearchSaysSo() {
        Fixture f;
        f.add("a", {}, {{"auc", 1}});
        f.progress.cancel();
        const auto list = listRuns(f.db, f.query("", {"metrics.auc ASC"}), f.progress);
        QVERIFY(!list && list.error().code == ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestRunList)
#include "tst_run_list.moc"
