#include <QTest>

#include <limits>
#include <random>

#include "core/track/run_loader.h"
#include "core/track/runs.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::track;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Fixture : testkit::LedgerFixture {
    Fixture() : testkit::LedgerFixture({kSchemaV1, kSchemaV4, kSchemaV5}), tracker(ledger, root()), runs(ledger) {}
    Tracker tracker;
    Runs runs;

    /// 60 runs of two experiments; a third have no loss, some have NaN, many are equal.
    void fill() {
        std::mt19937 dice(3);
        for (const char* name : {"one", "two"}) {
            const auto experiment = tracker.experiment(owner(), name)->id;
            for (int i = 0; i < 30; ++i) {
                if (dice() % 2 == 0) clock.advance(10);
                const auto run = tracker.start(owner(), experiment, "run " + std::to_string(i), {{"team", "blue"}});
                if (!tracker.logParameters(run->id, {{"depth", std::to_string(dice() % 3)}})) qFatal("no parameters");
                const MetricPoint loss[] = {{"loss", dice() % 8 == 0 ? kNaN : static_cast<double>(dice() % 4), 0, 1}};
                if (dice() % 3 != 0 && !tracker.logMetrics(run->id, loss)) qFatal("no metrics");
            }
        }
    }
    std::string ids(const std::vector<Run>& found) {
        std::string all;
        for (const auto& run : found) all += run.id + " ";
        return all;
    }
    std::string paged(Runs::Search search, std::int64_t limit) {
        std::string all;
        search.limit = limit;
        while (true) {
            const auto page = runs.search(search);
            if (!page) return toLine(page.error());
            all += ids(page->runs);
            if (!page->more) return all;
            search.offset += limit;
        }
    }
};

} // namespace

class TestRunPages : public QObject {
    Q_OBJECT
private slots:
    void pagesAlongAMetricAreThoseOfTheWholeOrder() {
        Fixture f;
        f.fill();
        for (const char* filter : {"", "metrics.loss >= 1", "params.depth = '1'",
                 "params.depth = '1' AND metrics.loss < 3", "tags.team = 'blue'", "metrics.loss > 100"})
            for (const char* order : {"metrics.loss ASC", "metrics.loss DESC", "metrics.none ASC"})
                for (const auto& experiments : {std::vector<std::int64_t>{1}, std::vector<std::int64_t>{1, 2}}) {
                    Runs::Search search;
                    search.experiments = experiments;
                    search.filter = *parseFilter(filter, FilterTable::runs(), Dialect::Mlflow);
                    const std::vector<std::string> by{order};
                    search.order = *parseOrder(by, FilterTable::runs());
                    const auto whole = f.paged(search, 1000);
                    for (const std::int64_t limit : {1, 7, 20}) QCOMPARE(f.paged(search, limit), whole);
                }
    }

    void runsLoadedTogetherAreThoseLoadedOneByOne() {
        Fixture f;
        f.fill();
        const auto experiment = f.tracker.experiment(f.owner(), "one")->id;
        const auto rich = f.runs.create(f.owner(), {experiment, "rich", "ada", 5, {{"a", "b"}}});
        const std::vector<InputDataset> inputs{
            {"census", "d1", "local", "file", "s", {}, {{"mlflow.data.context", "train"}}},
            {"census", "d2", "local", "file", {}, "p", {}}};
        const std::vector<ModelUse> models{{"m-1", 3}};
        QVERIFY(f.runs.logInputs(rich->id, inputs, models));
        QVERIFY(f.runs.logOutputs(rich->id, models));
        std::vector<std::int64_t> numbers;
        for (std::int64_t i = 61; i > 0; --i) numbers.push_back(i);
        numbers.push_back(999);
        const auto together = loadRuns(f.db, numbers);
        QVERIFY(together);
        QCOMPARE(together->size(), std::size_t(61));
        for (const auto& run : *together) {
            const auto alone = f.tracker.find(run.id);
            QCOMPARE(run.name, alone->name);
            QCOMPARE(run.experimentName, alone->experimentName);
            QCOMPARE(run.parameters, alone->parameters);
            QCOMPARE(run.tags, alone->tags);
            QCOMPARE(run.metrics.size(), alone->metrics.size());
            QCOMPARE(run.inputs.size(), alone->inputs.size());
            for (std::size_t i = 0; i < run.inputs.size(); ++i) {
                QCOMPARE(run.inputs[i].digest, alone->inputs[i].digest);
                QCOMPARE(run.inputs[i].schema, alone->inputs[i].schema);
                QCOMPARE(run.inputs[i].tags, alone->inputs[i].tags);
            }
            QCOMPARE(run.outputModels.size(), alone->outputModels.size());
        }
        QCOMPARE(together->front().name, std::string("rich"));
        QCOMPARE(together->front().inputs.size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(TestRunPages)
#include "tst_run_pages.moc"
